from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from fake_detector import ColourDetector, FakeDetector, SureReader, Whole, detected
from PIL import Image

from plateocr import PlatePipeline
from plateocr.errors import ConfigError
from plateocr.geometry.orientation import turn
from plateocr.pipeline.prediction import Flag
from plateocr.pipeline.reader import PlateReader
from plateocr.pipeline.record import image_record
from plateocr.pipeline.results import NothingFound
from plateocr.pipeline.search import plate_crop
from plateocr.plates import PlateKind


@pytest.fixture(scope="module")
def readers(checkpoints):
    return [PlateReader.from_checkpoint(checkpoints / name) for name in ("simple", "lstm")]


@pytest.fixture
def photo(noise_image):
    return np.asarray(noise_image(4, (800, 600)))


@pytest.fixture
def crop(noise_image):
    return np.asarray(noise_image(1))


def read_by(readers, image, *plates, view="auto"):
    return PlatePipeline(readers, FakeDetector(*plates)).read_images([image], view)[0]


class TestReading:
    def test_a_crop_is_read_whole_by_each_recogniser(self, readers, crop):
        reading = read_by(readers, crop)
        assert reading.detection.is_whole
        (plate,) = reading.plates
        assert plate.detected is None
        assert plate.predictions == {reader.name: reader.read(crop) for reader in readers}
        assert all(reading.milliseconds[reader.name] > 0 for reader in readers)

    def test_each_plate_is_read_where_it_was_found_in_one_search(self, readers, photo):
        large, small = detected(300, 200, 200, 60, shift=12), detected(20, 30, 90, 30)
        detector = FakeDetector(small, large)
        (reading,) = PlatePipeline(readers, detector).read_images([photo])
        assert [plate.detected for plate in reading.plates] == [large, small]
        for plate in reading.plates:
            for reader in readers:
                assert plate.predictions[reader.name].text == reader.read(plate_crop(photo, plate.detected)).text

    def test_one_search_serves_all_recognisers(self, readers, photo):
        detector = FakeDetector(detected(300, 200, 200, 60))
        (reading,) = PlatePipeline([readers[0], SureReader()], detector).read_images([photo])
        assert detector.asked == 1
        assert list(reading.plates[0].predictions) == ["simple", "sure"]

    def test_a_plate_of_eight_is_found_and_not_read(self, readers, photo, noise_image):
        seven, eight = detected(300, 200, 100, 40), detected(20, 30, 200, 80, PlateKind.EIGHT)
        assert [plate.predictions == {} for plate in read_by(readers, photo, seven, eight).plates] == [True, False]
        filling = detected(10, 5, 280, 90, PlateKind.EIGHT)
        reading = read_by(readers, np.asarray(noise_image(1, (300, 100))), filling)
        assert reading.detection.as_crop
        assert [plate.predictions for plate in reading.plates] == [{}]

    @pytest.mark.parametrize(("confidence", "is_read"), [(0.8, True), (0.2, False)])
    def test_two_rows_are_reported_if_a_recogniser_is_confident(self, photo, confidence, is_read):
        rows = detected(20, 30, 200, 100, PlateKind.TWO_ROWS, legible=True)
        reader = LeftReader(sure=confidence, unsure=confidence)
        (plate,) = read_by([reader], photo, rows).plates
        assert (plate.predictions != {}, plate.detected.is_read) == (is_read, is_read)
        (named,) = read_by([reader], photo, replace(rows, is_legible=False)).plates
        assert named.predictions == {}

    def test_nothing_found_has_no_plates_and_a_reason(self, readers, photo):
        reading = read_by(readers, photo)
        assert (reading.plates, reading.detection.problem) == ((), NothingFound.NO_PLATE)

    def test_an_image_is_read_in_the_requested_view(self, readers, photo, noise_image):
        assert read_by(readers, photo, detected(100, 100, 200, 60), view="crop").detection.is_whole
        reading = read_by(readers, np.asarray(noise_image(1, (300, 100))), detected(10, 10, 280, 80), view="photo")
        assert not reading.detection.as_crop

    def test_many_images_are_read_as_each_alone(self, readers, crop):
        plate = grey((640, 480))
        plate[100:160, 100:300] = (0, 0, 255)
        both = plate.copy()
        both[300:380, 350:600] = (0, 255, 0)
        images = [plate, crop, both, grey((640, 480)), plate]
        pipeline = PlatePipeline(readers, ColourDetector())
        together = pipeline.read_images(images)
        assert [len(reading.plates) for reading in together] == [1, 1, 2, 0, 1]
        for reading, image in zip(together, images, strict=True):
            (alone,) = pipeline.read_images([image])
            assert [(one.detected, one.best and one.best.text) for one in reading.plates] == [
                (one.detected, one.best and one.best.text) for one in alone.plates
            ]

    def test_five_lines_read_a_file(self, readers, tmp_path, noise_image):
        path = tmp_path / "plate.png"
        noise_image(1).save(path)
        result = PlatePipeline(readers).read(path)
        assert result.plates[0].text in {reader.read(path).text for reader in readers}
        assert result.to_dict()["file"] == str(path)
        assert len(PlatePipeline(readers).read([path, noise_image(1)])) == 2


