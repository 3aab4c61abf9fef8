import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from plateocr.images import InputSpec
from plateocr.pipeline.confirming import ConfirmingDetector
from plateocr.pipeline.finding import Finding
from plateocr.pipeline.photo import read_found
from plateocr.pipeline.prediction import Flag
from plateocr.pipeline.refining import CornerRefiner
from plateocr.plates import PlateKind

# pytest's importlib mode leaves the folder of shared helpers off the path.
sys.path.append(str(Path(__file__).resolve().parents[1]))

from fake_detector import FakeDetector, detected

WHOLE = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
PHOTO = Image.new("RGB", (600, 400))


class FakeRectifier:
    """Gives the same corners, in fractions of the part it is shown, for each."""

    def __init__(self, corners=WHOLE):
        self.given = corners

    def corners(self, images):
        return np.stack([self.given] * len(images)) if images else np.zeros((0, 4, 2), np.float32)


class FakeReader:
    """Reads everything with confidence or nothing; or with a confidence of its own what is set out in one row, which is
    as wide for its height as a plate is, and what is cut out with a margin.
    """

    def __init__(self, confident=True, one_row=0.9, cut_out=0.9):
        self.confident = confident
        self.confidences = {True: one_row, False: cut_out}
        self.read = 0
        self.config = SimpleNamespace(input=InputSpec(framing="corners"))

    def read_images(self, images):
        self.read += len(images)
        return [self._prediction(image) for image in images]

    def _prediction(self, image):
        is_row = abs(image.width / image.height - 440 / 140) < 0.04
        confidence = self.confidences[is_row] if self.confident else 0.1
        return SimpleNamespace(confidence=confidence, flags=() if confidence >= 0.5 else (Flag.LOW_CONFIDENCE,))


def confirming(*plates, farther=(), closer=(), nearer=(), rectifier=None, reader=None):
    looks = (FakeDetector(*found) for found in (plates, farther, closer))
    refiner = CornerRefiner(rectifier or FakeRectifier(), FakeDetector(*nearer))
    return ConfirmingDetector(*looks, refiner, reader or FakeReader())


def test_a_sure_plate_is_not_read():
    reader = FakeReader(confident=False)
    (plate,) = confirming(detected(100, 100, 200, 60), reader=reader).detect(PHOTO)
    assert plate.score == 0.9
    assert reader.read == 0


@pytest.mark.parametrize(("confident", "found"), [(True, 1), (False, 0)])
def test_a_doubtful_plate_must_be_read_with_confidence(confident, found):
    reader = FakeReader(confident)
    plates = confirming(detected(100, 100, 200, 60, score=0.3), reader=reader).detect(PHOTO)
    assert len(plates) == found
    assert all(plate.confirmation.reader is reader for plate in plates)


def test_what_a_reader_has_confirmed_it_does_not_read_again():
    plates = confirming(detected(100, 100, 200, 60, score=0.3), reader=(reader := FakeReader())).detect(PHOTO)
    finding, other = Finding(as_crop=False, plates=tuple(plates)), FakeReader()
    assert reader.read == 1
    (own,), (others,) = (read_found(one, [PHOTO], [finding])[0].plates for one in (reader, other))
    assert own.prediction is plates[0].confirmation.prediction
    assert (reader.read, other.read) == (1, 1)
    assert others.prediction is not own.prediction


def test_what_is_clearly_of_eight_is_not_left_to_a_reader_that_reads_seven_of_it():
    reader = FakeReader(confident=True)
    clear = detected(300, 300, 100, 30, PlateKind.EIGHT, score=0.55, runner_up=0.2)
    assert confirming(clear, reader=reader).detect(PHOTO) == [clear]
    assert reader.read == 0


@pytest.mark.parametrize("score", [0.9, 0.55, 0.3])
def test_two_rows_are_set_out_in_one_and_kept_as_what_they_are(score):
    rows = detected(300, 200, 100, 50, PlateKind.TWO_ROWS, score=score, runner_up=0.1)
    reader = FakeReader(cut_out=0.99)
    (plate,) = confirming(rows, reader=reader).detect(PHOTO)
    assert (plate.kind, plate.is_read, plate.confirmation.prediction.confidence) == (PlateKind.TWO_ROWS, True, 0.9)
    assert reader.read == 1
    unread = confirming(rows, reader=FakeReader(one_row=0.4)).detect(PHOTO)
    assert [(plate.kind, plate.is_read) for plate in unread] == [(PlateKind.TWO_ROWS, False)] * (score > 0.5)


def test_two_rows_are_looked_at_nearer_and_their_corners_taken_midway():
    rows = detected(300, 200, 100, 50, PlateKind.TWO_ROWS)
    shown = detected(60 + 4, 30 - 2, 108, 54)  # in what is cut out, which begins 60 to the left and 30 above
    (plate,) = confirming(rows, nearer=[detected(5, 5, 20, 10), shown]).detect(PHOTO)
    assert plate.box == (302, 199, 406, 251)
    assert plate.kind == PlateKind.TWO_ROWS
    elsewhere = confirming(rows, nearer=[detected(150, 5, 60, 20)])
    assert elsewhere.detect(PHOTO)[0].box == rows.box
    assert elsewhere.refiner.nearer.asked == 1
    outside = detected(-300, -90, 100, 50, PlateKind.TWO_ROWS)
    assert confirming(outside, nearer=[shown]).detect(PHOTO)[0].box == outside.box
    one_row = confirming(detected(300, 200, 100, 30), nearer=[shown])
    assert len(one_row.detect(PHOTO)) == 1
    assert one_row.refiner.nearer.asked == 0


