from dataclasses import replace

import numpy as np
import pytest
from fake_detector import ColourDetector, FakeDetector, SureReader, Whole, detected
from PIL import Image

from plateocr import PlatePipeline
from plateocr.errors import ConfigError
from plateocr.geometry.crops import crop_plate
from plateocr.geometry.orientation import turn
from plateocr.models.registry import LAYOUT_CLASSES
from plateocr.pipeline.prediction import CharacterPrediction, Flag, PlatePrediction
from plateocr.pipeline.reader import PlateReader
from plateocr.pipeline.record import image_record
from plateocr.pipeline.results import NothingFound
from plateocr.pipeline.verdict import Doubt, Verdict
from plateocr.plates import Layout, PlateKind
from plateocr.shipped import SHIPPED_MODELS

# What a rectifier may take a crop for: a plate of a kind that is not read, or no plate.
OTHER, NOTHING = np.eye(LAYOUT_CLASSES, dtype=np.float32)[[list(Layout).index(Layout.OTHER), -1]]


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
        assert reading.detection.as_crop
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
                alone = reader.read(crop_plate(photo, plate.detected.quad).image)
                assert plate.predictions[reader.name].text == alone.text

    def test_one_search_serves_all_recognisers(self, readers, photo):
        detector = FakeDetector(detected(300, 200, 200, 60))
        (reading,) = PlatePipeline([readers[0], SureReader()], detector).read_images([photo])
        assert detector.asked == 1
        assert list(reading.plates[0].predictions) == ["simple", "sure"]

    @pytest.mark.parametrize("layout", Layout)
    def test_every_plate_is_read_whatever_layout_was_detected(self, photo, layout):
        reader = SureReader()
        (plate,) = read_by([reader], photo, detected(20, 30, 200, 80, layout)).plates
        assert plate.predictions["sure"].text == reader.text

    def test_recognisers_are_told_the_layout_that_was_detected(self, photo):
        seen = []
        reader = SureReader()
        reader.read_prepared = lambda plates: seen.extend(plates) or SureReader().read_prepared(plates)
        read_by([reader], photo, detected(300, 200, 200, 100, Layout.TWO_ROWS), detected(20, 30, 90, 30, Layout.EIGHT))
        assert [plate.layout for plate in seen] == [Layout.TWO_ROWS, Layout.EIGHT]

    def test_a_foreign_plate_is_reported_and_what_is_no_plate_is_not(self, photo):
        plates = detected(300, 200, 200, 60), detected(20, 30, 90, 30)
        foreign = read_by([LeftReader(0.2, 0.2, scores=OTHER)], photo, *plates)
        assert [plate.judgement.verdict for plate in foreign.plates] == [Verdict.NOT_READ] * 2
        assert [(plate.text, plate.kind) for plate in image_record("a.jpg", foreign).plates] == [(None, None)] * 2
        nothing = read_by([LeftReader(0.2, 0.2, scores=NOTHING)], photo, *plates)
        assert (nothing.plates, nothing.detection.plates) == ((), ())
        assert nothing.detection.problem == NothingFound.NO_PLATE

    def test_a_crop_without_a_plate_is_reported_as_such(self, crop):
        (plate,) = read_by([LeftReader(0.2, 0.2, scores=NOTHING)], crop).plates
        assert plate.judgement.verdict == Verdict.NO_PLATE

    def test_answers_are_judged_with_what_is_seen_of_the_plate(self, photo):
        inside, cut_off, tiny = detected(300, 200, 200, 60), detected(-20, 30, 90, 30), detected(500, 30, 25, 8)
        plates = read_by([SureReader()], photo, inside, cut_off, tiny).plates
        assert [plate.judgement.doubts for plate in plates] == [(), (Doubt.CUT_OFF,), (Doubt.TOO_SMALL,)]
        assert [plate.judgement.verdict for plate in plates] == [Verdict.SURE, Verdict.CHECK, Verdict.CHECK]

    @pytest.mark.parametrize(
        ("colour", "ground", "kind"),
        [((25, 70, 175), "blue", PlateKind.BLUE), ((232, 165, 25), "yellow", PlateKind.YELLOW)],
    )
    def test_the_colour_decides_between_kinds_of_one_layout(self, photo, colour, ground, kind):
        photo = photo.copy()
        photo[200:260, 300:500] = colour
        (plate,) = read_by([SureReader()], photo, detected(300, 200, 200, 60)).plates
        assert (plate.ground, plate.kind, plate.layout) == (ground, kind, Layout.SEVEN)

    def test_nothing_found_has_no_plates_and_a_reason(self, readers, photo):
        reading = read_by(readers, photo)
        assert (reading.plates, reading.detection.problem) == ((), NothingFound.NO_PLATE)

    def test_an_image_is_read_in_the_requested_view(self, readers, photo, noise_image):
        assert read_by(readers, photo, detected(100, 100, 200, 60), view="crop").detection.as_crop
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
    """Is confident about a plate whose left half is the darker one, and unsure about any other.

    ``scores``: what the rectifier takes every crop for.
    """

    def __init__(self, sure=0.99, unsure=0.1, name="left", flags=(), scores=None):
        self.sure, self.unsure, self.name, self.flags = sure, unsure, name, flags
        self.preparer = Whole(scores)

    def read_prepared(self, prepared):
        return [self._prediction(plate.pixels.astype(float).sum(axis=2)) for plate in prepared]

    def _prediction(self, light):
        middle = light.shape[1] // 2
        darker = light[:, :middle].mean() < light[:, middle:].mean() - 5
        confidence = self.sure if darker and light.shape[1] > light.shape[0] else self.unsure
        flags = self.flags if confidence >= 0.5 else (Flag.LOW_CONFIDENCE,)
        characters = tuple(CharacterPrediction(one, confidence, ((one, confidence),)) for one in "皖A00000")
        return PlatePrediction("皖A00000", characters, confidence, flags)


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
    detector = MarkedDetector(detected(100, 100, 200, 60, Layout.OTHER, score))
    reading = read(lying(upright, degrees), LeftReader(0.2, 0.2, scores=OTHER), detector)
    assert (len(reading.plates), reading.detection.turned) == ((1, degrees) if is_found else (0, 0))


