import numpy as np
import pytest
from fake_detector import FakeDetector, detected

from plateocr.pipeline.refining import CornerRefiner
from plateocr.pipeline.search import PlateSearch
from plateocr.plates import PlateKind

WHOLE = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
PHOTO = np.zeros((400, 600, 3), np.uint8)


class FakeRectifier:
    """Returns the same corners, in fractions of the crop, for each."""

    def __init__(self, corners=WHOLE):
        self.given = corners

    def corners(self, images):
        return np.stack([self.given] * len(images)) if images else np.zeros((0, 4, 2), np.float32)


class FakeVerifier:
    """Scores everything alike, or separately crops rearranged into one row, which are plate-shaped, and crops
    cut out with a margin.
    """

    def __init__(self, believes=True, one_row=0.9, cut_out=0.9):
        self.believes = believes
        self.given = {True: one_row, False: cut_out}
        self.asked = 0

    def scores(self, crops):
        self.asked += len(crops)
        return [self._score(crop) for crop in crops]

    def _score(self, crop):
        is_row = abs(crop.shape[1] / crop.shape[0] - 440 / 140) < 0.04
        return self.given[is_row] if self.believes else 0.02


def searching(*plates, coarse=(), fine=(), close_up=(), rectifier=None, verifier=None):
    scales = (FakeDetector(*found) for found in (plates, coarse, fine))
    refiner = CornerRefiner(rectifier or FakeRectifier(), FakeDetector(*close_up))
    return PlateSearch(*scales, refiner, verifier or FakeVerifier())


def test_a_sure_plate_is_not_read():
    verifier = FakeVerifier(believes=False)
    (plate,) = searching(detected(100, 100, 200, 60), verifier=verifier).detect(PHOTO)
    assert plate.score == 0.9
    assert verifier.asked == 0


@pytest.mark.parametrize(("believes", "found"), [(True, 1), (False, 0)])
def test_a_doubtful_plate_must_be_verified(believes, found):
    verifier = FakeVerifier(believes)
    plates = searching(detected(100, 100, 200, 60, score=0.5), verifier=verifier).detect(PHOTO)
    assert len(plates) == found
    assert verifier.asked >= 1


def test_clear_plates_of_eight_are_not_left_to_the_verifier():
    verifier = FakeVerifier(believes=True)
    clear = detected(300, 300, 100, 30, PlateKind.EIGHT, score=0.55, runner_up=0.2)
    assert searching(clear, verifier=verifier).detect(PHOTO) == [clear]
    assert verifier.asked == 0


@pytest.mark.parametrize("score", [0.9, 0.55, 0.3])
def test_two_rows_are_rearranged_into_one_and_keep_their_kind(score):
    rows = detected(300, 200, 100, 50, PlateKind.TWO_ROWS, score=score, runner_up=0.1)
    verifier = FakeVerifier(cut_out=0.99)
    (plate,) = searching(rows, verifier=verifier).detect(PHOTO)
    assert (plate.kind, plate.is_read) == (PlateKind.TWO_ROWS, True)
    assert verifier.asked == 1
    unread = searching(rows, verifier=FakeVerifier(one_row=0.2, cut_out=0.05)).detect(PHOTO)
    assert [(plate.kind, plate.is_read) for plate in unread] == [(PlateKind.TWO_ROWS, False)] * (score > 0.5)


def test_two_rows_are_detected_again_close_up_and_their_corners_averaged():
    rows = detected(300, 200, 100, 50, PlateKind.TWO_ROWS)
    shown = detected(60 + 4, 30 - 2, 108, 54)  # in the part that is cut out, which begins 60 to the left and 30 above
    (plate,) = searching(rows, close_up=[detected(5, 5, 20, 10), shown]).detect(PHOTO)
    assert plate.box == (302, 199, 406, 251)
    assert plate.kind == PlateKind.TWO_ROWS
    elsewhere = searching(rows, close_up=[detected(150, 5, 60, 20)])
    assert elsewhere.detect(PHOTO)[0].box == rows.box
    assert elsewhere.refiner.close_up.asked == 1
    outside = detected(-300, -90, 100, 50, PlateKind.TWO_ROWS)
    assert searching(outside, close_up=[shown]).detect(PHOTO)[0].box == outside.box
    one_row = searching(detected(300, 200, 100, 30), close_up=[shown])
    assert len(one_row.detect(PHOTO)) == 1
    assert one_row.refiner.close_up.asked == 0


@pytest.mark.parametrize(("one_row", "cut_out", "kind"), [(0.9, 0.6, PlateKind.TWO_ROWS), (0.6, 0.9, PlateKind.SEVEN)])
def test_between_one_row_and_two_the_more_confident_reading_decides(one_row, cut_out, kind):
    either = detected(300, 200, 100, 50, PlateKind.TWO_ROWS, score=0.5, runner_up=0.4)
    (plate,) = searching(either, verifier=FakeVerifier(one_row=one_row, cut_out=cut_out)).detect(PHOTO)
    assert plate.kind == kind


def test_a_doubtful_kind_is_out_of_scope_unless_it_is_read_as_seven():
    sure = detected(100, 100, 200, 60, PlateKind.TWO_ROWS)
    likely = detected(300, 300, 100, 30, PlateKind.EIGHT, score=0.55, runner_up=0.4)
    unlikely = detected(20, 300, 100, 30, PlateKind.EIGHT, score=0.4, runner_up=0.1)
    unread = searching(sure, likely, unlikely, verifier=FakeVerifier(believes=False))
    assert unread.detect(PHOTO) == [sure, likely]
    read = searching(sure, likely, unlikely, verifier=FakeVerifier(believes=True))
    assert [plate.kind for plate in read.detect(PHOTO)] == [PlateKind.TWO_ROWS, PlateKind.SEVEN]


def test_a_possible_seven_is_read_however_unlikely_the_other_kinds_are():
    unlikely = detected(300, 300, 100, 30, PlateKind.EIGHT, score=0.48, runner_up=0.3)
    (plate,) = searching(unlikely).detect(PHOTO)
    assert plate.kind == PlateKind.SEVEN
    assert searching(unlikely, verifier=FakeVerifier(believes=False)).detect(PHOTO) == []


def test_faint_detections_are_verified_beside_plates_that_are_only_likely_out_of_scope():
    faint = detected(300, 300, 100, 30, score=0.25)
    likely = detected(10, 10, 100, 30, PlateKind.EIGHT, score=0.55, runner_up=0.4)

    class HesitantVerifier(FakeVerifier):
        def scores(self, crops):
            self.believes = self.asked > 0
            return super().scores(crops)

    found = searching(likely, faint, verifier=HesitantVerifier()).detect(PHOTO)
    assert {plate.score for plate in found} == {0.55, 0.25}


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
    wrong = detected(20, 100, 500, 160, PlateKind.TWO_ROWS, score=0.8)
    right = detected(30, 110, 480, 150, score=0.7)
    detector = searching(wrong, coarse=[right, detected(0, 0, 30, 10, score=0.9)])
    assert [plate.kind for plate in detector.detect(PHOTO)] == [PlateKind.SEVEN]
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