@pytest.mark.parametrize(("one_row", "cut_out", "kind"), [(0.9, 0.6, PlateKind.TWO_ROWS), (0.6, 0.9, PlateKind.SEVEN)])
def test_what_could_be_two_rows_or_one_is_what_is_read_more_surely(one_row, cut_out, kind):
    either = detected(300, 200, 100, 50, PlateKind.TWO_ROWS, score=0.5, runner_up=0.4)
    (plate,) = confirming(either, reader=FakeReader(one_row=one_row, cut_out=cut_out)).detect(PHOTO)
    assert plate.kind == kind
    assert plate.confirmation.prediction.confidence == 0.9


def test_what_could_be_seven_or_out_of_scope_is_out_of_scope_unless_it_is_read_as_seven():
    sure = detected(100, 100, 200, 60, PlateKind.TWO_ROWS)
    likely = detected(300, 300, 100, 30, PlateKind.EIGHT, score=0.55, runner_up=0.4)
    unlikely = detected(20, 300, 100, 30, PlateKind.EIGHT, score=0.4, runner_up=0.1)
    unread = confirming(sure, likely, unlikely, reader=FakeReader(confident=False))
    assert unread.detect(PHOTO) == [sure, likely]
    read = confirming(sure, likely, unlikely, reader=FakeReader(confident=True))
    assert [plate.kind for plate in read.detect(PHOTO)] == [PlateKind.TWO_ROWS, PlateKind.SEVEN]


def test_what_could_be_seven_is_read_however_unlikely_it_is_to_be_out_of_scope():
    unlikely = detected(300, 300, 100, 30, PlateKind.EIGHT, score=0.48, runner_up=0.3)
    (plate,) = confirming(unlikely).detect(PHOTO)
    assert plate.kind == PlateKind.SEVEN
    assert confirming(unlikely, reader=FakeReader(confident=False)).detect(PHOTO) == []


def test_faint_finds_are_looked_at_beside_what_is_only_likely_to_be_out_of_scope():
    faint = detected(300, 300, 100, 30, score=0.25)
    likely = detected(10, 10, 100, 30, PlateKind.EIGHT, score=0.55, runner_up=0.4)

    class HesitantReader(FakeReader):
        def read_images(self, images):
            self.confident = self.read > 0
            return super().read_images(images)

    found = confirming(likely, faint, reader=HesitantReader()).detect(PHOTO)
    assert {plate.score for plate in found} == {0.55, 0.25}


def test_faint_finds_are_looked_at_where_there_are_no_others():
    faint = detected(100, 100, 200, 60, score=0.25)
    assert len(confirming(faint).detect(PHOTO)) == 1
    clear = detected(400, 300, 100, 30, score=0.5)
    assert [plate.score for plate in confirming(faint, clear).detect(PHOTO)] == [0.5]
    assert len(confirming(*(detected(50 * n, 10, 30, 10, score=0.25) for n in range(9))).detect(PHOTO)) == 5


def test_corners_are_taken_from_the_framing_network_where_both_agree():
    plate = detected(100, 100, 200, 60)
    inner = WHOLE * 0.8 + 0.1
    (refined,) = confirming(plate, rectifier=FakeRectifier(inner)).detect(PHOTO)
    assert refined.box != plate.box
    tiny = WHOLE * 0.4
    (kept,) = confirming(plate, rectifier=FakeRectifier(tiny)).detect(PHOTO)
    assert kept.box == plate.box


def test_two_finds_of_one_plate_are_one():
    first, second = detected(100, 100, 200, 60, score=0.95), detected(110, 104, 200, 60, score=0.7)
    (plate,) = confirming(first, second).detect(PHOTO)
    assert plate.score == 0.95


def test_the_largest_comes_first():
    small, large = detected(10, 10, 80, 25, score=0.95), detected(200, 200, 220, 70, score=0.7)
    assert [plate.score for plate in confirming(small, large).detect(PHOTO)] == [0.7, 0.95]


def test_a_photo_without_a_find_is_looked_at_closer():
    plate = detected(500, 300, 60, 20)
    detector = confirming(closer=[plate])
    assert len(detector.detect(PHOTO)) == 1
    assert detector.closer.asked == 1
    found = confirming(detected(10, 10, 80, 25), closer=[plate])
    (usual,) = found.detect(PHOTO)
    assert usual.box[2] < 100
    assert found.closer.asked == 0


def test_a_plate_that_fills_the_photo_is_taken_from_afar():
    wrong = detected(20, 100, 500, 160, PlateKind.TWO_ROWS, score=0.8)
    right = detected(30, 110, 480, 150, score=0.7)
    detector = confirming(wrong, farther=[right, detected(0, 0, 30, 10, score=0.9)])
    assert [plate.kind for plate in detector.detect(PHOTO)] == [PlateKind.SEVEN]
    usual = confirming(detected(100, 100, 200, 60), farther=[right])
    assert len(usual.detect(PHOTO)) == 1
    assert usual.farther.asked == 0


def test_a_part_of_a_plate_is_no_plate():
    plate, part = detected(100, 100, 230, 70, score=0.9), detected(120, 115, 60, 30, score=0.8)
    assert [found.score for found in confirming(plate, part).detect(PHOTO)] == [0.9]
