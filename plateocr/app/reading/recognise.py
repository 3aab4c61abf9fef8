"""One image in, answers of all models out, for the page and the programming interfaces. No HTML, no Gradio."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from plateocr.app.images.inline import preview
from plateocr.app.reading.readers import OpenedReaders
from plateocr.app.reading.upright import upright_plate
from plateocr.errors import ImageError
from plateocr.geometry.orientation import turn
from plateocr.geometry.warps import Pixels
from plateocr.images import open_image, remarks_of
from plateocr.pipeline.crop_or_photo import View
from plateocr.pipeline.prediction import PlatePrediction
from plateocr.pipeline.record import ImageRecord, error_record, image_record
from plateocr.pipeline.results import DetectedPlate, ImageReading, NothingFound, PlateReading
from plateocr.pipeline.verdict import Judgement, Verdict

# Maximum width and height of previews in pixels: of a single image, of images in a batch, and of plates cut out.
_LARGE, _SMALL, _PLATE = (1600, 1200), (280, 140), (480, 240)


@dataclass(frozen=True)
class Answer:
    """What one model read, the milliseconds it took, and the colour of the plate's background ('' if unknown)."""

    model: str
    prediction: PlatePrediction
    milliseconds: float
    ground: str = ""


@dataclass(frozen=True)
class ReadPlate:
    """A plate: where it is (None for a crop), cut out upright as a JPEG data URI ('' if its corners are not known), its
    answers, none if it is not read, and whether they can be relied on.
    """

    detected: DetectedPlate | None
    upright: str
    answers: tuple[Answer, ...]
    judgement: Judgement

    @property
    def best(self) -> Answer | None:
        """The most confident answer."""
        return max(self.answers, key=lambda one: one.prediction.confidence, default=None)


@dataclass(frozen=True)
class FileReading:
    """One file: a crop, a photo with its plates (largest first), or why there is nothing to show.

    preview: a JPEG data URI. size: of the image, in pixels. crop: the plate of a crop. plates: of a photo. nothing: why
    a photo has none. problem: why the file could not be opened. record: the record for programs.
    """

    name: str
    preview: str = ""
    size: tuple[int, int] = (0, 0)
    crop: ReadPlate | None = None
    plates: tuple[ReadPlate, ...] = ()
    nothing: NothingFound | None = None
    problem: ImageError | None = None
    record: ImageRecord | None = None

    @property
    def main_answers(self) -> tuple[Answer, ...]:
        """The answers for the crop, or for the photo's largest plate that is read; empty if there is none."""
        plates = (self.crop,) if self.crop else self.plates
        return next((plate.answers for plate in plates if plate.answers), ())


def read_file(opened: OpenedReaders, path: str | Path, *, alone: bool, view: View = "auto") -> FileReading:
    """Read a file with every reader, for the page; a bad file is reported without raising.

    ``alone``: whether it is shown large, not as a row among others.
    """
    name = Path(path).name
    try:
        image = open_image(path, name)
    except ImageError as error:
        return FileReading(name, problem=error, record=error_record(name, str(error)))
    pixels = np.asarray(image)
    reading = opened.pipeline().read_images([pixels], view)[0]
    record = image_record(name, reading, remarks_of(image))
    preview_size = _LARGE if alone else _SMALL
    if reading.detection.as_crop:
        upright = turn(pixels, reading.detection.turned)
        shown = preview(Image.fromarray(upright), preview_size)
        size = (upright.shape[1], upright.shape[0])
        return FileReading(name, shown, size, crop=_read_plate(upright, reading, reading.plates[0]), record=record)
    plates = tuple(_read_plate(pixels, reading, plate) for plate in reading.plates)
    return FileReading(
        name, preview(image, preview_size), image.size, plates=plates, nothing=reading.detection.problem, record=record
    )


def read_record(
    opened: OpenedReaders, source: bytes | str | Path, name: str, view: View = "auto", models: Sequence[str] = ()
) -> ImageRecord:
    """Read the bytes or the path of an image, filed under ``name``; a bad image gives a record with its error.

    ``models``: the names of the readers to use; all of them if empty.
    """
    try:
        image = open_image(source, name)
    except ImageError as error:
        return error_record(name, str(error))
    return image_record(name, opened.pipeline(models).read_images([np.asarray(image)], view)[0], remarks_of(image))


def _read_plate(image: Pixels, reading: ImageReading, plate: PlateReading) -> ReadPlate:
    """A plate of an image, which is upright if it is a crop."""
    upright = ""
    if plate.corners:
        upright = preview(Image.fromarray(upright_plate(image, plate.corners, plate.layout)), _PLATE)
    return ReadPlate(plate.detected, upright, _answers(reading, plate), plate.judgement)


def _answers(reading: ImageReading, plate: PlateReading) -> tuple[Answer, ...]:
    """All models' answers for a plate; empty if it is not read."""
    if plate.judgement.verdict == Verdict.NOT_READ:
        return ()
    return tuple(
        Answer(model, prediction, reading.milliseconds.get(model, 0.0), plate.ground)
        for model, prediction in plate.predictions.items()
    )
