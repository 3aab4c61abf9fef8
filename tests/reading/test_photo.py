import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from plateocr.reading.locate import Confirmation, PlateKind
from plateocr.reading.photo import plate_input
from plateocr.reading.photo_reader import PhotoReader
from plateocr.reading.reader import PlateReader

# pytest's importlib mode leaves the folder of shared helpers off the path.
sys.path.append(str(Path(__file__).resolve().parents[1]))

from fake_locator import ColourLocator, FakeLocator, located


@pytest.fixture(scope="module", params=["lstm", "simple"])
def reader(checkpoints, request):
    return PlateReader.from_checkpoint(checkpoints / request.param)


@pytest.fixture
def photo(noise_picture):
    return noise_picture(0, (640, 480))


def test_a_crop_is_read_as_it_always_was(reader, noise_picture):
    crop = noise_picture(1)
    reading = PhotoReader(reader, FakeLocator()).read_photo(crop)
    assert reading.as_crop
    assert reading.plates[0].located is None
    assert reading.plates[0].prediction == reader.read(crop)


def test_each_plate_is_read_where_it_was_found(reader, photo):
    large, small = located(300, 200, 200, 60, shift=12), located(20, 30, 90, 30)
    reading = PhotoReader(reader, FakeLocator(small, large)).read_photo(photo)
    assert not reading.as_crop
    assert [plate.located for plate in reading.plates] == [large, small]
    for plate in reading.plates:
        assert plate.prediction == reader.read(plate_input(reader, photo, plate.located))


@pytest.mark.parametrize("kind", [PlateKind.EIGHT, PlateKind.TWO_ROWS])
def test_a_plate_out_of_scope_is_located_and_not_read(reader, photo, noise_picture, kind):
    seven, other = located(300, 200, 100, 40), located(20, 30, 200, 80, kind)
    reading = PhotoReader(reader, FakeLocator(seven, other)).read_photo(photo)
    assert [plate.prediction is None for plate in reading.plates] == [True, False]
    crop = PhotoReader(reader, FakeLocator(located(10, 5, 280, 90, kind))).read_photo(noise_picture(1, (300, 100)))
    assert crop.as_crop
    assert [plate.prediction for plate in crop.plates] == [None]


def test_two_rows_that_were_confirmed_are_read_set_out_in_one(reader, photo, noise_picture):
    other = reader.read(noise_picture(9))
    plate = replace(located(20, 30, 200, 100, PlateKind.TWO_ROWS), confirmation=Confirmation(reader, other))
    (own,) = PhotoReader(reader, FakeLocator(plate)).read_photo(photo).plates
    assert own.prediction is other, "what confirmed it is not read again"
    anew = replace(plate, confirmation=Confirmation(None, other))
    (read,) = PhotoReader(reader, FakeLocator(anew)).read_photo(photo).plates
    picture = plate_input(reader, photo, anew)
    assert picture.width / picture.height == pytest.approx(440 / 140, rel=0.03)
    assert read.prediction == reader.read(picture)
    crop = noise_picture(1, (300, 150))
    filling = replace(anew, corners=located(10, 5, 280, 140).corners)
    reading = PhotoReader(reader, FakeLocator(filling)).read_photo(crop)
    assert reading.as_crop
    assert [one.prediction for one in reading.plates] == [reader.read(plate_input(reader, crop, filling))]


def test_nothing_found_has_no_plates_and_a_reason(reader, photo):
    reading = PhotoReader(reader, FakeLocator()).read_photo(photo)
    assert reading.plates == ()
    assert reading.problem


def test_many_pictures_are_read_as_each_alone(reader, noise_picture):
    plate = Image.new("RGB", (640, 480), "grey")
    plate.paste("#0000ff", (100, 100, 300, 160))
    both = plate.copy()
    both.paste("#00ff00", (350, 300, 600, 380))
    pictures = [plate, noise_picture(1), both, Image.new("RGB", (640, 480), "grey"), plate]
    photo_reader = PhotoReader(reader, ColourLocator())
    together = photo_reader.read_photos(pictures)
    assert [len(reading.plates) for reading in together] == [1, 1, 2, 0, 1]
    for reading, picture in zip(together, pictures, strict=True):
        alone = photo_reader.read_photo(picture)
        assert [(one.located, one.prediction and one.prediction.text) for one in reading.plates] == [
            (one.located, one.prediction and one.prediction.text) for one in alone.plates
        ]


def test_a_reader_that_stretches_is_given_the_plate_upright(checkpoints):
    """A tilted blue plate on white: what is left of the white is the crop's own faint edge."""
    reader = PlateReader.from_checkpoint(checkpoints / "simple")
    photo = Image.new("RGB", (640, 480), "white")
    plate = located(100, 100, 220, 70, shift=60)
    ImageDraw.Draw(photo).polygon(plate.corners, fill="#0000ff")
    pixels = np.asarray(plate_input(reader, photo, plate))
    assert pixels.shape == (64, 224, 3)
    assert (pixels[4:-4, 4:-4, 0] < 40).all()
