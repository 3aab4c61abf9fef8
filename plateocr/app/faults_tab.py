"""The section 'Data faults': labels to doubt, pictures that look the same, plates that were trained on."""

from typing import Any

import gradio as gr

from plateocr.app.fault_finder import FaultFinder
from plateocr.app.faults_view import show_flag_form, show_near, show_overlap, show_suspects
from plateocr.app.markup import cannot_be_shown
from plateocr.app.page_state import PageState
from plateocr.app.shell import Shell, draw_html, on_draw
from plateocr.app.texts import say
from plateocr.errors import DataError

_LOOK_CLICKED = """
element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-look]');
  if (button) trigger('select', { index: 0, value: button.dataset.look });
});
"""
_QUEUE = "data faults"


def build_faults(shell: Shell) -> None:
    """Lay out the section inside the open Blocks."""
    language, finder = shell.language, FaultFinder(shell.train_plates)

    def draw(query: str) -> tuple[str, str, str]:
        state = PageState.from_query(query, shell.store)
        try:
            dashboard = state.dashboard
        except DataError as error:
            return cannot_be_shown(language, error), "", ""
        return (
            show_flag_form(language, state) + show_suspects(language, state, finder.suspects(dashboard)),
            show_near(language, state, finder.near_known(dashboard)),
            show_overlap(language, finder.overlap(dashboard)),
        )

    def look(event: gr.SelectData, progress: gr.Progress = gr.Progress()) -> str:  # noqa: B008
        def report(done: int, total: int) -> None:
            progress(done / total, desc=say(language, "Opening {done:,} of {total:,} pictures", done=done, total=total))

        def show(state: PageState) -> str:
            return show_near(language, state, finder.near(state.dashboard, report))

        return draw_html(shell, str(event.value), show)

    suspects = gr.HTML("", elem_id="po-suspects", apply_default_css=False)
    near = gr.HTML("", elem_id="po-near", js_on_load=_LOOK_CLICKED, apply_default_css=False)
    overlap = gr.HTML("", elem_id="po-overlap", apply_default_css=False)
    quiet: dict[str, Any] = {"api_visibility": "private"}
    near.select(look, None, near, concurrency_id=_QUEUE, **quiet)
    on_draw("faults", draw, [suspects, near, overlap])
