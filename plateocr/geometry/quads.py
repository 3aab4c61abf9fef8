"""Plates as quadrilaterals: their shape, size and overlap.

Corners go clockwise from the plate's own top left: top left, top right, bottom right, bottom left. A quad (4, 2) is in
pixels, with the centre of the first pixel at 0.5; :data:`Corners` are fractions of an image's width and height.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

Corners = npt.NDArray[np.float32]
Quad = npt.NDArray[np.float64]
Box = tuple[float, float, float, float]

# The whole image, as corners.
WHOLE: Corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], dtype=np.float32)
_NEXT = [1, 2, 3, 0]  # the corner that follows each
_LEAST_AREA = 0.12  # share of the image: a plate smaller than this is a mistake of the network
# A plate is tilted if its upright box is this many times as large as the plate: by 10 degrees or more if seen from the
# front.
_TILTED = 1.6


def is_plate_shaped(corners: Corners) -> bool:
    """Whether four corners (4, 2) form a clockwise convex quad that covers enough of the image to be a plate."""
    sides = corners[_NEXT] - corners
    following = sides[_NEXT]
    turns = sides[:, 0] * following[:, 1] - sides[:, 1] * following[:, 0]
    return bool(np.isfinite(corners).all() and (turns > 0).all() and enclosed_area(corners) >= _LEAST_AREA)


def enclosed_area(corners: npt.NDArray[np.floating]) -> float:
    """The area that four corners (4, 2) enclose, in the square of their unit; positive where they go clockwise."""
    x, y = corners.T.astype(np.float64)
    return 0.5 * float(x @ y[_NEXT] - y @ x[_NEXT])


def within_box(quad: Quad) -> Corners:
    """A quad (4, 2) in fractions of its upright box, which is at least one pixel wide and high."""
    within: Corners = ((quad - quad.min(axis=0)) / np.maximum(1, np.ptp(quad, axis=0))).astype(np.float32)
    return within


def is_tilted(quad: Quad) -> bool:
    """Whether a quad (4, 2) is shaped like a plate and fills so little of its upright box that it is tilted."""
    within = within_box(quad)
    return is_plate_shaped(within) and enclosed_area(within) * _TILTED <= 1


def tilt_of(corners: Corners, size: tuple[int, int]) -> float:
    """How far a plate is turned, in degrees, clockwise positive: the mean of its upper and lower edges.

    ``corners`` (4, 2) are fractions of an image of ``size`` = (width, height) pixels.
    """
    top_left, top_right, bottom_right, bottom_left = corners.astype(np.float64) * size
    along = (top_right - top_left) + (bottom_right - bottom_left)
    return float(np.degrees(np.arctan2(along[1], along[0])))


def size_of(quad: Quad) -> tuple[float, float]:
    """The mean length of the upper and lower sides of a quad (4, 2), and that of its left and right sides."""
    lengths = np.hypot(*(quad[_NEXT] - quad).T)
    return float(lengths[0] + lengths[2]) / 2, float(lengths[1] + lengths[3]) / 2


def box_of(quad: Iterable[Sequence[float]]) -> Box:
    """The upright box around points (x, y): left, top, right, bottom."""
    xs, ys = zip(*quad, strict=True)
    return float(min(xs)), float(min(ys)), float(max(xs)), float(max(ys))


def quad_of(box: Box) -> Quad:
    """The corners (4, 2) of an upright box: left, top, right, bottom."""
    left, top, right, bottom = box
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], dtype=np.float64)


def iou(first: Sequence[float], second: Sequence[float]) -> float:
    """Intersection over union of two upright boxes (left, top, right, bottom), 0..1."""
    width = min(first[2], second[2]) - max(first[0], second[0])
    height = min(first[3], second[3]) - max(first[1], second[1])
    if width <= 0 or height <= 0:
        return 0.0
    both = width * height
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (first, second)]
    return both / (sum(areas) - both)
