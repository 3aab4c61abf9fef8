"""The section 'Read a plate': a drop zone, examples to click, and the answers of all models."""

import tempfile
from pathlib import Path
from typing import Any

import gradio as gr

from plateocr.app.example_view import show_examples
from plateocr.app.read_view import show_missing, show_readings, show_waiting
from plateocr.app.recognise import FileReading, read_files, to_table
from plateocr.app.shell import Shell
from plateocr.app.texts import say

# One queue for everything that runs the networks, so that visitors wait in line instead of sharing two cores.
MODEL_QUEUE = "models"

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

    def read(paths: list[str] | None) -> tuple[str, dict[str, Any], list[str]]:
        return *_answer(shell, read_files(opened.readers, paths or [], opened.locator)), paths or []

    def read_example(event: gr.SelectData) -> tuple[str, dict[str, Any], list[str]]:
        return read([str(examples[event.index])])

    def read_still(path: str | None) -> tuple[str, dict[str, Any], list[str]]:
        return read([path] if path else [])

    def read_whole(paths: list[str]) -> tuple[str, dict[str, Any]]:
        return _answer(shell, read_files(opened.readers, paths, None))

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
    last_paths = gr.State([])
    csv = gr.DownloadButton(say(language, "Download as CSV"), visible=False, size="sm", elem_id="po-batch-csv", scale=0)

    # The zone is emptied before its pictures are read, without asking the server, so that the next can be dropped on it
    # straight away: gr.File adds what comes while it shows pictures to these, and breaks when it is emptied meanwhile.
    drop.upload(None, drop, [dropped, drop], js=_HAND_OVER, api_visibility="private", show_progress="hidden").then(
        read,
        dropped,
        [answers, csv, last_paths],
        **shell.endpoint("read_plates"),
        trigger_mode="multiple",
        concurrency_id=MODEL_QUEUE,
        show_progress_on=[answers],
    )
    quiet: dict[str, Any] = {
        "api_visibility": "private",
        "concurrency_id": MODEL_QUEUE,
        "show_progress_on": [answers],
    }
    camera.input(read_still, camera, [answers, csv, last_paths], **quiet)
    answers.select(read_whole, last_paths, [answers, csv], **quiet)
    if examples:
        strip.select(
            read_example,
            None,
            [answers, csv, last_paths],
            **quiet,
        )


def _answer(shell: Shell, readings: list[FileReading]) -> tuple[str, dict[str, Any]]:
    if not readings:
        return show_waiting(shell.language), gr.update(visible=False)
    if len(readings) == 1:
        return show_readings(shell.language, readings), gr.update(visible=False)
    path = Path(tempfile.mkdtemp(dir=shell.workspace)) / "plates.csv"
    # With a byte order mark, without which Excel takes the provinces for another encoding.
    to_table(readings).to_csv(path, index=False, encoding="utf-8-sig")
    return show_readings(shell.language, readings), gr.update(value=str(path), visible=True)
