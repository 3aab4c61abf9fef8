import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from plateocr.geometry.orientation import turn
from plateocr.images import InputSpec
from plateocr.pipeline.finding import Finding, NothingFound, find_plates
from plateocr.pipeline.photo import read_found
from plateocr.pipeline.photo_reader import PhotoReader
from plateocr.pipeline.prediction import Flag
from plateocr.pipeline.record import image_record
from plateocr.pipeline.several import read_by_all
from plateocr.pipeline.turning import find_turned
from plateocr.plates import PlateKind

# pytest's importlib mode leaves the folder of shared helpers off the path.
sys.path.append(str(Path(__file__).resolve().parents[1]))

from fake_detector import ColourDetector, FakeDetector, detected

TURNS = (90, 180, 270)
BOX = (200, 150, 340, 190)  # of the plate in an upright photo: left, top, right, bottom


class WideDetector(ColourDetector):
    """Finds what is wider than high, whether it stands on its feet or on its head; counts how often it was asked."""

    asked = 0

    def detect(self, photo):
        self.asked += 1
        return [plate for plate in super().detect(photo) if plate.width > plate.height]


class LeftReader:
    """Is sure of a plate whose left half is the darker one, and unsure of any other."""

    def __init__(self, sure=0.99, unsure=0.4, name="left"):
        self.sure, self.unsure, self.name = sure, unsure, name
        self.config = SimpleNamespace(input=InputSpec(framing="corners"))

    def read_images(self, images):
        return [self._prediction(np.asarray(image).astype(float).sum(axis=2)) for image in images]

    def _prediction(self, light):
        middle = light.shape[1] // 2
        darker = light[:, :middle].mean() < light[:, middle:].mean() - 5
        confidence = self.sure if darker and light.shape[1] > light.shape[0] else self.unsure
        flags = () if confidence >= 0.5 else (Flag.LOW_CONFIDENCE,)
        return SimpleNamespace(text="left", confidence=confidence, flags=flags, characters=())


