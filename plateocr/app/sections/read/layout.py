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
    """Lay out the section inside the open Blocks. CSV files of batches are written below the shell's workspace."""
    opened, language, examples = shell.opened, shell.language, example_images()
    if opened.problems:
        html(None, show_missing(language, opened.problems))
    if not opened.readers:
        return

    def reads(paths_of: Callable[[Any], Sequence[str]], view: View = "auto") -> Callable[..., Any]:
        """A listener that reads the files that ``paths_of`` makes of what it is given."""

        async def read_sent(given: Any, request: gr.Request) -> AsyncIterator[Update]:
            # Closed with the listener: whose page is left gives up the turn at once.
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
            # A mirrored plate cannot be read; of a phone's cameras the one that looks away from its owner.
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

    # Visitors wait for their images' turn at the pool, not in a queue of Gradio's behind other visitors' batches. How
    # far a batch is, the answers themselves show.
    reading: dict[str, Any] = {
        **QUIET,
        "outputs": [answers, csv, cancel, last_paths],
        "concurrency_limit": None,
        "trigger_mode": "multiple",
    }
    # The zone is emptied before its images are read, without asking the server, so that the next can be dropped on it
    # straight away: gr.File adds what comes while it shows files to these, and breaks when it is emptied meanwhile.
    drop.upload(None, drop, [dropped, drop], js="plateocr.handOver", **QUIET).then(
        reads(lambda paths: paths or []), dropped, **reading
    )
    camera.input(reads(lambda path: [path] if path else []), camera, **reading)
    answers.select(reads(lambda paths: paths, view="crop"), last_paths, **reading)
    strip.select(read_example, None, **reading)
    cancel.click(stop, None, None, queue=False, **QUIET)


def _session(request: gr.Request) -> str:
    """The open page that asks; programs that come without one are all the same visitor."""
    return request.session_hash or ""
