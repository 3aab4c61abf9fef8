import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from plateocr.pipeline.detector import Confirmation
from plateocr.pipeline.photo import plate_input
from plateocr.pipeline.photo_reader import PhotoReader
from plateocr.pipeline.reader import PlateReader
from plateocr.plates import PlateKind

# pytest's importlib mode leaves the folder of shared helpers off the path.
sys.path.append(str(Path(__file__).resolve().parents[1]))

from fake_detector import ColourDetector, FakeDetector, detected


@pytest.fixture(scope="module", params=["lstm", "simple"])
def reader(checkpoints, request):
    return PlateReader.from_checkpoint(checkpoints / request.param)


@pytest.fixture
def photo(noise_image):
    return noise_image(0, (640, 480))


def test_a_crop_is_read_as_it_always_was(reader, noise_image):
    crop = noise_image(1)
    reading = PhotoReader(reader, FakeDetector()).read_photo(crop)
    assert reading.as_crop
    assert reading.plates[0].detected is None
    assert reading.plates[0].prediction == reader.read(crop)


def test_each_plate_is_read_where_it_was_found(reader, photo):
    large, small = detected(300, 200, 200, 60, shift=12), detected(20, 30, 90, 30)
    reading = PhotoReader(reader, FakeDetector(small, large)).read_photo(photo)
    assert not reading.as_crop
    assert [plate.detected for plate in reading.plates] == [large, small]
    for plate in reading.plates:
        assert plate.prediction == reader.read(plate_input(reader, photo, plate.detected))


@pytest.mark.parametrize("kind", [PlateKind.EIGHT, PlateKind.TWO_ROWS])
def test_a_plate_out_of_scope_is_located_and_not_read(reader, photo, noise_image, kind):
    seven, other = detected(300, 200, 100, 40), detected(20, 30, 200, 80, kind)
    reading = PhotoReader(reader, FakeDetector(seven, other)).read_photo(photo)
    assert [plate.prediction is None for plate in reading.plates] == [True, False]
    crop = PhotoReader(reader, FakeDetector(detected(10, 5, 280, 90, kind))).read_photo(noise_image(1, (300, 100)))
    assert crop.as_crop
    assert [plate.prediction for plate in crop.plates] == [None]


def test_two_rows_that_were_confirmed_are_read_set_out_in_one(reader, photo, noise_image):
    other = reader.read(noise_image(9))
    plate = replace(detected(20, 30, 200, 100, PlateKind.TWO_ROWS), confirmation=Confirmation(reader, other))
    (own,) = PhotoReader(reader, FakeDetector(plate)).read_photo(photo).plates
    assert own.prediction is other, "what confirmed it is not read again"
    anew = replace(plate, confirmation=Confirmation(None, other))
    (read,) = PhotoReader(reader, FakeDetector(anew)).read_photo(photo).plates
    image = plate_input(reader, photo, anew)
    assert image.width / image.height == pytest.approx(440 / 140, rel=0.03)
    assert read.prediction == reader.read(image)
    crop = noise_image(1, (300, 150))
    filling = replace(anew, corners=detected(10, 5, 280, 140).corners)
    reading = PhotoReader(reader, FakeDetector(filling)).read_photo(crop)
    assert reading.as_crop
    assert [one.prediction for one in reading.plates] == [reader.read(plate_input(reader, crop, filling))]


def test_nothing_found_has_no_plates_and_a_reason(reader, photo):
    reading = PhotoReader(reader, FakeDetector()).read_photo(photo)
    assert reading.plates == ()
    assert reading.problem


def test_many_images_are_read_as_each_alone(reader, noise_image):
    plate = Image.new("RGB", (640, 480), "grey")
    plate.paste("#0000ff", (100, 100, 300, 160))
    both = plate.copy()
    both.paste("#00ff00", (350, 300, 600, 380))
    images = [plate, noise_image(1), both, Image.new("RGB", (640, 480), "grey"), plate]
    photo_reader = PhotoReader(reader, ColourDetector())
    together = photo_reader.read_photos(images)
    assert [len(reading.plates) for reading in together] == [1, 1, 2, 0, 1]
    for reading, image in zip(together, images, strict=True):
        alone = photo_reader.read_photo(image)
        assert [(one.detected, one.prediction and one.prediction.text) for one in reading.plates] == [
            (one.detected, one.prediction and one.prediction.text) for one in alone.plates
        ]


def test_a_reader_that_stretches_is_given_the_plate_upright(checkpoints):
    """A tilted blue plate on white: what is left of the white is the crop's own faint edge."""
    reader = PlateReader.from_checkpoint(checkpoints / "simple")
    photo = Image.new("RGB", (640, 480), "white")
    plate = detected(100, 100, 220, 70, shift=60)
    ImageDraw.Draw(photo).polygon(plate.corners, fill="#0000ff")
    pixels = np.asarray(plate_input(reader, photo, plate))
    assert pixels.shape == (64, 224, 3)
    assert (pixels[4:-4, 4:-4, 0] < 40).all()