def plate(size, colour=(0, 0, 255)):
    """A plate whose left half is a little darker."""
    image = Image.new("RGB", size, colour)
    image.paste(tuple(max(0, value - 40) for value in colour), (0, 0, size[0] // 2, size[1]))
    return image


@pytest.fixture(scope="module")
def photo():
    image = Image.new("RGB", (500, 400), (120, 120, 120))
    image.paste(plate((BOX[2] - BOX[0], BOX[3] - BOX[1])), BOX[:2])
    return image


def lying(image, degrees):
    """The image, so that it has to be turned by ``degrees`` to stand upright."""
    return turn(image, (360 - degrees) % 360)


def read(image, reader=None, detector=None):
    return PhotoReader(reader or LeftReader(), detector or WideDetector()).read_photo(image)


def test_an_upright_photo_is_looked_at_once(photo):
    detector = WideDetector()
    reading = read(photo, detector=detector)
    assert (reading.turned, detector.asked) == (0, 1)
    assert reading.plates[0].detected.corners[0] == BOX[:2]


@pytest.mark.parametrize("degrees", TURNS)
def test_a_photo_that_lies_is_read_turned(photo, degrees):
    reading = read(lying(photo, degrees))
    assert (reading.turned, reading.problem, len(reading.plates)) == (degrees, None, 1)
    assert reading.plates[0].prediction.confidence == 0.99


@pytest.mark.parametrize("degrees", TURNS)
def test_corners_are_in_pixels_of_the_photo_as_it_was_given(photo, degrees):
    given = lying(photo, degrees)
    (found,) = read(given).plates
    left_top, right_top, right_bottom, left_bottom = found.detected.corners
    pixels = np.asarray(given).astype(int)
    for dark, light in ((left_top, right_top), (left_bottom, right_bottom)):
        first, second = (_inside(pixels, corner, found.detected.corners) for corner in (dark, light))
        assert (first[2], second[2]) == (215, 255), "the plate begins at its left, darker half"
    xs, ys = zip(*found.detected.corners, strict=True)
    size = (BOX[2] - BOX[0], BOX[3] - BOX[1])
    assert (max(xs) - min(xs), max(ys) - min(ys)) == pytest.approx(size if degrees == 180 else size[::-1])


def _inside(pixels, corner, corners):
    """The pixel a little way from a corner towards the middle."""
    x, y = np.array(corner) + 0.1 * (np.mean(corners, axis=0) - corner)
    return pixels[int(y), int(x)]


@pytest.mark.parametrize("degrees", TURNS)
def test_a_crop_that_lies_is_read_turned(degrees):
    reading = read(lying(plate((150, 45)), degrees), detector=FakeDetector())
    assert (reading.turned, reading.as_crop) == (degrees, True)
    assert reading.plates[0].detected is None
    assert reading.plates[0].prediction.confidence == 0.99


class MarkedDetector(FakeDetector):
    """Finds its plates in a photo that stands upright: one whose left-top pixel is red."""

    def detect(self, photo):
        return super().detect(photo) if photo.getpixel((0, 0)) == (255, 0, 0) else []


@pytest.mark.parametrize("degrees", TURNS)
@pytest.mark.parametrize(("score", "is_found"), [(0.85, True), (0.7, False)])
def test_plates_that_are_not_read_need_a_high_score(degrees, score, is_found):
    upright = Image.new("RGB", (500, 400), (120, 120, 120))
    upright.putpixel((0, 0), (255, 0, 0))
    detector = MarkedDetector(detected(100, 100, 200, 60, PlateKind.EIGHT, score))
    reading = read(lying(upright, degrees), detector=detector)
    assert (len(reading.plates), reading.turned) == ((1, degrees) if is_found else (0, 0))


@pytest.mark.parametrize("degrees", TURNS)
def test_without_a_sure_reading_nothing_is_found(photo, degrees):
    reading = read(lying(photo, degrees), LeftReader(sure=0.96))
    assert reading.turned == 0
    assert degrees == 180 or reading.problem == NothingFound.NO_PLATE


def test_a_flagged_reading_is_not_sure(photo):
    reader = LeftReader()
    reader.read_images = lambda images: [
        SimpleNamespace(confidence=0.99, flags=(Flag.IMPLAUSIBLE_PLATE,)) for _ in images
    ]
    assert read(lying(photo, 90), reader).problem == NothingFound.NO_PLATE


def test_where_nothing_is_found_any_way_up_the_reason_stays():
    assert read(Image.new("RGB", (400, 500), (10, 10, 10))).problem == NothingFound.TOO_DARK


def test_a_photo_of_other_plates_is_not_turned():
    image = Image.new("RGB", (500, 400), (120, 120, 120))
    image.paste((0, 255, 0), (100, 100, 240, 140))
    detector = WideDetector()
    assert read(image, detector=detector).turned == 0
    assert detector.asked == 1


def test_without_a_locator_a_crop_is_turned_too():
    upside_down = lying(plate((150, 45)), 180)
    reading = PhotoReader(LeftReader(), None).read_photo(upside_down)
    assert (reading.turned, reading.plates[0].prediction.confidence) == (180, 0.99)


def test_what_is_found_turned_is_read_like_any_other(photo):
    reader, given = LeftReader(), lying(photo, 270)
    find = partial(find_plates, detector=WideDetector())
    finding = find_turned(reader, given, find, read_found(reader, [given], [find(given)])[0])
    assert finding == replace(Finding(as_crop=False), plates=finding.plates, turned=270)
    assert read_found(reader, [given], [finding])[0].plates[0].prediction.confidence == 0.99


@pytest.mark.parametrize("view", ["auto", "photo", "crop"])
def test_all_readers_read_the_image_turned_the_same_way(photo, view):
    given = lying(photo if view != "crop" else plate((150, 45)), 90)
    readers = [LeftReader(sure=0.9, name="second"), LeftReader(name="first")]
    readings = read_by_all(readers, given, WideDetector(), view)
    assert [one.reading.turned for one in readings] == [90, 90]
    assert [one.reading.plates[0].prediction.confidence for one in readings] == [0.9, 0.99]


@pytest.mark.parametrize("degrees", [0, *TURNS])
def test_the_record_says_that_the_image_was_turned(photo, degrees):
    given = lying(photo, degrees)
    readings = read_by_all([LeftReader()], given, WideDetector())
    record = image_record(
        "a.jpg", given.size, readings, ["The file is cut off: the last rows of the image are missing."]
    )
    turned = [f"The image was turned by {degrees} degrees to be read."] if degrees else []
    assert list(record.remarks[1:]) == turned
