import numpy as np
import pytest
from fake_detector import FakeDetector, detected

from plateocr.geometry.quads import WHOLE
from plateocr.models.registry import LAYOUT_CLASSES
from plateocr.pipeline.rectifier import Rectified
from plateocr.pipeline.refining import CornerRefiner
from plateocr.pipeline.search import PlateSearch
from plateocr.plates import READ_LAYOUTS, Layout

PHOTO = np.zeros((400, 600, 3), np.uint8)


class FakeRectifier:
    """Returns the same corners, in fractions of the crop, for each."""

    def __init__(self, corners=WHOLE):
        self.given = corners

    def rectify(self, images):
        corners = np.broadcast_to(self.given, (len(images), 4, 2))
        return Rectified(corners, np.zeros((len(images), LAYOUT_CLASSES), np.float32))


class FakeVerifier:
    """Takes every crop for a plate, or for none; ``layouts`` are those it was told."""

    def __init__(self, believes=True):
        self.believes = believes
        self.layouts = []

    def scores(self, crops, layouts):
        assert len(crops) == len(layouts)
        self.layouts += layouts
        return [0.9 if self.believes else 0.02] * len(crops)


def searching(*plates, coarse=(), fine=(), rectifier=None, verifier=None):
    scales = (FakeDetector(*found) for found in (plates, coarse, fine))
    refiner = CornerRefiner(rectifier or FakeRectifier())
    return PlateSearch(*scales, refiner, verifier or FakeVerifier())


@pytest.mark.parametrize("layout", Layout)
def test_a_sure_plate_is_not_left_to_the_verifier(layout):
    verifier = FakeVerifier(believes=False)
    (plate,) = searching(detected(100, 100, 200, 60, layout), verifier=verifier).detect(PHOTO)
    assert (plate.score, plate.layout) == (0.9, layout)
    assert verifier.layouts == []


@pytest.mark.parametrize(("believes", "found"), [(True, 1), (False, 0)])
@pytest.mark.parametrize("layout", READ_LAYOUTS)
def test_a_doubtful_plate_must_be_verified_in_its_layout(believes, found, layout):
    verifier = FakeVerifier(believes)
    doubtful = detected(100, 100, 200, 60, layout, score=0.5)
    plates = searching(doubtful, verifier=verifier).detect(PHOTO)
    assert [plate.layout for plate in plates] == [layout] * found
    assert set(verifier.layouts) == {layout}


@pytest.mark.parametrize(("score", "asked"), [(0.55, False), (0.45, True)])
def test_a_likely_plate_that_is_not_read_is_not_left_to_the_verifier(score, asked):
    verifier = FakeVerifier(believes=False)
    foreign = detected(300, 300, 100, 30, Layout.OTHER, score)
    found = searching(foreign, verifier=verifier).detect(PHOTO)
    assert (found == [], verifier.layouts != []) == (asked, asked)


def test_faint_detections_are_verified_if_the_clearer_ones_are_no_plates():
    clearer, faint = detected(10, 10, 100, 30, score=0.5), detected(300, 300, 100, 30, score=0.25)

    class HesitantVerifier(FakeVerifier):
        def scores(self, crops, layouts):
            self.believes = self.layouts != []
            return super().scores(crops, layouts)

    found = searching(clearer, faint, verifier=HesitantVerifier()).detect(PHOTO)
    assert [plate.score for plate in found] == [0.25]


def test_faint_detections_are_verified_if_there_are_no_others():
    faint = detected(100, 100, 200, 60, score=0.25)
    assert len(searching(faint).detect(PHOTO)) == 1
    clear = detected(400, 300, 100, 30, score=0.5)
    assert [plate.score for plate in searching(faint, clear).detect(PHOTO)] == [0.5]
    assert len(searching(*(detected(50 * n, 10, 30, 10, score=0.25) for n in range(9))).detect(PHOTO)) == 5


def test_corners_are_refined_by_the_rectifier_if_both_agree():
    plate = detected(100, 100, 200, 60)
    inner = WHOLE * 0.8 + 0.1
    (refined,) = searching(plate, rectifier=FakeRectifier(inner)).detect(PHOTO)
    assert refined.box != plate.box
    tiny = WHOLE * 0.4
    (kept,) = searching(plate, rectifier=FakeRectifier(tiny)).detect(PHOTO)
    assert kept.box == plate.box


def test_two_detections_of_one_plate_are_one():
    first, second = detected(100, 100, 200, 60, score=0.95), detected(110, 104, 200, 60, score=0.7)
    (plate,) = searching(first, second).detect(PHOTO)
    assert plate.score == 0.95


def test_the_largest_comes_first():
    small, large = detected(10, 10, 80, 25, score=0.95), detected(200, 200, 220, 70, score=0.7)
    assert [plate.score for plate in searching(small, large).detect(PHOTO)] == [0.7, 0.95]


def test_a_photo_without_detections_is_searched_at_the_fine_scale():
    plate = detected(500, 300, 60, 20)
    detector = searching(fine=[plate])
    assert len(detector.detect(PHOTO)) == 1
    assert detector.fine.asked == 1
    found = searching(detected(10, 10, 80, 25), fine=[plate])
    (usual,) = found.detect(PHOTO)
    assert usual.box[2] < 100
    assert found.fine.asked == 0


def test_a_plate_that_fills_the_photo_is_detected_at_the_coarse_scale():
    wrong = detected(20, 100, 500, 160, Layout.TWO_ROWS, score=0.8)
    right = detected(30, 110, 480, 150, score=0.7)
    detector = searching(wrong, coarse=[right, detected(0, 0, 30, 10, score=0.9)])
    assert [plate.layout for plate in detector.detect(PHOTO)] == [Layout.SEVEN]
    usual = searching(detected(100, 100, 200, 60), coarse=[right])
    assert len(usual.detect(PHOTO)) == 1
    assert usual.coarse.asked == 0


def test_a_part_of_a_plate_is_no_plate():
    plate, part = detected(100, 100, 230, 70, score=0.9), detected(120, 115, 60, 30, score=0.8)
    assert [found.score for found in searching(plate, part).detect(PHOTO)] == [0.9]


def test_a_confident_detection_is_kept_if_the_coarse_scale_misses_it():
    large = detected(20, 100, 500, 160, score=0.97)
    (found,) = searching(large, fine=[detected(500, 300, 60, 20)]).detect(PHOTO)
    assert found.score == 0.97


def test_a_large_plate_and_a_small_one_beside_it_are_both_found():
    large, small = detected(20, 100, 300, 95, score=0.97), detected(480, 300, 80, 25, score=0.9)
    assert {plate.score for plate in searching(large, small).detect(PHOTO)} == {0.97, 0.9}
    coarse = detected(22, 101, 298, 94, score=0.7)
    found = searching(large, small, coarse=[coarse]).detect(PHOTO)
    assert [plate.score for plate in found] == [0.7, 0.9], "its corners are better there"
