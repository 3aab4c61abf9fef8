"""The section 'Read a plate': a drop zone, examples to click, and the answers of all models."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Any

import gradio as gr

from plateocr.app.example_view import show_examples
from plateocr.app.read_batch import Update, read_batch
from plateocr.app.read_view import show_missing, show_waiting
from plateocr.app.shell import Shell
from plateocr.app.texts import say
from plateocr.pipeline.several import ViewChoice

_CLICKED = """
element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-index]');
  if (button) trigger('select', { index: Number(button.dataset.index), value: '' });
});
"""
_HAND_OVER = "(files) => [files, null]"
# A plate in the photo opens its item in the list; the offer under a photo without plates reads it whole.
_PLATE_CLICKED = """
const open = (event) => {
  const mark = event.target.closest('g[data-plate]');
  if (mark) {
    for (const item of element.querySelectorAll('details[data-plate]')) {
      item.open = item.dataset.plate === mark.dataset.plate;
      if (item.open) item.scrollIntoView({ block: 'nearest' });
    }
  }
};
element.addEventListener('click', (event) => {
  if (event.target.closest('button[data-crop]')) trigger('select', { index: 0, value: '' });
  open(event);
});
element.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' || event.key === ' ') open(event);
});
"""


def build_read_tab(shell: Shell, examples: list[Path]) -> None:
    """Lay out the section inside the open Blocks. CSV files of batches are written below the shell's workspace."""
    opened, language = shell.opened, shell.language
    if opened.problems:
        gr.HTML(show_missing(language, opened.problems), apply_default_css=False)
    if not opened.readers:
        return

    def reads(paths_of: Callable[[Any], Sequence[str]], view: ViewChoice = "auto") -> Callable[..., Any]:
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
    if examples:
        strip = gr.HTML(
            show_examples(language, examples), elem_id="po-examples", js_on_load=_CLICKED, apply_default_css=False
        )
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
    answers = gr.HTML(show_waiting(language), elem_id="po-answers", js_on_load=_PLATE_CLICKED, apply_default_css=False)
    cancel = gr.Button(say(language, "Cancel"), visible=False, size="sm", elem_id="po-cancel", scale=0)
    last_paths = gr.State([])
    csv = gr.DownloadButton(say(language, "Download as CSV"), visible=False, size="sm", elem_id="po-batch-csv", scale=0)

    # Visitors wait for their images' turn at the pool, not in a queue of Gradio's behind other visitors' batches. How
    # far a batch is, the answers themselves show.
    reading: dict[str, Any] = {
        "outputs": [answers, csv, cancel, last_paths],
        "api_visibility": "private",
        "concurrency_limit": None,
        "show_progress": "hidden",
        "trigger_mode": "multiple",
    }
    # The zone is emptied before its pictures are read, without asking the server, so that the next can be dropped on it
    # straight away: gr.File adds what comes while it shows pictures to these, and breaks when it is emptied meanwhile.
    drop.upload(None, drop, [dropped, drop], js=_HAND_OVER, api_visibility="private", show_progress="hidden").then(
        reads(lambda paths: paths or []), dropped, **reading
    )
    camera.input(reads(lambda path: [path] if path else []), camera, **reading)
    answers.select(reads(lambda paths: paths, view="crop"), last_paths, **reading)
    if examples:
        strip.select(read_example, None, **reading)
    cancel.click(stop, None, None, queue=False, api_visibility="private", show_progress="hidden")


def _session(request: gr.Request) -> str:
    """The open page that asks; programs that come without one are all the same visitor."""
    return request.session_hash or ""
