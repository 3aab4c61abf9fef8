"""Components and events of the section 'Read a plate': a drop zone, examples to click, and all models' answers."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing
from typing import Any

import gradio as gr

from plateocr.app.languages import say
from plateocr.app.sections.read.batch import Update, read_batch
from plateocr.app.sections.read.examples import example_images, show_examples
from plateocr.app.sections.read.view import show_missing, show_waiting
from plateocr.app.shell import QUIET, Shell, html
from plateocr.pipeline.crop_or_photo import View


def lay_out(shell: Shell) -> None:
    """Lay out the section inside the open Blocks. CSV files of batches are written to the shell's workspace."""
    opened, language, examples = shell.opened, shell.language, example_images()
    if opened.problems:
        html(None, show_missing(language, opened.problems, opened.bundled))
    if not opened.readers:
        return

    def reads(paths_of: Callable[[Any], Sequence[str]], view: View = "auto") -> Callable[..., Any]:
        """A listener that reads the files that ``paths_of`` returns for its input."""

        async def read_sent(given: Any, request: gr.Request) -> AsyncIterator[Update]:
            # Closed with the listener, so that a visitor who leaves the page gives up the turn immediately.
            async with aclosing(read_batch(shell, paths_of(given), _session(request), view)) as updates:
                async for update in updates:
                    yield update

        return read_sent

    async def read_example(event: gr.SelectData, request: gr.Request) -> AsyncIterator[Update]:
        async with aclosing(read_batch(shell, [str(examples[event.index])], _session(request))) as updates:
            async for update in updates:
                yield update

    async def stop(request: gr.Request) -> None:
        shell.turns.stop(_session(request))

    drop = gr.File(
        file_count="multiple",
        show_label=False,
        elem_id="po-drop",
        elem_classes="po-drop",
        height=150,
    )
    clicked = "plateocr.clicked(element, trigger, 'index')"
    strip = html("po-examples", show_examples(language, examples), js_on_load=clicked)
    with gr.Accordion(say(language, "Use the camera"), open=False, elem_id="po-camera"):
        camera = gr.Image(
            sources=["webcam"],
            # Mirrored plates cannot be read; on a phone, use the rear camera.
            webcam_options=gr.WebcamOptions(mirror=False, constraints={"video": {"facingMode": "environment"}}),
            type="filepath",
            show_label=False,
            height=300,
            buttons=[],
            elem_id="po-webcam",
        )
    dropped = gr.File(file_count="multiple", visible=False)
    answers = html("po-answers", show_waiting(language), js_on_load="plateocr.plates(element, trigger)")
    cancel = gr.Button(say(language, "Cancel"), visible=False, size="sm", elem_id="po-cancel", scale=0)
    last_paths = gr.State([])
    csv = gr.DownloadButton(say(language, "Download as CSV"), visible=False, size="sm", elem_id="po-batch-csv", scale=0)

    # Visitors' images wait for their turn in the pool, not in Gradio's queue behind other visitors' batches. The
    # answers themselves show the progress of a batch.
    reading: dict[str, Any] = {
        **QUIET,
        "outputs": [answers, csv, cancel, last_paths],
        "concurrency_limit": None,
        "trigger_mode": "multiple",
    }
    # The zone is emptied in the browser before its images are read, so that the next ones can be dropped immediately:
    # gr.File would add them to those it shows, and break if it is emptied meanwhile.
    drop.upload(None, drop, [dropped, drop], js="plateocr.handOver", **QUIET).then(
        reads(lambda paths: paths or []), dropped, **reading
    )
    camera.input(reads(lambda path: [path] if path else []), camera, **reading)
    answers.select(reads(lambda paths: paths, view="crop"), last_paths, **reading)
    strip.select(read_example, None, **reading)
    cancel.click(stop, None, None, queue=False, **QUIET)


def _session(request: gr.Request) -> str:
    """The open page of the request; programs without one all count as the same visitor."""
    return request.session_hash or ""
