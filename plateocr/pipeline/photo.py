"""What was found in images, whole photos or crops, read by a reader."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from plateocr.geometry.orientation import turn
from plateocr.geometry.quads import cut
from plateocr.pipeline.cutting import cut_plate
from plateocr.pipeline.detector import DetectedPlate
from plateocr.pipeline.finding import Finding, NothingFound
from plateocr.pipeline.prediction import PlatePrediction
from plateocr.pipeline.reader import PlateReader
from plateocr.pipeline.two_rows import one_row
from plateocr.plates import PlateKind


@dataclass(frozen=True)
class PlateInPhoto:
    """One plate of an image.

    detected: where it is; None where the whole image was read as a crop. prediction: what was read; None where the
    plate is not (DetectedPlate.is_read).
    """

    detected: DetectedPlate | None
    prediction: PlatePrediction | None


@dataclass(frozen=True)
class PhotoReading:
    """The plates of an image, the largest first; whether it was read as a crop; why nothing was found, if so; by how
    many degrees, clockwise, the image was turned to be read (Finding.turned).
    """

    plates: tuple[PlateInPhoto, ...]
    as_crop: bool
    problem: NothingFound | None = None
    turned: int = 0


def read_found(reader: PlateReader, images: Sequence[Image.Image], findings: Sequence[Finding]) -> list[PhotoReading]:
    """Read what was found in each image; one search serves several readers. What ``reader`` itself has confirmed is
    not read again.
    """
    inputs = [
        part for image, finding in zip(images, findings, strict=True) for part in _to_read(reader, image, finding)
    ]
    predictions = iter(reader.read_images(inputs))
    readings = []
    for finding in findings:
        plates = [PlateInPhoto(plate, _reading(plate, reader, predictions)) for plate in finding.plates]
        if finding.as_crop and not plates:
            plates = [PlateInPhoto(None, next(predictions))]
        readings.append(PhotoReading(tuple(plates), finding.as_crop, finding.problem, finding.turned))
    return readings


def _to_read(reader: PlateReader, image: Image.Image, finding: Finding) -> list[Image.Image]:
    """The images of single plates to give the reader, one for each plate that is read and was not yet."""
    if finding.is_whole:
        return [turn(image, finding.turned)]
    return [
        plate_input(reader, image, plate)
        for plate in finding.plates
        if plate.is_read and _confirmed(plate, reader) is None
    ]


def _reading(
    plate: DetectedPlate, reader: PlateReader, predictions: Iterator[PlatePrediction]
) -> PlatePrediction | None:
    """What is read of a plate: what confirmed it, or the next of ``predictions``; None where it is not."""
    if not plate.is_read:
        return None
    return _confirmed(plate, reader) or next(predictions)


def _confirmed(plate: DetectedPlate, reader: PlateReader) -> PlatePrediction | None:
    known = plate.confirmation
    return known.prediction if known is not None and known.reader is reader else None


def plate_input(reader: PlateReader, photo: Image.Image, plate: DetectedPlate) -> Image.Image:
    """A detected plate as the reader was trained to see it: cut out of the photo with a margin, to be framed.

    A reader that stretches its images instead of framing them is given the plate straightened, without a margin. A
    plate in two rows is set out in one.
    """
    spec = reader.config.input
    if spec.framing == "corners" or plate.kind == PlateKind.TWO_ROWS:
        return plate_image(photo, plate)
    of_plate = cut_plate(photo, plate)
    return Image.fromarray(cut(of_plate.image, of_plate.of_photo(np.array(plate.corners)), spec))


def plate_image(photo: Image.Image, plate: DetectedPlate) -> Image.Image:
    """A detected plate cut out of the photo with a margin, or, in two rows, set out in one."""
    if plate.kind == PlateKind.TWO_ROWS:
        return one_row(photo, np.array(plate.corners, dtype=np.float64))
    return cut_plate(photo, plate).image
