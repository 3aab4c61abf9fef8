"""Files in, answers of all models out: what the section 'Read a plate' calls. No HTML, no Gradio."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
from PIL import Image

from plateocr.app.inline import preview
from plateocr.errors import PictureError
from plateocr.picture import open_picture
from plateocr.reading.cutting import cut_plate
from plateocr.reading.finding import Finding, NothingFound, find_plates
from plateocr.reading.locate import LocatedPlate, Locator
from plateocr.reading.photo import PhotoReading, read_found
from plateocr.reading.prediction import PlatePrediction
from plateocr.reading.reader import PlateReader
from plateocr.reading.wording import kind_sentence, nothing_found_sentence

# Width and height in pixels that a preview stays within: one picture is shown large, those of a batch as rows.
_LARGE, _SMALL, _PLATE = (960, 720), (280, 140), (280, 96)
_PHOTO_COLUMNS = ("plate", "kind", "corners")


@dataclass(frozen=True)
class Answer:
    """What one model read, and the milliseconds it took."""

    model: str
    prediction: PlatePrediction
    milliseconds: float


@dataclass(frozen=True)
class FoundPlate:
    """A plate in a photo: where it is, cut out as a JPEG data URI, and its answers; none where it is not read."""

    located: LocatedPlate
    preview: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class FileReading:
    """One file: a crop with its answers, a photo with its plates (largest first), or why there is nothing to show.

    preview: a JPEG data URI. size: of the picture, in pixels. plates: of a photo. nothing: why a photo has none.
    problem: why the file could not be opened.
    """

    name: str
    preview: str = ""
    answers: tuple[Answer, ...] = ()
    problem: PictureError | None = None
    size: tuple[int, int] = (0, 0)
    plates: tuple[FoundPlate, ...] = ()
    nothing: NothingFound | None = None

    @property
    def is_photo(self) -> bool:
        """Whether plates were looked for, instead of reading the picture as a crop."""
        return bool(self.plates) or self.nothing is not None

    @property
    def main_answers(self) -> tuple[Answer, ...]:
        """The answers of the crop, or of the photo's largest plate that is read; empty where there is none."""
        return self.answers or next((plate.answers for plate in self.plates if plate.answers), ())


def read_files(
    readers: Sequence[PlateReader], paths: Sequence[str | Path], locator: Locator | None = None
) -> list[FileReading]:
    """Read every file with every reader; a bad file is reported in its place and never costs the others.

    Photos are told from crops where there is a locator, and each of their plates is read.
    """
    preview_size = _LARGE if len(paths) == 1 else _SMALL
    return [_read_file(readers, Path(path), preview_size, locator) for path in paths]


def to_table(readings: Sequence[FileReading]) -> pd.DataFrame:
    """One row a crop, or a plate of a photo: file, text, confidence (0..1) and flags of each model, and the problem.

    With photos among them there are also the plate's number (the largest is 1), its kind, and its corners in pixels,
    "x,y" four times: left-top, right-top, right-bottom, left-bottom.
    """
    table = pd.DataFrame([row for reading in readings for row in _rows(reading)])
    head = ["file", *(column for column in _PHOTO_COLUMNS if column in table.columns)]
    middle = [column for column in table.columns if column not in (*head, "problem")]
    table = table[[*head, *middle, "problem"]]
    if "plate" in table.columns:
        table["plate"] = table["plate"].astype("Int64")
    return table


def _rows(reading: FileReading) -> list[dict[str, object]]:
    if not reading.is_photo:
        return [{"file": reading.name, **_columns(reading.answers), "problem": str(reading.problem or "")}]
    if reading.nothing:
        return [{"file": reading.name, "problem": nothing_found_sentence(reading.nothing)}]
    return [
        {
            "file": reading.name,
            "plate": number,
            "kind": plate.located.kind.value,
            "corners": " ".join(f"{x:.1f},{y:.1f}" for x, y in plate.located.corners),
            **_columns(plate.answers),
            "problem": "" if plate.answers else kind_sentence(plate.located),
        }
        for number, plate in enumerate(reading.plates, start=1)
    ]


def _columns(answers: Sequence[Answer]) -> dict[str, object]:
    columns: dict[str, object] = {}
    for answer in answers:
        columns[f"{answer.model}_text"] = answer.prediction.text
        columns[f"{answer.model}_confidence"] = round(answer.prediction.confidence, 4)
        columns[f"{answer.model}_flags"] = " ".join(answer.prediction.flags)
    return columns


def _read_file(
    readers: Sequence[PlateReader], path: Path, preview_size: tuple[int, int], locator: Locator | None
) -> FileReading:
    try:
        picture = open_picture(path, path.name)
    except PictureError as error:
        return FileReading(path.name, problem=error)
    finding = _unread(find_plates(picture, locator))
    timed = [_read(reader, picture, finding) for reader in readers]
    shown = preview(picture, preview_size)
    if finding.as_crop and not finding.plates:
        return FileReading(path.name, shown, _answers(readers, timed, 0), size=picture.size)
    plates = tuple(
        FoundPlate(plate, preview(cut_plate(picture, plate).picture, _PLATE), _answers(readers, timed, number))
        for number, plate in enumerate(finding.plates)
    )
    return FileReading(path.name, shown, size=picture.size, plates=plates, nothing=finding.problem)


def _unread(finding: Finding) -> Finding:
    """What was found, to be read anew even by the reader that confirmed it: each model's time is that of its own."""
    return replace(finding, plates=tuple(_anew(plate) for plate in finding.plates))


def _anew(plate: LocatedPlate) -> LocatedPlate:
    return replace(plate, confirmation=plate.confirmation and replace(plate.confirmation, reader=None))


def _read(reader: PlateReader, picture: Image.Image, finding: Finding) -> tuple[PhotoReading, float]:
    """What one reader reads of a picture, and its milliseconds a plate."""
    start = time.perf_counter()
    reading = read_found(reader, [picture], [finding])[0]
    elapsed = 1000 * (time.perf_counter() - start)
    return reading, elapsed / max(1, sum(plate.prediction is not None for plate in reading.plates))


def _answers(
    readers: Sequence[PlateReader], timed: Sequence[tuple[PhotoReading, float]], number: int
) -> tuple[Answer, ...]:
    """All models' answers for plate ``number``; empty where it is not read."""
    answers = []
    for reader, (reading, milliseconds) in zip(readers, timed, strict=True):
        prediction = reading.plates[number].prediction
        if prediction is not None:
            answers.append(Answer(reader.name, prediction, milliseconds))
    return tuple(answers)
