"""The detector: finds plates in a photo, each with four corners, a score and its kind."""

from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import Protocol, Self

import cv2
import numpy as np
import numpy.typing as npt

from plateocr.geometry.quads import Quad, iou
from plateocr.geometry.warps import Pixels, resize
from plateocr.models.registry import REGISTRY
from plateocr.onnx_session import input_name, open_session
from plateocr.pipeline.rectifier import signed
from plateocr.pipeline.results import DetectedPlate, points_of
from plateocr.plates import Layout
from plateocr.shipped import DEFAULT_DETECTOR

Floats = npt.NDArray[np.float32]

_NETWORK = REGISTRY["detector"]
# The longer side of the network's input and the cells of its heat map, in pixels.
LONG_SIDE, STRIDE = _NETWORK.input.width, 8
# Corner offsets are in units of this many pixels.
OFFSET_SCALE = 32.0
_MIN_SCORE = 0.2
_MAX_PLATES = 20
_MAX_IOU = 0.3
_GREY = 114


class Detector(Protocol):
    """Finds plates in a photo."""

    def detect(self, photo: Pixels) -> list[DetectedPlate]:
        """The plates in an upright RGB photo (H, W, 3), largest first; an empty list if there are none."""
        ...


class OnnxDetector:
    """The detector network in ONNX Runtime. Photos are resized to ``long_side`` pixels along their longer side; small
    ones are enlarged at most ``enlarged`` times.

    Raises CheckpointError if ``path`` is not such a network.
    """

    def __init__(self, path: str | Path = DEFAULT_DETECTOR, long_side: int = LONG_SIDE, enlarged: float = 1.0) -> None:
        self._session = open_session(path)
        self._input = input_name(self._session)
        self.long_side = long_side
        self.enlarged = enlarged

    def at(self, long_side: int, enlarged: float = 1.0) -> Self:
        """The same network at another input size."""
        other = copy(self)
        other.long_side = long_side
        other.enlarged = enlarged
        return other

    def detect(self, photo: Pixels) -> list[DetectedPlate]:
        """The plates in an upright RGB photo (H, W, 3), largest first; an empty list if there are none."""
        pixels, scale = detector_input(photo, self.long_side, self.enlarged)
        heat, offsets = self._session.run(["heat", "offsets"], {self._input: pixels[None]})
        return decode_plates(heat[0], offsets[0], scale)


def detector_input(photo: Pixels, long_side: int = LONG_SIDE, enlarged: float = 1.0) -> tuple[Floats, float]:
    """The network's input for an RGB photo (H, W, 3): (3, h, w) float32 in -1..1, and input pixels per photo pixel.

    The photo is shrunk to ``long_side`` pixels along its longer side, or enlarged at most ``enlarged`` times, and
    padded with grey on the right and at the bottom.
    """
    scale = min(enlarged, long_side / max(photo.shape[:2]))
    height, width = (max(1, round(side * scale)) for side in photo.shape[:2])
    if scale < 1:  # nearest neighbour at twice the size, then the mean of four pixels: cheap, with little aliasing
        photo = cv2.resize(photo, (2 * width, 2 * height), interpolation=cv2.INTER_NEAREST_EXACT)
    small = resize(photo, (width, height))
    canvas = np.full((_up(height), _up(width), 3), _GREY, dtype=np.uint8)
    canvas[:height, :width] = small
    return signed(canvas), scale


def decode_plates(heat: Floats, offsets: Floats, scale: float, min_score: float = _MIN_SCORE) -> list[DetectedPlate]:
    """Heat maps (n, h, w) in 0..1, one per layout, and corner offsets (8, h, w) to plates in photo pixels,
    largest first.

    A plate is a local maximum of the heat; of overlapping plates, the one with the highest score is kept.
    """
    best = heat.max(axis=0)
    rows, columns = np.nonzero((best >= min_score) & (best >= cv2.dilate(best, np.ones((3, 3), np.uint8))))
    order = np.argsort(-best[rows, columns], kind="stable")[:_MAX_PLATES]
    rows, columns = rows[order], columns[order]
    centres = (np.stack([columns, rows], axis=1)[:, None] + 0.5) * STRIDE
    quads = (offsets[:, rows, columns].T.reshape(-1, 4, 2) * OFFSET_SCALE + centres) / scale
    plates = [_plate(quad, scores) for quad, scores in zip(quads, heat[:, rows, columns].T.tolist(), strict=True)]
    kept: list[DetectedPlate] = []
    for plate in plates:
        if all(iou(plate.box, other.box) <= _MAX_IOU for other in kept):
            kept.append(plate)
    return largest_first(kept)


def largest_first(plates: Sequence[DetectedPlate]) -> list[DetectedPlate]:
    """Plates in the order in which they are listed everywhere."""
    return sorted(plates, key=lambda plate: plate.area, reverse=True)


def at_quad(plate: DetectedPlate, quad: Quad) -> DetectedPlate:
    """The plate with other corners (4, 2)."""
    return replace(plate, corners=points_of(quad))


def _plate(quad: Quad, scores: list[float]) -> DetectedPlate:
    score = max(scores)
    nowhere = ((0.0, 0.0),) * 4
    return at_quad(DetectedPlate(nowhere, score, list(Layout)[scores.index(score)]), quad)


def _up(side: int) -> int:
    step = _NETWORK.any_size_in_steps_of
    return -(-side // step) * step
