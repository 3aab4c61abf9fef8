"""One picture, read by several readers: a single search for plates serves them all, and each is timed."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from PIL import Image

from plateocr.reading.finding import Finding, NothingFound, find_plates
from plateocr.reading.locate import LocatedPlate, Locator
from plateocr.reading.photo import PhotoReading, read_found
from plateocr.reading.reader import PlateReader
from plateocr.reading.turning import find_turned

# What a picture is read as: what it looks like, a crop of one plate, or a photo in which plates are looked for.
ViewChoice = Literal["auto", "crop", "photo"]


@dataclass(frozen=True)
class ModelReading:
    """What one model read of a picture, and the milliseconds a plate that it took; None where it was not timed."""

    model: str
    reading: PhotoReading
    milliseconds: float | None = None


def read_by_all(
    readers: Sequence[PlateReader], picture: Image.Image, locator: Locator | None, view: ViewChoice = "auto"
) -> list[ModelReading]:
    """Read an RGB picture with every reader; without a locator it is read as a crop of one plate.

    One that lies on its side or upside down, as the last reader finds, is turned for all (turning.find_turned). All
    readings are of the same plates, in the same order.
    """
    finding = _unread(_found(picture, locator, view))
    readings = [_timed(reader, picture, finding) for reader in readers]
    turned = find_turned(readers[-1], picture, partial(_found, locator=locator, view=view), readings[-1].reading)
    if turned:
        readings = [_timed(reader, picture, _unread(turned)) for reader in readers]
    return readings


def _found(picture: Image.Image, locator: Locator | None, view: ViewChoice) -> Finding:
    if locator is None or view == "crop":
        return Finding(as_crop=True)
    finding = find_plates(picture, locator)
    if view == "auto" or not finding.as_crop:
        return finding
    plates = tuple(locator.locate(picture))
    return Finding(as_crop=False, plates=plates, problem=None if plates else NothingFound.NO_PLATE)


def _timed(reader: PlateReader, picture: Image.Image, finding: Finding) -> ModelReading:
    start = time.perf_counter()
    reading = read_found(reader, [picture], [finding])[0]
    elapsed = 1000 * (time.perf_counter() - start)
    plates_read = sum(plate.prediction is not None for plate in reading.plates)
    return ModelReading(reader.name, reading, elapsed / max(1, plates_read))


def _unread(finding: Finding) -> Finding:
    """What was found, to be read anew even by the reader that confirmed it: each model's time is that of its own."""
    return replace(finding, plates=tuple(_anew(plate) for plate in finding.plates))


def _anew(plate: LocatedPlate) -> LocatedPlate:
    return replace(plate, confirmation=plate.confirmation and replace(plate.confirmation, reader=None))
