"""The search for a photo's plates: several scales, refined corners, and verification of doubtful detections."""

from collections.abc import Sequence
from pathlib import Path

from plateocr.geometry.crops import crop_plate
from plateocr.geometry.quads import iou
from plateocr.geometry.warps import Pixels
from plateocr.pipeline.detector import Detector, OnnxDetector, largest_first
from plateocr.pipeline.reader import PlateReader
from plateocr.pipeline.rectifier import Rectifier
from plateocr.pipeline.refining import CornerRefiner
from plateocr.pipeline.results import DetectedPlate
from plateocr.pipeline.verifier import RecogniserVerifier, Verifier
from plateocr.plates import Layout
from plateocr.shipped import DEFAULT_DETECTOR, DEFAULT_MODEL, DEFAULT_RECTIFIER

# A detection with the first score is a plate. Between the second and the first, the verifier decides. Of plates that
# are not read, the third score decides.
_SURE, _DOUBTFUL, _LIKELY = 0.8, 0.4, 0.5
# How many fainter detections are verified if there are no others, or only likely ones of other kinds.
_MOST_FAINT = 5
# The verifier's score from which a crop is a plate. Chosen on street photos and their variants.
_VERIFIED = 0.1
# The longer sides of two more scales: a smaller one for plates that fill more of the photo than any in training, and a
# larger one, enlarging at most this many times, for photos in which nothing was found otherwise.
_COARSE_SIDE, _FINE_SIDE, _ENLARGED = 304, 1280, 2.0
# Up to this width, as a share of the photo's longer side, and this share of its area, the usual scale applies; from the
# third value, again a width, on the smaller one.
_USUAL_WIDTH, _USUAL_AREA, _COARSE_WIDTH = 0.4, 0.12, 0.3
# Detections whose IoU with a better one is higher than this are the same plate.
_SAME_IOU = 0.3


def open_detector(
    detector: Path = DEFAULT_DETECTOR,
    rectifier: Path = DEFAULT_RECTIFIER,
    recogniser: str | Path = DEFAULT_MODEL,
) -> Detector | None:
    """The shipped detector, or one made of other networks: ONNX files and a recogniser's checkpoint.

    None if the weights are missing; every image is then a crop.
    """
    if not detector.is_file():
        return None
    usual = OnnxDetector(detector)
    refiner = CornerRefiner(Rectifier(rectifier))
    verifier = RecogniserVerifier(PlateReader.from_checkpoint(recogniser).uncalibrated())
    return PlateSearch(usual, usual.at(_COARSE_SIDE), usual.at(_FINE_SIDE, _ENLARGED), refiner, verifier)


class PlateSearch:
    """A detector that runs others at several scales.

    Args:
        usual: runs first.
        coarse: sees the photo smaller; runs if nothing was found, or a plate that fills much of the photo.
        fine: sees the photo larger; runs if still nothing was found.
        refiner: refines corners.
        verifier: decides on detections whose score alone is not conclusive.

    """

    def __init__(
        self, usual: Detector, coarse: Detector, fine: Detector, refiner: CornerRefiner, verifier: Verifier
    ) -> None:
        self.usual = usual
        self.coarse = coarse
        self.fine = fine
        self.refiner = refiner
        self.verifier = verifier

    def detect(self, photo: Pixels) -> list[DetectedPlate]:
        """The plates in an upright RGB photo (H, W, 3), largest first; an empty list if there are none."""
        height, width = photo.shape[:2]
        side, area = max(height, width), height * width
        usual = self.usual.detect(photo)
        are_small = all(one.width <= _USUAL_WIDTH * side and one.area <= _USUAL_AREA * area for one in usual)
        found = self._accepted(photo, usual) if are_small else []
        if not found:
            wide = [plate for plate in self.coarse.detect(photo) if plate.width >= _COARSE_WIDTH * side]
            found = self._accepted(photo, usual, better=wide)
        if not found:
            found = self._accepted(photo, self.fine.detect(photo))
        return largest_first(found)

    def _accepted(
        self, photo: Pixels, plates: Sequence[DetectedPlate], better: Sequence[DetectedPlate] = ()
    ) -> list[DetectedPlate]:
        """The detections that are plates; of several for one plate, one in ``better`` takes precedence."""
        ranked = [*_best_first(better), *_best_first(plates)]
        found = self._checked(photo, [plate for plate in ranked if plate.score >= _DOUBTFUL])
        if found:
            return found
        return self._checked(photo, [plate for plate in ranked if plate.score < _DOUBTFUL][:_MOST_FAINT])

    def _checked(self, photo: Pixels, ranked: Sequence[DetectedPlate]) -> list[DetectedPlate]:
        """The detections that are plates; where scores are inconclusive, the verifier decides."""
        distinct = _distinct(self.refiner.refined(photo, ranked))
        doubtful = [plate for plate in distinct if not _is_sure(plate)]
        crops = [crop_plate(photo, plate.quad).image for plate in doubtful]
        scores = self.verifier.scores(crops, [plate.layout for plate in doubtful])
        verified = {id(plate) for plate, score in zip(doubtful, scores, strict=True) if score >= _VERIFIED}
        return [plate for plate in distinct if _is_sure(plate) or id(plate) in verified]


def _is_sure(plate: DetectedPlate) -> bool:
    """Whether the score alone is conclusive that there is a plate."""
    return plate.score >= (_LIKELY if plate.layout == Layout.OTHER else _SURE)


def _best_first(plates: Sequence[DetectedPlate]) -> list[DetectedPlate]:
    return sorted(plates, key=lambda plate: plate.score, reverse=True)


def _distinct(ranked: Sequence[DetectedPlate]) -> list[DetectedPlate]:
    """The first of the detections of each plate (non-maximum suppression)."""
    distinct: list[DetectedPlate] = []
    for plate in ranked:
        if not any(_is_same(plate, other) for other in distinct):
            distinct.append(plate)
    return distinct


def _is_same(plate: DetectedPlate, other: DetectedPlate) -> bool:
    """Whether two detections overlap, or the centre of one lies in the other: part of a plate is not another plate."""
    return iou(plate.box, other.box) > _SAME_IOU or _holds(plate, other) or _holds(other, plate)


def _holds(plate: DetectedPlate, other: DetectedPlate) -> bool:
    left, top, right, bottom = plate.box
    x, y = other.quad.mean(axis=0)
    return bool(left <= x <= right and top <= y <= bottom)
