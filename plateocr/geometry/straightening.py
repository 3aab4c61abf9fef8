"""Plates that stand askew in an image, and the same plates straightened. Pillow and NumPy alone."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from plateocr.geometry.quads import (
    LARGEST_WIDTH,
    WHOLE,
    Corners,
    enclosed_area,
    homography,
    is_plate_shaped,
    mean_width,
    moved,
    part_around,
    perspective,
    within_box,
)
from plateocr.plates import SEVEN

# What is shown around a plate, in shares of its width and height: as much as crops have.
MARGIN = np.array([0.06, 0.1])
# A plate whose upright box is this many times as large as itself stands askew: turned by 10 degrees or more, if it is
# seen from straight ahead.
_ASKEW = 1.6


@dataclass(frozen=True, eq=False)
class PlateCut:
    """An image, RGB, of one plate; ``to_photo`` is the homography (3, 3) from fractions of its sides to the photo's
    pixels.
    """

    image: Image.Image
    to_photo: npt.NDArray[np.float64]

    def in_photo(self, corners: Corners) -> npt.NDArray[np.float64]:
        """Corners (4, 2), fractions of the image, in pixels of the photo."""
        return moved(self.to_photo, corners.astype(np.float64))

    def of_photo(self, corners: npt.NDArray[np.float64]) -> Corners:
        """Corners (4, 2), pixels of the photo, in fractions of the image."""
        return moved(np.linalg.inv(self.to_photo).astype(np.float64), corners).astype(np.float32)


def is_askew(corners: npt.NDArray[np.float64]) -> bool:
    """Whether corners (4, 2), pixels, are those of a plate, and of one that stands askew."""
    within = within_box(corners)
    return is_plate_shaped(within) and enclosed_area(within) * _ASKEW <= 1


def straightened(photo: Image.Image, corners: npt.NDArray[np.float64]) -> PlateCut:
    """The plate in the shape that it has, so that one seen from aside is as wide as from straight ahead."""
    mean_height = mean_width(np.roll(corners, -1, axis=0))
    width = min(LARGEST_WIDTH, max(mean_width(corners), mean_height * SEVEN.size[0] / SEVEN.size[1]))
    size = np.array([width, width * SEVEN.size[1] / SEVEN.size[0]])
    whole = np.maximum(1, np.ceil(size * (1 + 2 * MARGIN)))
    to_photo = homography(perspective((WHOLE * size + (whole - size) / 2) / whole, corners))
    part, source = part_around(photo, moved(to_photo, WHOLE.astype(np.float64)))
    coefficients = perspective(WHOLE * whole, source)
    extent = (int(whole[0]), int(whole[1]))
    return PlateCut(
        part.transform(extent, Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BILINEAR), to_photo
    )
