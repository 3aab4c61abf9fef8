"""Files in, answers of all models out: what the tab 'Read a plate' calls. No HTML, no Gradio."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from PIL import Image

from plateocr.app.inline import preview
from plateocr.errors import PictureError
from plateocr.picture import open_picture
from plateocr.reading.prediction import PlatePrediction
from plateocr.reading.reader import PlateReader

# Width and height in pixels that a preview stays within: one picture is shown large, those of a batch as rows.
_LARGE, _SMALL = (720, 540), (280, 140)


@dataclass(frozen=True)
class Answer:
    """What one model read, and the milliseconds it took."""

    model: str
    prediction: PlatePrediction
    milliseconds: float


@dataclass(frozen=True)
class FileReading:
    """One file: its answers, or the sentence that says why there are none. ``preview`` is a JPEG data URI."""

    name: str
    preview: str = ""
    answers: tuple[Answer, ...] = ()
    problem: str = ""


def read_files(readers: Sequence[PlateReader], paths: Sequence[str | Path]) -> list[FileReading]:
    """Read every file with every reader; a bad file is reported in its place and never costs the others."""
    preview_size = _LARGE if len(paths) == 1 else _SMALL
    return [_read_file(readers, Path(path), preview_size) for path in paths]


def to_table(readings: Sequence[FileReading]) -> pd.DataFrame:
    """One row a file: name, text, confidence (0..1) and flags of each model, and the problem where there is one."""
    rows = []
    for reading in readings:
        row: dict[str, object] = {"file": reading.name}
        for answer in reading.answers:
            row[f"{answer.model}_text"] = answer.prediction.text
            row[f"{answer.model}_confidence"] = round(answer.prediction.confidence, 4)
            row[f"{answer.model}_flags"] = " ".join(answer.prediction.flags)
        rows.append({**row, "problem": reading.problem})
    table = pd.DataFrame(rows)
    return table[[column for column in table.columns if column != "problem"] + ["problem"]]


def _read_file(readers: Sequence[PlateReader], path: Path, preview_size: tuple[int, int]) -> FileReading:
    try:
        picture = open_picture(path, path.name)
    except PictureError as error:
        return FileReading(path.name, problem=str(error))
    return FileReading(path.name, preview(picture, preview_size), tuple(_read(reader, picture) for reader in readers))


def _read(reader: PlateReader, picture: Image.Image) -> Answer:
    start = time.perf_counter()
    prediction = reader.read(picture)
    return Answer(reader.name, prediction, 1000 * (time.perf_counter() - start))
