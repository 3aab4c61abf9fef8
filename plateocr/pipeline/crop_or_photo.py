"""Whether an image is a crop of one plate or a whole photo, and where the photo's plates are."""

from typing import Literal

import numpy as np

from plateocr.geometry.warps import Pixels
from plateocr.pipeline.detector import Detector
from plateocr.pipeline.results import DetectedPlate, Detection, NothingFound

# What an image is read as: whichever it looks like, a crop of one plate, or a photo in which to detect plates.
View = Literal["auto", "crop", "photo"]

# A crop has the aspect ratio of a plate with some margin, tilted or not.
_CROP_ASPECTS = (1.2, 7.0)
# If a plate covers this much of an image of that shape, the image is a crop.
_CROP_COVERAGE = 0.3
# An image at most this wide and at least this elongated is a crop, whatever is detected in it.
_TINY_WIDTH, _TINY_ASPECT = 180, 2.6
# Photos can be 16:9: with nothing detected, an image below this aspect ratio is a crop only if it is at most this high.
_SQUAT_ASPECT, _SQUAT_HEIGHT = 2.0, 320
# Below these, a photo is reported as too small or too dark: longer side in pixels, mean value in 0..255.
_SMALL_SIDE, _DARK = 200, 30


def detect_plates(image: Pixels, detector: Detector | None, view: View = "auto") -> Detection:
    """Tell crops from photos, and find a photo's plates. ``image`` (H, W, 3) is RGB and assumed to be upright.

    A crop has the aspect ratio of a plate, and what is detected covers much of it, or nothing is detected. Tiny images
    of that shape are crops without running the detector. Without a detector every image is a crop.
    """
    height, width = image.shape[:2]
    aspect = width / height
    is_tiny_crop = width <= _TINY_WIDTH and aspect >= _TINY_ASPECT
    if detector is None or view == "crop" or (view == "auto" and is_tiny_crop):
        return Detection(as_crop=True)
    plates = tuple(detector.detect(image))
    crop_shaped = view == "auto" and _CROP_ASPECTS[0] <= aspect <= _CROP_ASPECTS[1]
    if not plates:
        if crop_shaped and (aspect >= _SQUAT_ASPECT or height <= _SQUAT_HEIGHT):
            return Detection(as_crop=True)
        return Detection(as_crop=False, problem=_why_nothing(image))
    if crop_shaped and _coverage(image, plates[0]) >= _CROP_COVERAGE:
        return Detection(as_crop=True)
    return Detection(as_crop=False, plates=plates)


def _coverage(image: Pixels, plate: DetectedPlate) -> float:
    """The share of the image that the plate's upright box covers, 0..1."""
    height, width = image.shape[:2]
    left, top, right, bottom = plate.box
    across, down = min(right, width) - max(left, 0), min(bottom, height) - max(top, 0)
    return float(max(0.0, across) * max(0.0, down) / (width * height))


def _why_nothing(photo: Pixels) -> NothingFound:
    if max(photo.shape[:2]) < _SMALL_SIDE:
        return NothingFound.TOO_SMALL
    return NothingFound.TOO_DARK if float(np.mean(photo)) < _DARK else NothingFound.NO_PLATE