@pytest.mark.parametrize("degrees", TURNS)
def test_without_a_confident_reading_nothing_is_found(street, degrees):
    reading = read(lying(street, degrees), LeftReader(sure=0.96))
    assert reading.detection.turned == 0
    assert degrees == 180 or reading.detection.problem == NothingFound.NO_PLATE


@pytest.mark.parametrize("confidence", [0.4, 0.9])
def test_a_photo_in_which_a_plate_is_legible_is_not_searched_again(street, confidence):
    detector = WideDetector()
    assert read(street, LeftReader(confidence), detector).detection.turned == 0
    assert detector.asked == 1


def test_a_legible_plate_may_be_upside_down(street):
    detector = WideDetector()
    reading = read(lying(street, 180), LeftReader(unsure=0.6), detector)
    assert (reading.detection.turned, len(reading.plates), reading.plates[0].best.confidence) == (180, 1, 0.99)
    assert detector.asked == 2


class Inverting(Whole):
    """Takes what stands upside down for a plate that is not read."""

    def prepare(self, images, hints=()):
        return [
            replace(crop, scores=None if image[:, : image.shape[1] // 2].mean() < image.mean() else OTHER)
            for crop, image in zip(super().prepare(images, hints), images, strict=True)
        ]


def test_a_legible_plate_is_not_given_up_for_one_that_is_not_read_upside_down(street):
    reader = LeftReader(sure=0.9)
    reader.preparer = Inverting()
    reading = read(street, reader)
    assert (reading.detection.turned, reading.plates[0].best.confidence) == (0, 0.9)


def test_a_flagged_reading_is_not_sure(street):
    reader = LeftReader(flags=(Flag.IMPLAUSIBLE_PLATE,))
    assert read(lying(street, 90), reader).detection.problem == NothingFound.NO_PLATE


def test_if_nothing_is_found_in_any_orientation_the_reason_is_kept():
    assert read(grey((400, 500), 10)).detection.problem == NothingFound.TOO_DARK


def test_a_photo_of_plates_that_are_not_read_is_not_turned():
    image = grey((500, 400))
    image[100:140, 100:240] = (0, 255, 0)
    detector = WideDetector()
    assert read(image, LeftReader(0.2, 0.2, scores=OTHER), detector).detection.turned == 0
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


def test_by_default_both_shipped_models_read():
    pipeline = PlatePipeline.open()
    assert tuple(recogniser.name for recogniser in pipeline.recognisers) == SHIPPED_MODELS
    assert pipeline.detector is not None
