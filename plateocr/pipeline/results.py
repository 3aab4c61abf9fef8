"""What the pipeline's stages pass on: small frozen types that need neither OpenCV nor ONNX Runtime."""

import math
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from plateocr.geometry.quads import Box, Quad, box_of
from plateocr.pipeline.prediction import PlatePrediction
from plateocr.pipeline.verdict import Judgement, Verdict
from plateocr.plates import Layout, PlateKind, spec_of

Point = tuple[float, float]
# Top left, top right, bottom right, bottom left.
Points = tuple[Point, Point, Point, Point]


class NothingFound(StrEnum):
    """Why no plate was found in a photo, as far as the image shows."""

    TOO_SMALL = "too_small"
    TOO_DARK = "too_dark"
    NO_PLATE = "no_plate"


def points_of(quad: Quad) -> Points:
    """The corners of a quad (4, 2)."""
    top_left, top_right, bottom_right, bottom_left = ((float(x), float(y)) for x, y in quad)
    return top_left, top_right, bottom_right, bottom_left


@dataclass(frozen=True)
class DetectedPlate:
    """A plate in a photo.

    corners: (x, y) in pixels of the photo: top left, top right, bottom right, bottom left. score: 0..1.
    """

    corners: Points
    score: float
    layout: Layout

    @property
    def quad(self) -> Quad:
        """The corners as an array (4, 2)."""
        return np.array(self.corners, dtype=np.float64)

    @property
    def width(self) -> float:
        """Mean length of the upper and lower sides, in pixels."""
        top_left, top_right, bottom_right, bottom_left = self.corners
        return (math.dist(top_left, top_right) + math.dist(bottom_left, bottom_right)) / 2

    @property
    def height(self) -> float:
        """Mean length of the left and right sides, in pixels."""
        top_left, top_right, bottom_right, bottom_left = self.corners
        return (math.dist(top_left, bottom_left) + math.dist(top_right, bottom_right)) / 2

    @property
    def area(self) -> float:
        """Width times height, in square pixels."""
        return self.width * self.height

    @property
    def box(self) -> Box:
        """The upright box around it: left, top, right, bottom."""
        return box_of(self.corners)


@dataclass(frozen=True)
class Detection:
    """What was detected in an image.

    as_crop: whether it is a crop of one plate, read as a whole. plates: those detected, largest first; none for a crop.
    problem: why a photo has no plates, else None. turned: by how many degrees the image has to be turned clockwise to
    be upright: 0, 90, 180 or 270.
    """

    as_crop: bool
    plates: tuple[DetectedPlate, ...] = ()
    problem: NothingFound | None = None
    turned: int = 0


@dataclass(frozen=True)
class PlateReading:
    """One plate of an image.

    detected: where it is; None if the whole image was read as a crop. predictions: what was read, by recogniser name.
    judgement: whether it can be relied on. ground: the plate's colour, one of plates.PlateColours.name; '' if unknown.
    corners: as in DetectedPlate, of a crop in pixels of the image after turning it; None if they are not known.
    """

    detected: DetectedPlate | None
    predictions: dict[str, PlatePrediction] = field(default_factory=dict)
    judgement: Judgement = field(default_factory=lambda: Judgement(Verdict.CHECK))
    ground: str = ""
    corners: Points | None = None

    @property
    def kind(self) -> PlateKind | None:
        """The kind of plate that has this number, layout and colour; None if no kind does."""
        best = self.best
        spec = spec_of(best.text, best.layout, self.ground) if best else None
        return PlateKind(spec.kind) if spec else None

    @property
    def layout(self) -> Layout:
        """As it was read, or else as it was detected."""
        if self.best and self.judgement.verdict != Verdict.NOT_READ:
            return self.best.layout
        return self.detected.layout if self.detected else Layout.OTHER

    @property
    def best(self) -> PlatePrediction | None:
        """The most confident prediction, which is no answer unless ``judgement.has_answer``; None if there is none."""
        return max(self.predictions.values(), key=lambda one: one.confidence, default=None)


@dataclass(frozen=True)
class ImageReading:
    """The plates of an image, and how they were found.

    size: (width, height) in pixels, upright. detection: what was detected. plates: largest first. milliseconds: the
    time to prepare and read one plate, by recogniser name; empty if several images were read together.
    """

    size: tuple[int, int]
    detection: Detection
    plates: tuple[PlateReading, ...] = ()
    milliseconds: dict[str, float] = field(default_factory=dict)
