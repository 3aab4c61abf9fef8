"""Reading what a visitor sends, one image after the other, and what the page shows meanwhile and at the end."""

import asyncio
import tempfile
import time
from collections.abc import AsyncGenerator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr

from plateocr.app.reading.recognise import FileReading, read_file
from plateocr.app.sections.read.view import show_progress, show_readings, show_waiting
from plateocr.app.shell import Shell
from plateocr.pipeline.crop_or_photo import View
from plateocr.pipeline.record_csv import records_csv

# The answers as HTML, the CSV button, the cancel button, and the files that were read.
Update = tuple[Any, Any, Any, Any]

# Seconds: progress is not shown for what is read within the first, and is updated at intervals of the second.
_AT_ONCE, _EVERY = 0.25, 0.2


async def read_batch(
    shell: Shell, paths: Sequence[str], session: str, view: View = "auto"
) -> AsyncGenerator[Update, None]:
    """Read files in order, after those that the same page sent before, and report progress.

    It ends after the image in progress if the visitor stops it (``shell.turns``) or leaves the page; in the latter case
    it is closed at the next update.
    """
    if not paths:
        yield _nothing(shell)
        return
    async with shell.turns.turn(session) as turn:
        readings: list[FileReading] = []
        told = time.monotonic() + _AT_ONCE - _EVERY
        try:
            for path in paths:
                reading = asyncio.ensure_future(
                    shell.pool.run(partial(read_file, shell.opened, path, alone=len(paths) == 1, view=view))
                )
                try:
                    while not reading.done():
                        await asyncio.wait([reading], timeout=max(0.0, told + _EVERY - time.monotonic()))
                        if time.monotonic() >= told + _EVERY:
                            told = time.monotonic()
                            yield _progress(shell, len(readings), len(paths), shell.turns.waits(session))
                finally:
                    reading.cancel()  # in case the visitor has left; no effect if it is done
                readings.append(reading.result())
                if turn.stopped:
                    break
        except Exception:
            yield _nothing(shell)  # Gradio reports the error; nothing is in progress any more
            raise
        csv = await asyncio.to_thread(_csv, shell.workspace, readings) if len(paths) > 1 else None
        dashboard = shell.store.started_with
        verdicts = dashboard.verdicts if dashboard else None
        shown = show_readings(shell.language, readings, len(paths), verdicts["all"] if verdicts else None)
        yield shown, gr.update(value=csv, visible=csv is not None), gr.update(visible=False), list(paths)


def _nothing(shell: Shell) -> Update:
    return show_waiting(shell.language), gr.update(visible=False), gr.update(visible=False), []


def _progress(shell: Shell, done: int, total: int, more: bool) -> Update:
    cancel = gr.update(visible=total > 1)
    return show_progress(shell.language, done, total, more), gr.update(visible=False), cancel, gr.skip()


def _csv(workspace: Path, readings: Sequence[FileReading]) -> str:
    path = Path(tempfile.mkdtemp(dir=workspace)) / "plates.csv"
    path.write_bytes(records_csv([reading.record for reading in readings if reading.record]))
    return str(path)
