"""More accurate corners for detected plates: the mean of two estimates."""

from collections.abc import Sequence

from plateocr.geometry.crops import crop_plate
from plateocr.geometry.quads import Quad, iou, is_plate_shaped
from plateocr.geometry.warps import Pixels
from plateocr.pipeline.detector import at_quad
from plateocr.pipeline.rectifier import Rectifier
from plateocr.pipeline.results import DetectedPlate

# The IoU that both estimates must have.
_LEAST_IOU = 0.4


class CornerRefiner:
    """Refines corners and layouts with the rectifier, which sees each plate larger than the detector does."""

    def __init__(self, rectifier: Rectifier) -> None:
        self.rectifier = rectifier

    def refined(self, photo: Pixels, plates: Sequence[DetectedPlate]) -> list[DetectedPlate]:
        """Plates of a photo in the same order, with corners midway between the detected and the refined ones.

        Those whose two estimates disagree on the place are left unchanged.
        """
        crops = [crop_plate(photo, one.quad) for one in plates]
        found = self.rectifier.rectify([crop.image for crop in crops])
        refined = list(plates)
        for number, (plate, crop) in enumerate(zip(plates, crops, strict=True)):
            if is_plate_shaped(found.corners[number]):
                refined[number] = _midway(plate, crop.in_photo(found.corners[number])) or plate
        return refined


def _midway(plate: DetectedPlate, quad: Quad) -> DetectedPlate | None:
    """The plate with corners midway between its own and others; None if those are somewhere else."""
    if iou(at_quad(plate, quad).box, plate.box) < _LEAST_IOU:
        return None
    return at_quad(plate, (quad + plate.quad) / 2)
