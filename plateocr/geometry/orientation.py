"""Images that do not stand upright, turned in quarters; degrees are clockwise: 0, 90, 180 or 270."""

import numpy as np
import numpy.typing as npt
from PIL import Image

from plateocr.geometry.quads import moved

_TRANSPOSES = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}
# From fractions of the turned image's sides to those of the image before.
_BACK = {
    0: np.eye(3),
    90: np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, 1.0], [0.0, 0.0, 1.0]]),
    180: np.array([[-1.0, 0.0, 1.0], [0.0, -1.0, 1.0], [0.0, 0.0, 1.0]]),
    270: np.array([[0.0, -1.0, 1.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]),
}


def turn(image: Image.Image, degrees: int) -> Image.Image:
    """An image turned clockwise; itself where ``degrees`` is 0."""
    return image.transpose(_TRANSPOSES[degrees]) if degrees else image


def back(degrees: int) -> npt.NDArray[np.float64]:
    """The homography (3, 3) from fractions of a turned image's sides to those of the image as it was before."""
    return _BACK[degrees]


def turned_back(fractions: npt.NDArray[np.floating], size: tuple[int, int], degrees: int) -> list[tuple[float, float]]:
    """Points (n, 2), fractions of a turned image's sides, in pixels of the image as it was before, of ``size``."""
    points = moved(back(degrees), fractions.astype(np.float64)) * size
    return [(float(x), float(y)) for x, y in points]


def degrees_to_turn(corners: npt.NDArray[np.float64]) -> int:
    """How far an image has to be turned for the plate with ``corners`` (4, 2), pixels, to stand upright in it.

    ``corners`` begin at the plate's own left-top and go on to its right-top.
    """
    left_top, right_top, right_bottom, left_bottom = corners
    x, y = (right_top - left_top) + (right_bottom - left_bottom)
    return 90 * int(round(-2 * np.arctan2(y, x) / np.pi) % 4)
