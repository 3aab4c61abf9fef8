"""One image in, answers of all models out: what the page and the programming interfaces call. No HTML, no Gradio."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from plateocr.app.images.inline import preview
from plateocr.app.reading.readers import OpenedReaders
from plateocr.errors import ImageError
from plateocr.geometry.orientation import turn
from plateocr.images import open_image, remarks_of
from plateocr.pipeline.cutting import cut_plate
from plateocr.pipeline.detector import DetectedPlate
from plateocr.pipeline.finding import NothingFound
from plateocr.pipeline.prediction import PlatePrediction
from plateocr.pipeline.record import ImageRecord, error_record, image_record
from plateocr.pipeline.several import ModelReading, ViewChoice, read_by_all

# Width and height in pixels that a preview stays within: one image is shown large, those of a batch as rows.
_LARGE, _SMALL, _PLATE = (960, 720), (280, 140), (280, 96)


@dataclass(frozen=True)
class Answer:
    """What one model read, and the milliseconds it took."""

    model: str
    prediction: PlatePrediction
    milliseconds: float


@dataclass(frozen=True)
class FoundPlate:
    """A plate in a photo: where it is, cut out as a JPEG data URI, and its answers; none where it is not read."""

    detected: DetectedPlate
    preview: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class FileReading:
    """One file: a crop with its answers, a photo with its plates (largest first), or why there is nothing to show.

    preview: a JPEG data URI. size: of the image, in pixels. plates: of a photo. nothing: why a photo has none.
    problem: why the file could not be opened. record: what programs are told of it.
    """

    name: str
    preview: str = ""
    answers: tuple[Answer, ...] = ()
    problem: ImageError | None = None
    size: tuple[int, int] = (0, 0)
    plates: tuple[FoundPlate, ...] = ()
    nothing: NothingFound | None = None
    record: ImageRecord | None = None

    @property
    def main_answers(self) -> tuple[Answer, ...]:
        """The answers of the crop, or of the photo's largest plate that is read; empty where there is none."""
        return self.answers or next((plate.answers for plate in self.plates if plate.answers), ())


def read_file(opened: OpenedReaders, path: str | Path, *, alone: bool, view: ViewChoice = "auto") -> FileReading:
    """Read a file with every reader, for the page; a bad one is reported and raises nothing.

    ``alone``: it is shown large, not as a row among others.
    """
    name = Path(path).name
    try:
        image = open_image(path, name)
    except ImageError as error:
        return FileReading(name, problem=error, record=error_record(name, str(error)))
    readings = read_by_all(opened.readers, image, opened.detector, view)
    record = image_record(name, image.size, readings, remarks_of(image))
    seen, preview_size = readings[0].reading, _LARGE if alone else _SMALL
    if seen.plates and seen.plates[0].detected is None:
        upright = turn(image, seen.turned)
        answers = _answers(readings, 0)
        return FileReading(name, preview(upright, preview_size), answers, size=upright.size, record=record)
    shown = preview(image, preview_size)
    plates = tuple(
        FoundPlate(plate.detected, preview(cut_plate(image, plate.detected).image, _PLATE), _answers(readings, number))
        for number, plate in enumerate(seen.plates)
        if plate.detected is not None
    )
    return FileReading(name, shown, size=image.size, plates=plates, nothing=seen.problem, record=record)


def read_record(
    opened: OpenedReaders,
    source: bytes | str | Path,
    name: str,
    view: ViewChoice = "auto",
    models: Sequence[str] = (),
) -> ImageRecord:
    """Read the bytes or the path of an image, which programs call ``name``; a bad one is a record with its error.

    ``models``: the names of the readers to read with; all of them when empty.
    """
    readers = [reader for reader in opened.readers if not models or reader.name in models]
    try:
        image = open_image(source, name)
    except ImageError as error:
        return error_record(name, str(error))
    readings = read_by_all(readers, image, opened.detector, view)
    return image_record(name, image.size, readings, remarks_of(image))


def _answers(readings: Sequence[ModelReading], number: int) -> tuple[Answer, ...]:
    """All models' answers for plate ``number``; empty where it is not read."""
    return tuple(
        Answer(one.model, prediction, one.milliseconds or 0.0)
        for one in readings
        if (prediction := one.reading.plates[number].prediction) is not None
    )
