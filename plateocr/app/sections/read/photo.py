"""Where to draw the plates of a photo, and their labels."""

from collections.abc import Sequence
from dataclasses import dataclass

from plateocr.app.reading.recognise import Answer, FileReading, FoundPlate


@dataclass(frozen=True)
class Mark:
    """A plate in a photo: its outline, the place and size of its label, in pixels of the photo, and the most confident
    answer, None if it is not read.
    """

    plate: FoundPlate
    points: str
    x: float
    y: float
    size: float
    best: Answer | None


def marks_of(reading: FileReading) -> Sequence[Mark]:
    """One mark per plate, in order."""
    return [_mark(plate, max(reading.size) / 26) for plate in reading.plates]


def _mark(plate: FoundPlate, size: float) -> Mark:
    left, top, _, bottom = plate.detected.box
    above = top - 0.35 * size if top > 1.6 * size else bottom + 1.1 * size
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in plate.detected.corners)
    best = max(plate.answers, key=lambda one: one.prediction.confidence, default=None)
    return Mark(plate, points, max(0.0, left), above, size, best)
