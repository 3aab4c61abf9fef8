"""Components and events of the section 'Own data'."""

import shutil
import tempfile
from pathlib import Path

import gradio as gr
from markupsafe import Markup

from plateocr.app.dashboards.store import STARTED_WITH
from plateocr.app.languages import Language, say
from plateocr.app.page_state import PageState
from plateocr.app.sections.own.evaluation import Step, evaluate_archive
from plateocr.app.sections.own.view import show_invitation, show_own, show_refused
from plateocr.app.shell import QUIET, Shell, draw_views, html, on_draw
from plateocr.app.templating import render
from plateocr.data.archive import ArchiveLimits
from plateocr.errors import DataError

LIMITS = ArchiveLimits()
# One ZIP at a time, in its own queue, so that a visitor with one image need not wait for 2,000.
OWN_QUEUE = "own data"


def lay_out(shell: Shell) -> None:
    """Lay out the section inside the open Blocks. What visitors send is unpacked in the shell's workspace."""
    language, store = shell.language, shell.store

    def take(path: str | None, progress: gr.Progress = gr.Progress()) -> tuple[str, str]:  # noqa: B008
        """The page's report on a ZIP, and the id of its dashboard, '' if there is none."""
        if path is None:
            return "", ""
        place = Path(tempfile.mkdtemp(dir=shell.workspace, prefix="own-"))

        def report(step: Step, done: int, total: int) -> None:
            progress(done / total, desc=_step(language, step, done, total))

        try:
            dashboard = evaluate_archive(Path(path), shell.opened.readers, place, LIMITS, report)
        except DataError as error:
            shutil.rmtree(place, ignore_errors=True)
            return show_refused(language, error), ""
        finally:
            Path(path).unlink(missing_ok=True)
        added = store.add(dashboard, place)
        return show_own(language, dashboard, added), added

    def draw(state: PageState) -> Markup:
        if state.dashboard_id == STARTED_WITH:
            return Markup()
        return show_own(language, store.get(state.dashboard_id), state.dashboard_id)

    def delete(event: gr.SelectData) -> None:
        store.drop(str(event.value))

    html(None, show_invitation(language, LIMITS, store.keep_seconds / 3600))
    if not shell.opened.readers:
        html(None, render(language, "sections/own/no_model.html", problems=shell.opened.problems))
        return
    drop = gr.File(
        file_types=[".zip"],
        show_label=False,
        label=say(language, "ZIP of images"),
        elem_id="po-own-drop",
        elem_classes="po-drop",
        height=150,
    )
    result = html("po-own-result", js_on_load="plateocr.clicked(element, trigger, 'delete')")
    added = gr.Textbox(visible=False)

    drop.upload(
        take,
        drop,
        [result, added],
        api_visibility="private",
        concurrency_id=OWN_QUEUE,
        show_progress="full",
        show_progress_on=[result],
    ).then(lambda: None, None, drop, queue=False, **QUIET).then(None, added, None, js="plateocr.openData", **QUIET)
    result.select(delete, None, None, **QUIET).then(None, None, None, js="plateocr.leaveData", **QUIET)
    on_draw("own", draw_views(shell, draw), [result])


def _step(language: Language, step: Step, done: int, total: int) -> str:
    if step == "unpack":
        return say(language, "Unpacking: {done:,} of {total:,} images", done=done, total=total)
    return say(language, "Reading: {done:,} of {total:,} images", done=done, total=total)
