"""What the pipeline's stages pass on: small frozen types that need neither OpenCV nor ONNX Runtime."""

import math
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from plateocr.geometry.quads import Box, Quad, box_of
from plateocr.pipeline.prediction import PlatePrediction
from plateocr.plates import PlateKind

Point = tuple[float, float]


class NothingFound(StrEnum):
    """Why no plate was found in a photo, as far as the image shows."""

    TOO_SMALL = "too_small"
    TOO_DARK = "too_dark"
    NO_PLATE = "no_plate"


@dataclass(frozen=True)
class DetectedPlate:
    """A plate in a photo.

    corners: (x, y) in pixels of the photo: top left, top right, bottom right, bottom left. score: 0..1, that of its
    kind. runner_up: the score of the second most likely kind. is_legible: for a plate in two rows, whether it can be
    read once it is rearranged into one.
    """

    corners: tuple[Point, Point, Point, Point]
    score: float
    kind: PlateKind
    runner_up: float = 0.0
    is_legible: bool = False

    @property
    def is_read(self) -> bool:
        """Whether it goes to the recognisers: seven characters in one row, or legible ones in two."""
        return self.kind == PlateKind.SEVEN or (self.kind == PlateKind.TWO_ROWS and self.is_legible)

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

    as_crop: whether it is a crop of one plate. plates: those detected, largest first; for a crop, only a plate that is
    not seven characters in one row. problem: why a photo has no plates, else None. turned: by how many degrees the
    image has to be turned clockwise to be upright: 0, 90, 180 or 270.
    """

    as_crop: bool
    plates: tuple[DetectedPlate, ...] = ()
    problem: NothingFound | None = None
    turned: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether the whole image is read as one plate."""
        return self.as_crop and not self.plates


@dataclass(frozen=True)
class PlateReading:
    """One plate of an image.

    detected: where it is; None if the whole image was read as a crop. predictions: what was read, by recogniser name;
    empty if the plate is not read.
    """

    detected: DetectedPlate | None
    predictions: dict[str, PlatePrediction] = field(default_factory=dict)

    @property
    def best(self) -> PlatePrediction | None:
        """The most confident prediction; None if the plate is not read."""
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
