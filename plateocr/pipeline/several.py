"""One image, read by several readers: a single search for plates serves them all, and each is timed."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from PIL import Image

from plateocr.pipeline.detector import DetectedPlate, Detector
from plateocr.pipeline.finding import Finding, NothingFound, find_plates
from plateocr.pipeline.photo import PhotoReading, read_found
from plateocr.pipeline.reader import PlateReader
from plateocr.pipeline.turning import find_turned

# What an image is read as: what it looks like, a crop of one plate, or a photo in which plates are looked for.
ViewChoice = Literal["auto", "crop", "photo"]


@dataclass(frozen=True)
class ModelReading:
    """What one model read of an image, and the milliseconds a plate that it took; None where it was not timed."""

    model: str
    reading: PhotoReading
    milliseconds: float | None = None


def read_by_all(
    readers: Sequence[PlateReader], image: Image.Image, detector: Detector | None, view: ViewChoice = "auto"
) -> list[ModelReading]:
    """Read an RGB image with every reader; without a detector it is read as a crop of one plate.

    One that lies on its side or upside down, as the last reader finds, is turned for all (turning.find_turned). All
    readings are of the same plates, in the same order.
    """
    finding = _unread(_found(image, detector, view))
    readings = [_timed(reader, image, finding) for reader in readers]
    turned = find_turned(readers[-1], image, partial(_found, detector=detector, view=view), readings[-1].reading)
    if turned:
        readings = [_timed(reader, image, _unread(turned)) for reader in readers]
    return readings


def _found(image: Image.Image, detector: Detector | None, view: ViewChoice) -> Finding:
    if detector is None or view == "crop":
        return Finding(as_crop=True)
    finding = find_plates(image, detector)
    if view == "auto" or not finding.as_crop:
        return finding
    plates = tuple(detector.detect(image))
    return Finding(as_crop=False, plates=plates, problem=None if plates else NothingFound.NO_PLATE)


def _timed(reader: PlateReader, image: Image.Image, finding: Finding) -> ModelReading:
    start = time.perf_counter()
    reading = read_found(reader, [image], [finding])[0]
    elapsed = 1000 * (time.perf_counter() - start)
    plates_read = sum(plate.prediction is not None for plate in reading.plates)
    return ModelReading(reader.name, reading, elapsed / max(1, plates_read))


def _unread(finding: Finding) -> Finding:
    """What was found, to be read anew even by the reader that confirmed it: each model's time is that of its own."""
    return replace(finding, plates=tuple(_anew(plate) for plate in finding.plates))


def _anew(plate: DetectedPlate) -> DetectedPlate:
    return replace(plate, confirmation=plate.confirmation and replace(plate.confirmation, reader=None))