TURNS = (90, 180, 270)
BOX = (200, 150, 340, 190)  # of the plate in an upright photo: left, top, right, bottom


class WideDetector(ColourDetector):
    """Finds what is wider than high, upright or upside down; counts its calls."""

    asked = 0

    def detect(self, photo):
        self.asked += 1
        return [plate for plate in super().detect(photo) if plate.box[2] - plate.box[0] > plate.box[3] - plate.box[1]]


class LeftReader:
    """Is confident about a plate whose left half is the darker one, and unsure about any other."""

    def __init__(self, sure=0.99, unsure=0.4, name="left", flags=()):
        self.sure, self.unsure, self.name, self.flags = sure, unsure, name, flags
        self.preparer = Whole()

    def read_prepared(self, prepared):
        return [self._prediction(image.astype(float).sum(axis=2)) for image in prepared]

    def _prediction(self, light):
        middle = light.shape[1] // 2
        darker = light[:, :middle].mean() < light[:, middle:].mean() - 5
        confidence = self.sure if darker and light.shape[1] > light.shape[0] else self.unsure
        flags = self.flags if confidence >= 0.5 else (Flag.LOW_CONFIDENCE,)
        return SimpleNamespace(text="left", confidence=confidence, flags=flags, characters=())


def plate(size, colour=(0, 0, 255)):
    """A plate whose left half is slightly darker."""
    image = Image.new("RGB", size, colour)
    image.paste(tuple(max(0, value - 40) for value in colour), (0, 0, size[0] // 2, size[1]))
    return np.asarray(image)


def grey(size, value=120):
    return np.full((size[1], size[0], 3), value, np.uint8)


@pytest.fixture(scope="module")
def street():
    image = grey((500, 400))
    image[BOX[1] : BOX[3], BOX[0] : BOX[2]] = plate((BOX[2] - BOX[0], BOX[3] - BOX[1]))
    return image


def lying(image, degrees):
    """The image, so that it has to be turned by ``degrees`` to stand upright."""
    return turn(image, (360 - degrees) % 360)


def read(image, reader=None, detector=None):
    return PlatePipeline([reader or LeftReader()], detector or WideDetector()).read_images([image])[0]


def test_a_recogniser_is_needed_and_reads_every_plate(street):
    with pytest.raises(ConfigError, match="at least one recogniser"):
        PlatePipeline([])
    reader = LeftReader()
    reader.read_prepared = lambda prepared: []
    with pytest.raises(ValueError, match="left returned 0 predictions for 1 plates"):
        PlatePipeline([reader]).read(street)


def test_an_upright_photo_is_searched_once(street):
    detector = WideDetector()
    reading = read(street, detector=detector)
    assert (reading.detection.turned, detector.asked) == (0, 1)
    assert reading.plates[0].detected.corners[0] == BOX[:2]


@pytest.mark.parametrize("degrees", TURNS)
def test_a_turned_photo_is_read_upright(street, degrees):
    reading = read(lying(street, degrees))
    assert (reading.detection.turned, reading.detection.problem, len(reading.plates)) == (degrees, None, 1)
    assert reading.plates[0].best.confidence == 0.99


@pytest.mark.parametrize("degrees", TURNS)
def test_corners_are_in_pixels_of_the_photo_as_it_was_given(street, degrees):
    given = lying(street, degrees)
    (found,) = read(given).plates
    left_top, right_top, right_bottom, left_bottom = found.detected.corners
    pixels = given.astype(int)
    for dark, light in ((left_top, right_top), (left_bottom, right_bottom)):
        first, second = (_inside(pixels, corner, found.detected.corners) for corner in (dark, light))
        assert (first[2], second[2]) == (215, 255), "the plate begins at its left, darker half"
    xs, ys = zip(*found.detected.corners, strict=True)
    size = (BOX[2] - BOX[0], BOX[3] - BOX[1])
    assert (max(xs) - min(xs), max(ys) - min(ys)) == pytest.approx(size if degrees == 180 else size[::-1])


def _inside(pixels, corner, corners):
    """The pixel slightly inside a corner."""
    x, y = np.array(corner) + 0.1 * (np.mean(corners, axis=0) - corner)
    return pixels[int(y), int(x)]


@pytest.mark.parametrize("degrees", TURNS)
def test_a_turned_crop_is_read_upright(degrees):
    reading = read(lying(plate((150, 45)), degrees), detector=FakeDetector())
    assert (reading.detection.turned, reading.detection.as_crop) == (degrees, True)
    assert reading.plates[0].detected is None
    assert reading.plates[0].best.confidence == 0.99


class MarkedDetector(FakeDetector):
    """Finds its plates in an upright photo: one whose left-top pixel is red."""

    def detect(self, photo):
        return super().detect(photo) if photo[0, 0].tolist() == [255, 0, 0] else []


@pytest.mark.parametrize("degrees", TURNS)
@pytest.mark.parametrize(("score", "is_found"), [(0.85, True), (0.7, False)])
def test_plates_that_are_not_read_need_a_high_score(degrees, score, is_found):
    upright = grey((500, 400))
    upright[0, 0] = (255, 0, 0)
    detector = MarkedDetector(detected(100, 100, 200, 60, PlateKind.EIGHT, score))
    reading = read(lying(upright, degrees), detector=detector)
    assert (len(reading.plates), reading.detection.turned) == ((1, degrees) if is_found else (0, 0))


@pytest.mark.parametrize("degrees", TURNS)
def test_without_a_confident_reading_nothing_is_found(street, degrees):
    reading = read(lying(street, degrees), LeftReader(sure=0.96))
    assert reading.detection.turned == 0
    assert degrees == 180 or reading.detection.problem == NothingFound.NO_PLATE


def test_a_flagged_reading_is_not_sure(street):
    reader = LeftReader(flags=(Flag.IMPLAUSIBLE_PLATE,))
    assert read(lying(street, 90), reader).detection.problem == NothingFound.NO_PLATE


def test_if_nothing_is_found_in_any_orientation_the_reason_is_kept():
    assert read(grey((400, 500), 10)).detection.problem == NothingFound.TOO_DARK


def test_a_photo_of_other_plates_is_not_turned():
    image = grey((500, 400))
    image[100:140, 100:240] = (0, 255, 0)
    detector = WideDetector()
    assert read(image, detector=detector).detection.turned == 0
    assert detector.asked == 1


def test_without_a_detector_a_crop_is_turned_too():
    upside_down = lying(plate((150, 45)), 180)
    reading = PlatePipeline([LeftReader()]).read_images([upside_down])[0]
    assert (reading.detection.turned, reading.plates[0].best.confidence) == (180, 0.99)


@pytest.mark.parametrize("view", ["auto", "photo", "crop"])
def test_all_readers_read_the_image_turned_the_same_way(street, view):
    given = lying(street if view != "crop" else plate((150, 45)), 90)
    readers = [LeftReader(sure=0.9, name="second"), LeftReader(name="first")]
    (reading,) = PlatePipeline(readers, WideDetector()).read_images([given], view)
    assert reading.detection.turned == 90
    assert {name: one.confidence for name, one in reading.plates[0].predictions.items()} == {
        "second": 0.9,
        "first": 0.99,
    }


@pytest.mark.parametrize("degrees", [0, *TURNS])
def test_the_record_says_that_the_image_was_turned(street, degrees):
    given = lying(street, degrees)
    record = image_record("a.jpg", read(given), ["The file is cut off: the last rows of the image are missing."])
    turned = [f"The image was turned by {degrees} degrees to be read."] if degrees else []
    assert list(record.remarks[1:]) == turned
