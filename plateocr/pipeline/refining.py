"""More accurate corners for detected plates: the mean of two estimates."""

from collections.abc import Sequence

from plateocr.geometry.crops import crop_plate
from plateocr.geometry.quads import Quad, iou, is_plate_shaped
from plateocr.geometry.warps import Pixels
from plateocr.pipeline.detector import Detector, at_quad
from plateocr.pipeline.rectifier import Rectifier
from plateocr.pipeline.results import DetectedPlate
from plateocr.plates import PlateKind

# Plates in two rows, which the rectifier was not trained on, go through the detector again with this share of their
# width and height around them, at this longer side, enlarged at most this many times.
_AROUND = 0.6
CLOSE_UP_SIDE, CLOSE_UP_ENLARGED = 224, 3.0
# The IoU that both estimates must have.
_LEAST_IOU = 0.4


class CornerRefiner:
    """Refines corners with the rectifier, or, for plates in two rows, with a detector that sees them larger.

    Args:
        rectifier: finds the corners of plates with seven characters in one row.
        close_up: detects plates in two rows in a close-up.

    """

    def __init__(self, rectifier: Rectifier, close_up: Detector) -> None:
        self.rectifier = rectifier
        self.close_up = close_up

    def refined(self, photo: Pixels, plates: Sequence[DetectedPlate]) -> list[DetectedPlate]:
        """Plates of a photo in the same order, with corners midway between the detected and the refined ones.

        Plates of eight characters are left unchanged, as are those whose two estimates disagree on the place.
        """
        crops = {place: crop_plate(photo, one.quad) for place, one in enumerate(plates) if one.kind == PlateKind.SEVEN}
        corners = self.rectifier.corners([crop.image for crop in crops.values()])
        refined = [self._detected_again(photo, one) if one.kind == PlateKind.TWO_ROWS else one for one in plates]
        for (place, crop), found in zip(crops.items(), corners, strict=True):
            if is_plate_shaped(found):
                refined[place] = _midway(plates[place], crop.in_photo(found)) or plates[place]
        return refined

    def _detected_again(self, photo: Pixels, plate: DetectedPlate) -> DetectedPlate:
        left, top, right, bottom = plate.box
        x, y = _AROUND * (right - left), _AROUND * (bottom - top)
        low = max(0, int(left - x)), max(0, int(top - y))
        part = photo[low[1] : max(0, round(bottom + y)), low[0] : max(0, round(right + x))]
        if not part.size:
            return plate
        for found in self.close_up.detect(part):
            if midway := _midway(plate, found.quad + low):
                return midway
        return plate


def _midway(plate: DetectedPlate, quad: Quad) -> DetectedPlate | None:
    """The plate with corners midway between its own and others; None if those are somewhere else."""
    if iou(at_quad(plate, quad).box, plate.box) < _LEAST_IOU:
        return None
    return at_quad(plate, (quad + plate.quad) / 2)
