"""Plates cut out of photos: along their upright box, or straightened if they are tilted."""

from dataclasses import dataclass

import numpy as np

from plateocr.geometry.orientation import back, degrees_to_turn, turn
from plateocr.geometry.quads import WHOLE, Corners, Quad, box_of, is_tilted, quad_of, size_of
from plateocr.geometry.warps import Homography, Pixels, homography, resize, transform, warp
from plateocr.plates import ORDINARY

# The margin around a plate, in shares of its width and height: as much as crops have.
MARGIN = np.array([0.06, 0.1])
# Photos are shrunk until the plate is at most this many pixels wide before it is warped: warping does not average.
_LARGEST_WIDTH = 400


@dataclass(frozen=True, eq=False)
class PlateCrop:
    """An image of one plate; ``to_photo`` maps fractions of its sides to pixels of the photo."""

    image: Pixels
    to_photo: Homography

    def in_photo(self, corners: Corners) -> Quad:
        """Corners (4, 2) in fractions of the crop to pixels of the photo."""
        return transform(corners, self.to_photo)

    def of_photo(self, quad: Quad) -> Corners:
        """Corners (4, 2) in pixels of the photo to fractions of the crop."""
        return transform(quad, np.asarray(np.linalg.inv(self.to_photo), np.float64)).astype(np.float32)


def crop_plate(photo: Pixels, quad: Quad, *, straighten: bool = True) -> PlateCrop:
    """A plate of a photo with the margin that crops have: cut along its upright box and turned to read from left to
    right, or straightened if it is tilted.
    """
    if straighten and is_tilted(quad):
        return straightened(photo, quad)
    left, top, right, bottom = crop_box(photo, quad)
    to_photo = np.array([[right - left, 0, left], [0, bottom - top, top], [0, 0, 1]], dtype=np.float64)
    degrees = degrees_to_turn(quad)
    return PlateCrop(turn(photo[top:bottom, left:right], degrees), to_photo @ back(degrees))


def crop_box(photo: Pixels, quad: Quad) -> tuple[int, int, int, int]:
    """The part of a photo around a plate's upright box, with the margin that crops have: left, top, right, bottom.

    In pixels, inside the photo, and at least one pixel wide and high, wherever the corners lie.
    """
    height, width = photo.shape[:2]
    left, top, right, bottom = box_of(quad)
    margin_x, margin_y = MARGIN * size_of(quad)
    if degrees_to_turn(quad) % 180:
        margin_x, margin_y = margin_y, margin_x
    x = min(max(0, int(left - margin_x)), width - 1)
    y = min(max(0, int(top - margin_y)), height - 1)
    return (
        x,
        y,
        max(x + 1, min(width, round(right + margin_x))),
        max(y + 1, min(height, round(bottom + margin_y))),
    )


def straightened(photo: Pixels, quad: Quad) -> PlateCrop:
    """A plate warped to its true aspect ratio, so that one seen from the side is as wide as one seen from the front."""
    plate_width, plate_height = ORDINARY.size
    mean_width, mean_height = size_of(quad)
    width = min(_LARGEST_WIDTH, max(mean_width, mean_height * plate_width / plate_height))
    size = np.array([width, width * plate_height / plate_width])
    whole = np.maximum(1, np.ceil(size * (1 + 2 * MARGIN)))
    to_photo = homography((WHOLE * size + (whole - size) / 2) / whole, quad)
    part, source = part_around(photo, transform(WHOLE, to_photo))
    return PlateCrop(warp(part, homography(WHOLE * whole, source), (int(whole[0]), int(whole[1]))), to_photo)


def part_around(photo: Pixels, quad: Quad) -> tuple[Pixels, Quad]:
    """The part of a photo needed to warp a quad (4, 2) out of it, shrunk if it is large, and the quad in that part."""
    height, width = photo.shape[:2]
    left, top, right, bottom = box_of(quad)
    low = np.clip(np.floor([left, top]) - 1, 0, np.array([width, height]) - 1).astype(int)
    high = np.clip(np.ceil([right, bottom]) + 1, low + 1, [width, height]).astype(int)
    part, source = photo[low[1] : high[1], low[0] : high[0]], quad - low
    share = min(1.0, _LARGEST_WIDTH / max(1.0, size_of(source)[0]))
    if share == 1:
        return part, source
    size = (max(1, round(part.shape[1] * share)), max(1, round(part.shape[0] * share)))
    return resize(part, size), source * (np.array(size) / (part.shape[1], part.shape[0]))


def rectangle(size: tuple[float, float]) -> Quad:
    """The corners (4, 2) of an upright rectangle of ``size`` = (width, height) at the origin."""
    return quad_of((0.0, 0.0, *size))
