"""Better corners for plates that were located: midway between those of two looks."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from PIL import Image

from plateocr.framing.framer import PlateFramer
from plateocr.framing.geometry import is_plate_shaped
from plateocr.reading.cutting import cut_plate
from plateocr.reading.locate import LocatedPlate, Locator, PlateKind, overlap

# Two rows, whose corners the framing network does not know, are looked at again with this much of their width and
# height around them; at this longer side, enlarged this many times at most.
_AROUND = 0.6
NEARER_SIDE, NEARER_ENLARGED = 224, 3.0
# Both looks must agree this much: intersection over union of their boxes.
_AGREEMENT = 0.4


class CornerRefiner:
    """Refines corners with the framing network, or, of plates in two rows, with a locator that sees them larger.

    Args:
        framer: finds the corners of seven characters in one row.
        nearer: is shown two rows with what is around them.

    """

    def __init__(self, framer: PlateFramer, nearer: Locator) -> None:
        self.framer = framer
        self.nearer = nearer

    def refined(self, photo: Image.Image, plates: Sequence[LocatedPlate]) -> list[LocatedPlate]:
        """Plates of a photo in the same order, with corners midway between those that were located and those of the
        second look; as they are where they are of eight characters, or where both looks do not agree on the place.
        """
        cuts = {place: cut_plate(photo, plate) for place, plate in enumerate(plates) if plate.kind == PlateKind.SEVEN}
        corners = self.framer.corners([cut.picture for cut in cuts.values()])
        refined = [self._seen_nearer(photo, plate) if plate.kind == PlateKind.TWO_ROWS else plate for plate in plates]
        for (place, cut), found in zip(cuts.items(), corners, strict=True):
            if is_plate_shaped(found):
                refined[place] = _midway(plates[place], cut.in_photo(found)) or plates[place]
        return refined

    def _seen_nearer(self, photo: Image.Image, plate: LocatedPlate) -> LocatedPlate:
        left, top, right, bottom = plate.box
        x, y = _AROUND * (right - left), _AROUND * (bottom - top)
        low = max(0, int(left - x)), max(0, int(top - y))
        high = min(photo.width, round(right + x)), min(photo.height, round(bottom + y))
        if high[0] <= low[0] or high[1] <= low[1]:
            return plate
        for found in self.nearer.locate(photo.crop((*low, *high))):
            if midway := _midway(plate, np.array(found.corners) + low):
                return midway
        return plate


def _midway(plate: LocatedPlate, corners: npt.NDArray[np.float64]) -> LocatedPlate | None:
    """The plate with corners midway between its own and others; None where these are of another place."""
    if overlap(_with_corners(plate, corners).box, plate.box) < _AGREEMENT:
        return None
    return _with_corners(plate, (corners + plate.corners) / 2)


def _with_corners(plate: LocatedPlate, corners: npt.NDArray[np.float64]) -> LocatedPlate:
    left_top, right_top, right_bottom, left_bottom = ((float(x), float(y)) for x, y in corners)
    return replace(plate, corners=(left_top, right_top, right_bottom, left_bottom))
