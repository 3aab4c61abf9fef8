"""Where to draw the plates of a photo, and their labels."""

from collections.abc import Sequence
from dataclasses import dataclass

from plateocr.app.reading.recognise import FileReading, ReadPlate


@dataclass(frozen=True)
class Mark:
    """A plate in a photo: its outline, and the place and size of its label, in pixels of the photo."""

    plate: ReadPlate
    points: str
    x: float
    y: float
    size: float


def marks_of(reading: FileReading) -> Sequence[Mark]:
    """One mark per plate, in order."""
    return [_mark(plate, max(reading.size) / 36) for plate in reading.plates]


def _mark(plate: ReadPlate, size: float) -> Mark:
    assert plate.detected is not None
    left, top, _, bottom = plate.detected.box
    above = top - 0.35 * size if top > 1.6 * size else bottom + 1.1 * size
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in plate.detected.corners)
    return Mark(plate, points, max(0.0, left), above, size)
