"""Components and events of the section 'Data faults'."""

import gradio as gr
from markupsafe import Markup

from plateocr.app.languages import say
from plateocr.app.page_state import PageState
from plateocr.app.sections.faults.finder import FaultFinder
from plateocr.app.sections.faults.view import show_near, show_overlap, show_suspects
from plateocr.app.shell import WHY, Shell, draw_views, html, on_draw

_QUEUE = "data faults"


def lay_out(shell: Shell) -> None:
    """Lay out the section inside the open Blocks."""
    language, finder = shell.language, FaultFinder(shell.train_plates)

    def draw(state: PageState) -> tuple[Markup, ...]:
        dashboard = state.dashboard
        return (
            show_suspects(language, state, finder.suspects(dashboard)),
            show_near(language, state, finder.near_known(dashboard)),
            show_overlap(language, finder.overlap(dashboard)),
        )

    def look(event: gr.SelectData, progress: gr.Progress = gr.Progress()) -> str:  # noqa: B008
        def report(done: int, total: int) -> None:
            progress(done / total, desc=say(language, "Opening {done:,} of {total:,} images", done=done, total=total))

        def show(state: PageState) -> Markup:
            return show_near(language, state, finder.near(state.dashboard, report))

        return str(draw_views(shell, show)(str(event.value)))

    suspects = html("po-suspects")
    near = html("po-near", js_on_load="plateocr.clicked(element, trigger, 'look')")
    overlap = html("po-overlap")
    near.select(look, None, near, concurrency_id=_QUEUE, api_visibility="private")
    on_draw("faults", draw_views(shell, draw, (WHY, "", "")), [suspects, near, overlap])
