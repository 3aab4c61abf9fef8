import sys
from pathlib import Path

import pytest
from PIL import Image

from plateocr.reading.finding import NothingFound, find_plates
from plateocr.reading.locate import PlateKind

# pytest's importlib mode leaves the folder of shared helpers off the path.
sys.path.append(str(Path(__file__).resolve().parents[1]))

from fake_locator import FakeLocator, located

NOWHERE = FakeLocator()


def picture(width, height, grey=120):
    return Image.new("RGB", (width, height), (grey, grey, grey))


def test_without_a_locator_every_picture_is_a_crop():
    assert find_plates(picture(4000, 3000), None).as_crop


@pytest.mark.parametrize("size", [(94, 24), (180, 69), (136, 36)])
def test_a_tiny_wide_picture_is_a_crop_without_a_look(size):
    locator = FakeLocator(located(0, 0, 10, 5))
    assert find_plates(picture(*size), locator).as_crop
    assert locator.asked == 0


def test_a_tiny_picture_with_much_beside_the_plate_is_a_photo():
    plate = located(40, 25, 70, 22)
    assert find_plates(picture(156, 78), FakeLocator(plate)).plates == (plate,)
    assert find_plates(picture(156, 78), NOWHERE).as_crop


@pytest.mark.parametrize("size", [(223, 80), (300, 170), (700, 100), (1200, 400)])
def test_a_crop_shaped_picture_in_which_nothing_is_located_is_a_crop(size):
    found = find_plates(picture(*size), NOWHERE)
    assert found.as_crop
    assert found.problem is None


@pytest.mark.parametrize("size", [(720, 1160), (1920, 1080), (640, 480), (2000, 200)])
def test_a_photo_in_which_nothing_is_located_says_why(size):
    found = find_plates(picture(*size), NOWHERE)
    assert not found.as_crop
    assert found.plates == ()
    assert found.problem == NothingFound.NO_PLATE


def test_why_nothing_was_found():
    assert find_plates(picture(120, 150), NOWHERE).problem == NothingFound.TOO_SMALL
    assert find_plates(picture(800, 800, grey=12), NOWHERE).problem == NothingFound.TOO_DARK


def test_a_large_plate_in_a_crop_shaped_picture_is_a_crop_and_a_small_one_a_photo():
    assert find_plates(picture(300, 100), FakeLocator(located(20, 10, 250, 75))).as_crop
    photo = find_plates(picture(1000, 500), FakeLocator(located(20, 10, 250, 75)))
    assert not photo.as_crop
    assert len(photo.plates) == 1


def test_a_plate_that_fills_a_picture_of_another_shape_is_in_a_photo():
    assert not find_plates(picture(300, 300), FakeLocator(located(10, 90, 280, 120))).as_crop


@pytest.mark.parametrize("kind", [PlateKind.EIGHT, PlateKind.TWO_ROWS])
def test_a_crop_of_a_plate_out_of_scope_keeps_its_plate(kind):
    found = find_plates(picture(300, 100), FakeLocator(located(20, 10, 250, 75, kind)))
    assert found.as_crop
    assert [plate.kind for plate in found.plates] == [kind]
