"""Turning images upright in steps of 90 degrees; degrees are clockwise: 0, 90, 180 or 270."""

import numpy as np
import numpy.typing as npt

from plateocr.geometry.quads import Quad
from plateocr.geometry.warps import Homography, Pixels, transform

# From fractions of the turned image's sides to those of the original image.
_BACK = {
    0: np.eye(3),
    90: np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, 1.0], [0.0, 0.0, 1.0]]),
    180: np.array([[-1.0, 0.0, 1.0], [0.0, -1.0, 1.0], [0.0, 0.0, 1.0]]),
    270: np.array([[0.0, -1.0, 1.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]),
}


def turn(image: Pixels, degrees: int) -> Pixels:
    """An image turned clockwise; the image itself if ``degrees`` is 0."""
    return np.ascontiguousarray(np.rot90(image, -degrees // 90)) if degrees else image


def back(degrees: int) -> Homography:
    """The homography (3, 3) from fractions of a turned image's sides to those of the original image."""
    return _BACK[degrees]


def turned_back(fractions: npt.NDArray[np.floating], size: tuple[int, int], degrees: int) -> Quad:
    """Points (n, 2) in fractions of a turned image's sides to pixels of the original image, of ``size``."""
    return transform(fractions, back(degrees)) * size


def degrees_to_turn(quad: Quad) -> int:
    """How far an image has to be turned for the plate with these corners (4, 2) to be upright."""
    top_left, top_right, bottom_right, bottom_left = quad
    x, y = (top_right - top_left) + (bottom_right - bottom_left)
    return 90 * int(round(-2 * np.arctan2(y, x) / np.pi) % 4)
