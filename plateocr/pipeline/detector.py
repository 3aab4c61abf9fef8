"""Finding plates in a whole photo: image in, plates out, each with four corners, a score and its kind."""

import math
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, Self

import numpy as np
import numpy.typing as npt
from PIL import Image

from plateocr.onnx_session import open_session
from plateocr.pipeline.prediction import PlatePrediction
from plateocr.plates import PlateKind
from plateocr.shipped import DEFAULT_DETECTOR

Point = tuple[float, float]
Floats = npt.NDArray[np.float32]

# The longer side of what the network sees, and the cells of its heat map, in pixels; sides are multiples of _MULTIPLE.
LONG_SIDE, STRIDE, _MULTIPLE = 544, 8, 32
# Corner offsets come in units of this many pixels.
OFFSET_SCALE = 32.0
_MIN_SCORE = 0.2
_MAX_PLATES = 20
_MAX_OVERLAP = 0.3
_GREY = 114


@dataclass(frozen=True, eq=False)
class Confirmation:
    """What ``reader`` read of a plate while it was detected, so that it need not read it again; None: all shall."""

    reader: object | None
    prediction: PlatePrediction


@dataclass(frozen=True)
class DetectedPlate:
    """A plate in a photo.

    corners: (x, y) in pixels of the photo: left-top, right-top, right-bottom, left-bottom. score: 0..1, that of its
    kind. runner_up: the score of the kind next to it. confirmation: None where the scores alone settled that there is a
    plate, or two rows were not read with confidence.
    """

    corners: tuple[Point, Point, Point, Point]
    score: float
    kind: PlateKind
    runner_up: float = 0.0
    confirmation: Confirmation | None = field(default=None, compare=False, repr=False)

    @property
    def is_read(self) -> bool:
        """Whether readers are given it: seven characters in one row, or in two that one has read with confidence."""
        return self.kind == PlateKind.SEVEN or (self.kind == PlateKind.TWO_ROWS and self.confirmation is not None)

    @property
    def width(self) -> float:
        """Mean length of the upper and the lower side, in pixels."""
        left_top, right_top, right_bottom, left_bottom = self.corners
        return (math.dist(left_top, right_top) + math.dist(left_bottom, right_bottom)) / 2

    @property
    def height(self) -> float:
        """Mean length of the left and the right side, in pixels."""
        left_top, right_top, right_bottom, left_bottom = self.corners
        return (math.dist(left_top, left_bottom) + math.dist(right_top, right_bottom)) / 2

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The upright box around it: left, top, right, bottom."""
        xs, ys = zip(*self.corners, strict=True)
        return min(xs), min(ys), max(xs), max(ys)


class Detector(Protocol):
    """Finds plates in a photo."""

    def detect(self, photo: Image.Image) -> list[DetectedPlate]:
        """The plates of an upright RGB photo, the largest first; an empty list when there is none."""
        ...


class OnnxDetector:
    """The detecting network with ONNX Runtime; it sees photos with ``long_side`` pixels along their longer side, small
    ones enlarged up to ``enlarged`` times.

    Raises CheckpointError when ``path`` is not the network.
    """

    def __init__(self, path: str | Path = DEFAULT_DETECTOR, long_side: int = LONG_SIDE, enlarged: float = 1.0) -> None:
        self._session = open_session(path)
        self.long_side = long_side
        self.enlarged = enlarged

    def at(self, long_side: int, enlarged: float = 1.0) -> Self:
        """The same network, to which photos are shown at another size."""
        other = copy(self)
        other.long_side = long_side
        other.enlarged = enlarged
        return other

    def detect(self, photo: Image.Image) -> list[DetectedPlate]:
        """The plates of an upright RGB photo, the largest first; an empty list when there is none."""
        pixels, scale = detector_input(photo, self.long_side, self.enlarged)
        heat, offsets = self._session.run(["heat", "offsets"], {"pictures": pixels[None]})
        return decode_plates(heat[0], offsets[0], scale)


def detector_input(photo: Image.Image, long_side: int = LONG_SIDE, enlarged: float = 1.0) -> tuple[Floats, float]:
    """What the network sees of an RGB photo: (3, H, W) float32 in -1..1, and input pixels per photo pixel.

    The photo is shrunk to ``long_side`` pixels along its longer side, or enlarged, at most ``enlarged`` times, and
    filled up with grey on the right and below.
    """
    scale = min(enlarged, long_side / max(photo.size))
    width, height = (max(1, round(side * scale)) for side in photo.size)
    if scale < 1:  # nearest pixels at twice the size, and the mean of four: cheap, and it hardly aliases
        small = photo.resize((2 * width, 2 * height), Image.Resampling.NEAREST).reduce(2)
    else:
        small = photo if scale == 1 else photo.resize((width, height), Image.Resampling.BILINEAR)
    canvas = np.full((_up(height), _up(width), 3), _GREY, dtype=np.uint8)
    canvas[:height, :width] = np.asarray(small)
    return normalise_scene(canvas), scale


def normalise_scene(pixels: npt.NDArray[np.uint8]) -> Floats:
    """Pixels (H, W, 3) in 0..255 to (3, H, W) float32 in -1..1."""
    channels = np.ascontiguousarray(pixels.transpose(2, 0, 1))  # while they are bytes, which takes half as long
    values: Floats = np.multiply(channels, np.float32(1 / 127.5), dtype=np.float32)
    values -= 1
    return values


def decode_plates(heat: Floats, offsets: Floats, scale: float, min_score: float = _MIN_SCORE) -> list[DetectedPlate]:
    """Heat maps (3, h, w) in 0..1, one a kind, and corner offsets (8, h, w) to plates in photo pixels, largest first.

    A plate is a local maximum of the heat; of plates that overlap, the one with the higher score stays.
    """
    best = heat.max(axis=0)
    padded = np.pad(best, 1)
    rows, columns = np.nonzero(best >= min_score)
    around = [padded[rows + down, columns + right] for down in range(3) for right in range(3)]
    highest = best[rows, columns] >= np.max(around, axis=0)
    rows, columns = rows[highest], columns[highest]
    order = np.argsort(-best[rows, columns], kind="stable")[:_MAX_PLATES]
    rows, columns = rows[order], columns[order]
    centres = (np.stack([columns, rows], axis=1)[:, None] + 0.5) * STRIDE
    corners = (offsets[:, rows, columns].T.reshape(-1, 4, 2) * OFFSET_SCALE + centres) / scale
    of_kinds = heat[:, rows, columns].T
    kept: list[DetectedPlate] = []
    for quad, scores in zip(corners.tolist(), of_kinds.tolist(), strict=True):
        runner_up, score = sorted(scores)[-2:]
        kind = list(PlateKind)[scores.index(score)]
        plate = DetectedPlate(tuple(map(tuple, quad)), score, kind, runner_up)  # type: ignore[arg-type]  # four of them
        if all(overlap(plate.box, other.box) <= _MAX_OVERLAP for other in kept):
            kept.append(plate)
    return sorted(kept, key=lambda plate: plate.width * plate.height, reverse=True)


def overlap(first: Sequence[float], second: Sequence[float]) -> float:
    """Intersection over union of two upright boxes (left, top, right, bottom), 0..1."""
    width = min(first[2], second[2]) - max(first[0], second[0])
    height = min(first[3], second[3]) - max(first[1], second[1])
    if width <= 0 or height <= 0:
        return 0.0
    both = width * height
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (first, second)]
    return both / (sum(areas) - both)


def _up(side: int) -> int:
    return -(-side // _MULTIPLE) * _MULTIPLE
