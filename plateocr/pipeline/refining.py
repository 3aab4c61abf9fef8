"""Better corners for plates that were detected: midway between those of two looks."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from PIL import Image

from plateocr.geometry.quads import is_plate_shaped
from plateocr.pipeline.cutting import cut_plate
from plateocr.pipeline.detector import DetectedPlate, Detector, overlap
from plateocr.pipeline.rectifier import Rectifier
from plateocr.plates import PlateKind

# Two rows, whose corners the framing network does not know, are looked at again with this much of their width and
# height around them; at this longer side, enlarged this many times at most.
_AROUND = 0.6
NEARER_SIDE, NEARER_ENLARGED = 224, 3.0
# Both looks must agree this much: intersection over union of their boxes.
_AGREEMENT = 0.4


class CornerRefiner:
    """Refines corners with the framing network, or, of plates in two rows, with a detector that sees them larger.

    Args:
        rectifier: finds the corners of seven characters in one row.
        nearer: is shown two rows with what is around them.

    """

    def __init__(self, rectifier: Rectifier, nearer: Detector) -> None:
        self.rectifier = rectifier
        self.nearer = nearer

    def refined(self, photo: Image.Image, plates: Sequence[DetectedPlate]) -> list[DetectedPlate]:
        """Plates of a photo in the same order, with corners midway between those that were detected and those of the
        second look; as they are where they are of eight characters, or where both looks do not agree on the place.
        """
        cuts = {place: cut_plate(photo, plate) for place, plate in enumerate(plates) if plate.kind == PlateKind.SEVEN}
        corners = self.rectifier.corners([cut.image for cut in cuts.values()])
        refined = [self._seen_nearer(photo, plate) if plate.kind == PlateKind.TWO_ROWS else plate for plate in plates]
        for (place, cut), found in zip(cuts.items(), corners, strict=True):
            if is_plate_shaped(found):
                refined[place] = _midway(plates[place], cut.in_photo(found)) or plates[place]
        return refined

    def _seen_nearer(self, photo: Image.Image, plate: DetectedPlate) -> DetectedPlate:
        left, top, right, bottom = plate.box
        x, y = _AROUND * (right - left), _AROUND * (bottom - top)
        low = max(0, int(left - x)), max(0, int(top - y))
        high = min(photo.width, round(right + x)), min(photo.height, round(bottom + y))
        if high[0] <= low[0] or high[1] <= low[1]:
            return plate
        for found in self.nearer.detect(photo.crop((*low, *high))):
            if midway := _midway(plate, np.array(found.corners) + low):
                return midway
        return plate


def _midway(plate: DetectedPlate, corners: npt.NDArray[np.float64]) -> DetectedPlate | None:
    """The plate with corners midway between its own and others; None where these are of another place."""
    if overlap(_with_corners(plate, corners).box, plate.box) < _AGREEMENT:
        return None
    return _with_corners(plate, (corners + plate.corners) / 2)


def _with_corners(plate: DetectedPlate, corners: npt.NDArray[np.float64]) -> DetectedPlate:
    left_top, right_top, right_bottom, left_bottom = ((float(x), float(y)) for x, y in corners)
    return replace(plate, corners=(left_top, right_top, right_bottom, left_bottom))
