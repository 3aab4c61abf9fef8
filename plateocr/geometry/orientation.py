"""Images that do not stand upright, turned in quarters; degrees are clockwise: 0, 90, 180 or 270."""

import numpy as np
import numpy.typing as npt

from plateocr.geometry.quads import Quad
from plateocr.geometry.warps import Homography, Pixels, transform

# From fractions of the turned image's sides to those of the image before.
_BACK = {
    0: np.eye(3),
    90: np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, 1.0], [0.0, 0.0, 1.0]]),
    180: np.array([[-1.0, 0.0, 1.0], [0.0, -1.0, 1.0], [0.0, 0.0, 1.0]]),
    270: np.array([[0.0, -1.0, 1.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]),
}


def turn(image: Pixels, degrees: int) -> Pixels:
    """An image turned clockwise; itself where ``degrees`` is 0."""
    return np.ascontiguousarray(np.rot90(image, -degrees // 90)) if degrees else image


def back(degrees: int) -> Homography:
    """The homography (3, 3) from fractions of a turned image's sides to those of the image as it was before."""
    return _BACK[degrees]


def turned_back(fractions: npt.NDArray[np.floating], size: tuple[int, int], degrees: int) -> Quad:
    """Points (n, 2), fractions of a turned image's sides, in pixels of the image as it was before, of ``size``."""
    return transform(fractions, back(degrees)) * size


def degrees_to_turn(quad: Quad) -> int:
    """How far an image has to be turned for the plate with these corners (4, 2) to stand upright in it."""
    top_left, top_right, bottom_right, bottom_left = quad
    x, y = (top_right - top_left) + (bottom_right - bottom_left)
    return 90 * int(round(-2 * np.arctan2(y, x) / np.pi) % 4)
