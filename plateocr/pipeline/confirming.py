"""A detector whose finds are looked at again, larger: better corners, and fewer things that are no plates."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PIL import Image

from plateocr.pipeline.detector import Confirmation, DetectedPlate, Detector, OnnxDetector, overlap
from plateocr.pipeline.photo import plate_input
from plateocr.pipeline.prediction import Flag
from plateocr.pipeline.reader import PlateReader
from plateocr.pipeline.rectifier import Rectifier
from plateocr.pipeline.refining import NEARER_ENLARGED, NEARER_SIDE, CornerRefiner
from plateocr.plates import PlateKind
from plateocr.shipped import DEFAULT_DETECTOR

# From this score on there is a plate, of whatever kind. Below it, seven characters must be read to be believed; what
# seems to be of another kind, and likely enough, is so: at once where no other has more than this share of its score,
# else unless it is read as seven in one row.
_SURE, _LIKELY, _RIVAL = 0.8, 0.5, 0.5
# Finds fainter than this are looked at where there are no others, or none but likely ones of other kinds, and only the
# best of them.
_FAINT, _MOST_FAINT = 0.45, 5
# The longer side at which plates are looked for that fill much of the photo, more than the network has learned; and
# at which a photo is looked at in which nothing was found else, enlarged this many times at most.
_FARTHER_SIDE, _CLOSER_SIDE, _ENLARGED = 304, 1280, 2.0
# Up to this width, as a share of the photo's longer side, and this share of its area the usual look is right; from the
# third, a width, on the farther one.
_USUAL_WIDTH, _USUAL_AREA, _FARTHER_WIDTH = 0.4, 0.12, 0.3
# Finds that moved so close to a better one are the same plate.
_SAME = 0.3


def open_detector(reader: PlateReader) -> Detector | None:
    """The detector that travels with the package, confirmed by ``reader`` where in doubt.

    None in a package without its weights: all images are crops then.
    """
    if not DEFAULT_DETECTOR.is_file():
        return None
    usual = OnnxDetector()
    refiner = CornerRefiner(Rectifier(), usual.at(NEARER_SIDE, NEARER_ENLARGED))
    return ConfirmingDetector(usual, usual.at(_FARTHER_SIDE), usual.at(_CLOSER_SIDE, _ENLARGED), refiner, reader)


class ConfirmingDetector:
    """Finds plates with a detector, refines their corners, and reads those whose score alone does
    not settle that there is a plate: they must be read with confidence.

    Args:
        usual: is asked first.
        farther: is asked where nothing was found, or a plate that fills much of the photo.
        closer: is asked where nothing was found.
        refiner: finds better corners.
        reader: confirms.

    """

    def __init__(
        self, usual: Detector, farther: Detector, closer: Detector, refiner: CornerRefiner, reader: PlateReader
    ) -> None:
        self.usual = usual
        self.farther = farther
        self.closer = closer
        self.refiner = refiner
        self.reader = reader

    def detect(self, photo: Image.Image) -> list[DetectedPlate]:
        """The plates of an upright RGB photo, the largest first; an empty list when there is none."""
        side, area = max(photo.size), photo.width * photo.height
        usual = self.usual.detect(photo)
        small = [
            plate
            for plate in usual
            if plate.width <= _USUAL_WIDTH * side and plate.width * plate.height <= _USUAL_AREA * area
        ]
        found = self._confirmed(photo, small) if len(small) == len(usual) else []
        if not found:
            large = [plate for plate in self.farther.detect(photo) if plate.width >= _FARTHER_WIDTH * side]
            found = self._confirmed(photo, small + large)
        if not found:
            found = self._confirmed(photo, self.closer.detect(photo))
        return sorted(found, key=lambda plate: plate.width * plate.height, reverse=True)

    def _confirmed(self, photo: Image.Image, plates: Sequence[DetectedPlate]) -> list[DetectedPlate]:
        best_first = sorted(plates, key=lambda plate: plate.score, reverse=True)
        clear = [plate for plate in best_first if plate.score >= _FAINT]
        found = self._checked(photo, clear)
        if any(plate.is_read or _is_sure(plate) for plate in found):
            return found
        faint = self._checked(photo, best_first[len(clear) :][:_MOST_FAINT])
        return _distinct(found + faint)

    def _checked(self, photo: Image.Image, best_first: Sequence[DetectedPlate]) -> list[DetectedPlate]:
        """Those finds that are plates, of the kind that was read where the scores do not settle it; what was read with
        confidence need not be read again.
        """
        distinct = _distinct(self.refiner.refined(photo, best_first))
        kinds = [_kinds_to_read(plate) for plate in distinct]
        inputs = [
            plate_input(self.reader, photo, replace(plate, kind=kind))
            for plate, of_plate in zip(distinct, kinds, strict=True)
            for kind in of_plate
        ]
        predictions = iter(self.reader.read_images(inputs))
        checked = []
        for plate, of_plate in zip(distinct, kinds, strict=True):
            read = [(kind, next(predictions)) for kind in of_plate]
            confident = [one for one in read if Flag.LOW_CONFIDENCE not in one[1].flags]
            if confident:
                kind, prediction = max(confident, key=lambda one: one[1].confidence)
                checked.append(replace(plate, kind=kind, confirmation=Confirmation(self.reader, prediction)))
            elif _is_sure(plate) or (plate.kind != PlateKind.SEVEN and plate.score >= _LIKELY):
                checked.append(plate)
        return checked


def _kinds_to_read(plate: DetectedPlate) -> list[PlateKind]:
    """As what a find is read to settle what it is, or, of two rows, whether it is read at all."""
    kinds = []
    if not _is_sure(plate) and (plate.kind == PlateKind.SEVEN or not _is_clear(plate)):
        kinds.append(PlateKind.SEVEN)
    if plate.kind == PlateKind.TWO_ROWS:
        kinds.append(PlateKind.TWO_ROWS)
    return kinds


def _is_sure(plate: DetectedPlate) -> bool:
    """Whether the scores alone settle that there is a plate, and which kind. A reader reads seven characters in one row
    where there are eight, or two rows, with some confidence too, so what clearly is of these kinds is not left to it.
    """
    if plate.score >= _SURE:
        return True
    return plate.kind != PlateKind.SEVEN and plate.score >= _LIKELY and _is_clear(plate)


def _is_clear(plate: DetectedPlate) -> bool:
    """Whether a plate is of its kind and hardly of another."""
    return plate.runner_up <= _RIVAL * plate.score


def _distinct(best_first: Sequence[DetectedPlate]) -> list[DetectedPlate]:
    """Of finds that are the same plate, the first."""
    distinct: list[DetectedPlate] = []
    for plate in best_first:
        if not any(_is_same(plate, other) for other in distinct):
            distinct.append(plate)
    return distinct


def _is_same(plate: DetectedPlate, other: DetectedPlate) -> bool:
    """Whether two finds overlap, or the middle of one lies in the other: a part of a plate is no plate of its own."""
    return overlap(plate.box, other.box) > _SAME or _holds(plate, other) or _holds(other, plate)


def _holds(plate: DetectedPlate, other: DetectedPlate) -> bool:
    left, top, right, bottom = plate.box
    x, y = np.mean(other.corners, axis=0)
    return bool(left <= x <= right and top <= y <= bottom)
