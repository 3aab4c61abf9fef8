import numpy as np
import pytest
from fake_detector import FakeDetector, detected

from plateocr.pipeline.crop_or_photo import detect_plates
from plateocr.pipeline.results import NothingFound
from plateocr.plates import Layout

NOWHERE = FakeDetector()


def image(width, height, grey=120):
    return np.full((height, width, 3), grey, np.uint8)


def test_without_a_detector_every_image_is_a_crop():
    assert detect_plates(image(4000, 3000), None).as_crop


@pytest.mark.parametrize("size", [(94, 24), (180, 69), (136, 36)])
def test_a_tiny_wide_image_is_a_crop_without_detection(size):
    detector = FakeDetector(detected(0, 0, 10, 5))
    assert detect_plates(image(*size), detector).as_crop
    assert detector.asked == 0


def test_a_tiny_image_with_a_wide_margin_is_a_photo():
    plate = detected(40, 25, 70, 22)
    assert detect_plates(image(156, 78), FakeDetector(plate)).plates == (plate,)
    assert detect_plates(image(156, 78), NOWHERE).as_crop


@pytest.mark.parametrize("size", [(223, 80), (300, 170), (700, 100), (1200, 400)])
def test_a_crop_shaped_image_without_detections_is_a_crop(size):
    found = detect_plates(image(*size), NOWHERE)
    assert found.as_crop
    assert found.problem is None


@pytest.mark.parametrize("size", [(720, 1160), (1920, 1080), (640, 480), (2000, 200)])
def test_a_photo_without_detections_says_why(size):
    found = detect_plates(image(*size), NOWHERE)
    assert not found.as_crop
    assert found.plates == ()
    assert found.problem == NothingFound.NO_PLATE


def test_why_nothing_was_found():
    assert detect_plates(image(120, 150), NOWHERE).problem == NothingFound.TOO_SMALL
    assert detect_plates(image(800, 800, grey=12), NOWHERE).problem == NothingFound.TOO_DARK


def test_a_large_plate_in_a_crop_shaped_image_is_a_crop_and_a_small_one_a_photo():
    assert detect_plates(image(300, 100), FakeDetector(detected(20, 10, 250, 75))).as_crop
    photo = detect_plates(image(1000, 500), FakeDetector(detected(20, 10, 250, 75)))
    assert not photo.as_crop
    assert len(photo.plates) == 1


def test_a_plate_that_fills_an_image_of_another_shape_is_in_a_photo():
    assert not detect_plates(image(300, 300), FakeDetector(detected(10, 90, 280, 120))).as_crop


@pytest.mark.parametrize("layout", Layout)
def test_a_crop_is_read_whole_whatever_layout_is_detected(layout):
    found = detect_plates(image(300, 100), FakeDetector(detected(20, 10, 250, 75, layout)))
    assert (found.as_crop, found.plates) == (True, ())


def test_the_view_can_be_chosen():
    plate = detected(20, 10, 250, 75)
    assert detect_plates(image(1000, 800), FakeDetector(plate), "crop").as_crop
    found = detect_plates(image(300, 100), FakeDetector(plate), "photo")
    assert (found.as_crop, found.plates) == (False, (plate,))
    assert detect_plates(image(300, 100), NOWHERE, "photo").problem == NothingFound.NO_PLATE
    assert detect_plates(image(300, 100), None, "photo").as_crop
