"""The section 'Own data': a ZIP of labelled pictures becomes a dashboard of its own."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

import gradio as gr

from plateocr.app.dashboards import STARTED_WITH
from plateocr.app.markup import notice
from plateocr.app.own_evaluation import NoneUsableError, Step, evaluate_archive
from plateocr.app.own_view import show_invitation, show_left_out, show_own
from plateocr.app.page_state import PageState
from plateocr.app.shell import Shell, on_draw
from plateocr.app.texts import Language, say, tell
from plateocr.data.archive import ArchiveLimits
from plateocr.errors import DataError
from plateocr.evaluation.view import View

LIMITS = ArchiveLimits()
# One ZIP at a time, beside the queue of single pictures, so that a visitor with one picture need not wait for 2,000.
OWN_QUEUE = "own data"

_DELETE_CLICKED = """
element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-delete]');
  if (button) trigger('select', { index: 0, value: button.dataset.delete });
});
"""
# To the dashboard of an id, with no filter left of the one before it; an empty id is the one of the app.
_CHANGES = ", ".join(f"{field}: ''" for field in (*View.model_fields, "picture", "answer"))
_OPEN_IT = f"(id) => {{ if (id) window.plateocr.go({{ {_CHANGES}, show: 'own', data: id }}); }}"
_LEAVE_IT = f"() => window.plateocr.go({{ {_CHANGES}, data: '' }})"


def build_own_data(shell: Shell) -> None:
    """Lay out the section inside the open Blocks. What visitors send is unpacked below the shell's workspace."""
    language, store = shell.language, shell.store

    def take(path: str | None, progress: gr.Progress = gr.Progress()) -> tuple[str, str]:  # noqa: B008
        """A ZIP to what the page says of it, and the id of its dashboard: '' when there is none."""
        if path is None:
            return "", ""
        place = Path(tempfile.mkdtemp(dir=shell.workspace, prefix="own-"))

        def report(step: Step, done: int, total: int) -> None:
            progress(done / total, desc=_step(language, step, done, total))

        try:
            dashboard = evaluate_archive(Path(path), shell.opened.readers, place, LIMITS, report)
        except DataError as error:
            shutil.rmtree(place, ignore_errors=True)
            return _refused(language, error), ""
        finally:
            Path(path).unlink(missing_ok=True)
        added = store.add(dashboard, place)
        return show_own(language, dashboard, added), added

    def draw(query: str) -> str:
        state = PageState.from_query(query, store)
        if state.dashboard_id == STARTED_WITH:
            return ""
        dashboard = store.get(state.dashboard_id)
        if dashboard is None:
            return notice(
                say(language, "These pictures are gone"), [say(language, "They were deleted. Send them again.")]
            )
        return show_own(language, dashboard, state.dashboard_id)

    def delete(event: gr.SelectData) -> None:
        store.drop(str(event.value))

    gr.HTML(show_invitation(language, LIMITS, store.keep_seconds / 3600), apply_default_css=False)
    if not shell.opened.readers:
        gr.HTML(notice(say(language, "There is no model to read with"), shell.opened.problems), apply_default_css=False)
        return
    drop = gr.File(
        file_types=[".zip"],
        show_label=False,
        label=say(language, "ZIP of pictures"),
        elem_id="po-own-drop",
        elem_classes="po-drop",
        height=150,
    )
    result = gr.HTML("", elem_id="po-own-result", js_on_load=_DELETE_CLICKED, apply_default_css=False)
    added = gr.Textbox(visible=False)

    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    drop.upload(
        take,
        drop,
        [result, added],
        api_visibility="private",
        concurrency_id=OWN_QUEUE,
        show_progress="full",
        show_progress_on=[result],
    ).then(lambda: None, None, drop, queue=False, **quiet).then(None, added, None, js=_OPEN_IT, **quiet)
    result.select(delete, None, None, **quiet).then(None, None, None, js=_LEAVE_IT, **quiet)
    on_draw("own", draw, [result])


def _step(language: Language, step: Step, done: int, total: int) -> str:
    if step == "unpack":
        return say(language, "Unpacking: {done:,} of {total:,} pictures", done=done, total=total)
    return say(language, "Reading: {done:,} of {total:,} pictures", done=done, total=total)


def _refused(language: Language, error: DataError) -> str:
    left_out = error.left_out if isinstance(error, NoneUsableError) else ()
    told = tell(language, error)
    sentence = f"{told[0].upper()}{told[1:]}"
    return notice(say(language, "This ZIP was not used"), [sentence]) + show_left_out(language, left_out)
