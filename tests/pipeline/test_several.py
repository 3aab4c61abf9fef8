import sys
from dataclasses import replace
from pathlib import Path

import pytest

from plateocr.pipeline.detector import Confirmation
from plateocr.pipeline.finding import NothingFound
from plateocr.pipeline.reader import PlateReader
from plateocr.pipeline.several import read_by_all
from plateocr.plates import PlateKind

# pytest's importlib mode leaves the folder of shared helpers off the path.
sys.path.append(str(Path(__file__).resolve().parents[1]))

from fake_detector import FakeDetector, detected


@pytest.fixture(scope="module")
def readers(checkpoints):
    return [PlateReader.from_checkpoint(checkpoints / name) for name in ("simple", "lstm")]


@pytest.fixture
def photo(noise_image):
    return noise_image(4, (800, 600))


def test_a_crop_is_read_whole_by_each_reader(readers, noise_image):
    crop = noise_image(1)
    readings = read_by_all(readers, crop, FakeDetector())
    assert [one.model for one in readings] == ["simple", "lstm"]
    for reader, one in zip(readers, readings, strict=True):
        assert one.reading.as_crop
        assert [plate.prediction for plate in one.reading.plates] == [reader.read(crop)]
        assert one.milliseconds > 0


def test_one_search_serves_all_readers(readers, photo):
    detector = FakeDetector(detected(100, 100, 200, 60), detected(400, 300, 120, 35, kind=PlateKind.EIGHT))
    first, second = read_by_all(readers, photo, detector)
    assert detector.asked == 1
    assert [plate.detected for plate in first.reading.plates] == [plate.detected for plate in second.reading.plates]
    assert [plate.prediction is None for plate in first.reading.plates] == [False, True]


def test_a_plate_that_was_read_to_confirm_it_is_timed_over_a_reading_of_its_own(readers, photo, noise_image):
    plate = detected(100, 100, 200, 60)
    plain = read_by_all(readers, photo, FakeDetector(plate))
    for reader in readers:
        confirmed = replace(plate, confirmation=Confirmation(reader, reader.read(noise_image(9))))
        again = read_by_all(readers, photo, FakeDetector(confirmed))
        for one, other in zip(plain, again, strict=True):
            assert one.reading.plates[0].prediction == other.reading.plates[0].prediction
            assert other.milliseconds > 0.1


def test_read_as_a_crop_nothing_is_looked_for(readers, photo):
    detector = FakeDetector(detected(100, 100, 200, 60))
    (reading, _) = read_by_all(readers, photo, detector, view="crop")
    assert detector.asked == 0
    assert reading.reading.as_crop
    assert len(reading.reading.plates) == 1


def test_read_as_a_photo_what_looks_like_a_crop_is_searched(readers, noise_image):
    crop = noise_image(1, (300, 100))
    plate = detected(10, 10, 280, 80)
    assert read_by_all(readers, crop, FakeDetector(plate))[0].reading.as_crop
    (found, _) = read_by_all(readers, crop, FakeDetector(plate), view="photo")
    assert not found.reading.as_crop
    assert found.reading.plates[0].detected == plate
    (none, _) = read_by_all(readers, crop, FakeDetector(), view="photo")
    assert (none.reading.plates, none.reading.problem) == ((), NothingFound.NO_PLATE)


def test_without_a_locator_everything_is_a_crop(readers, photo):
    assert read_by_all(readers, photo, None, view="photo")[0].reading.as_crop
