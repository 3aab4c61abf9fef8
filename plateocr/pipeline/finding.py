"""What an image is, a crop of one plate or a whole photo, and where the photo's plates are."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from PIL import Image

from plateocr.pipeline.detector import DetectedPlate, Detector
from plateocr.plates import PlateKind

# A crop is as wide for its height as a plate with some margin is, tilted or not.
_CROP_ASPECTS = (1.2, 7.0)
# A plate that covers this much of an image of that shape was cut out by somebody.
_CROP_COVERAGE = 0.3
# So small an image of that shape is a crop whatever is found in it.
_TINY_WIDTH, _TINY_ASPECT = 180, 2.6
# Photos are 16:9 too: where nothing is found, a squat image is a crop only if it is no higher than this.
_SQUAT_ASPECT, _SQUAT_HEIGHT = 2.0, 320
# Below these a photo is said to be too small or too dark: longer side in pixels, mean grey value in 0..255.
_SMALL_SIDE, _DARK = 200, 30


class NothingFound(StrEnum):
    """Why no plate was found in a photo, as far as the image itself tells."""

    TOO_SMALL = "too_small"
    TOO_DARK = "too_dark"
    NO_PLATE = "no_plate"


@dataclass(frozen=True)
class Finding:
    """What an image holds.

    as_crop: it is a crop of one plate. plates: those detected, the largest first; of a crop only one that is not
    of seven characters in one row. problem: why a photo has none, else None. turned: by how many degrees, clockwise, it
    has to be turned to stand upright: 0, 90, 180 or 270.
    """

    as_crop: bool
    plates: tuple[DetectedPlate, ...] = ()
    problem: NothingFound | None = None
    turned: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether the whole image is read as one plate."""
        return self.as_crop and not self.plates


def find_plates(image: Image.Image, detector: Detector | None) -> Finding:
    """Tell a crop from a photo, and find the photo's plates. ``image`` is RGB, and taken to be upright.

    A crop is wide for its height, and what is detected in it covers much of it, or nothing is detected; a tiny image of
    that shape is a crop without a look. Without a detector every image is a crop.
    """
    aspect = image.width / image.height
    if detector is None or (image.width <= _TINY_WIDTH and aspect >= _TINY_ASPECT):
        return Finding(as_crop=True)
    plates = tuple(detector.detect(image))
    low, high = _CROP_ASPECTS
    crop_shaped = low <= aspect <= high
    if not plates:
        if crop_shaped and (aspect >= _SQUAT_ASPECT or image.height <= _SQUAT_HEIGHT):
            return Finding(as_crop=True)
        return Finding(as_crop=False, problem=_why_nothing(image))
    if crop_shaped and _coverage(image, plates[0]) >= _CROP_COVERAGE:
        return Finding(as_crop=True, plates=plates[:1] if plates[0].kind != PlateKind.SEVEN else ())
    return Finding(as_crop=False, plates=plates)


def _coverage(image: Image.Image, plate: DetectedPlate) -> float:
    """The share of the image that the plate's upright box covers, 0..1."""
    left, top, right, bottom = plate.box
    width = max(0.0, min(right, image.width) - max(left, 0))
    height = max(0.0, min(bottom, image.height) - max(top, 0))
    return width * height / (image.width * image.height)


def _why_nothing(photo: Image.Image) -> NothingFound:
    if max(photo.size) < _SMALL_SIDE:
        return NothingFound.TOO_SMALL
    if float(np.asarray(photo.convert("L")).mean()) < _DARK:
        return NothingFound.TOO_DARK
    return NothingFound.NO_PLATE
