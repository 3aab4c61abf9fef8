import base64
import io
from dataclasses import replace

import numpy as np
import pytest
from fake_detector import FakeDetector, SureReader, Whole, detected
from PIL import Image

from plateocr.app.reading.readers import open_readers
from plateocr.app.reading.recognise import read_file, read_record
from plateocr.errors import ImageError
from plateocr.models.registry import LAYOUT_CLASSES
from plateocr.pipeline.results import NothingFound
from plateocr.pipeline.verdict import Verdict
from plateocr.plates import Layout


@pytest.fixture(scope="module")
def opened(checkpoints):
    """Readers that treat every image as a crop."""
    return replace(open_readers([checkpoints / "simple", checkpoints / "lstm"]), detector=None)


@pytest.fixture
def files(tmp_path, noise_image):
    """A good image, then what visitors send by mistake, then a good one in a mode that browsers do not show."""
    noise_image(1).save(tmp_path / "皖A12345.jpg")
    (tmp_path / "text.jpg").write_text("not an image")
    (tmp_path / "empty.jpg").touch()
    whole = (tmp_path / "皖A12345.jpg").read_bytes()
    (tmp_path / "half.jpg").write_bytes(whole[: len(whole) // 2])
    Image.new("RGB", (1, 1)).save(tmp_path / "dot.png")
    noise_image(2).convert("CMYK").save(tmp_path / "cmyk.tif")
    names = ("皖A12345.jpg", "text.jpg", "empty.jpg", "half.jpg", "dot.png", "cmyk.tif")
    return [tmp_path / name for name in names]


def test_a_bad_file_is_reported_with_the_reason(opened, files):
    readings = [read_file(opened, path, alone=False) for path in files]
    assert [reading.name for reading in readings] == [path.name for path in files]
    assert [bool(reading.problem) for reading in readings] == [False, True, True, True, True, False]
    assert [len(reading.main_answers) for reading in readings] == [2, 0, 0, 0, 0, 2]
    for reading in readings[1:5]:
        assert isinstance(reading.problem, ImageError)
        assert str(reading.problem).startswith(reading.name), "the folder of an upload is nobody's business"
        assert reading.record.error.message == str(reading.problem)


def test_answers_are_the_readers(opened, files):
    reading = read_file(opened, files[0], alone=True)
    for reader, answer in zip(opened.readers, reading.crop.answers, strict=True):
        assert answer.model == reader.name
        assert answer.prediction == reader.read(files[0])
        assert answer.milliseconds > 0


def test_the_preview_is_a_jpeg_that_every_browser_shows(opened, files):
    kind, data = read_file(opened, files[5], alone=True).preview.split(",")
    image = Image.open(io.BytesIO(base64.b64decode(data)))
    assert kind == "data:image/jpeg;base64"
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (120, 40))


def test_previews_of_a_batch_are_small(opened, tmp_path, noise_image):
    path = tmp_path / "large.png"
    noise_image(3, (2000, 900)).save(path)
    large, small = read_file(opened, path, alone=True), read_file(opened, path, alone=False)
    assert len(small.preview) < len(large.preview)


def test_every_plate_of_a_photo_has_its_answers(opened, tmp_path, noise_image):
    path = tmp_path / "car.png"
    noise_image(4, (800, 600)).save(path)
    detector = FakeDetector(detected(100, 100, 200, 60), detected(400, 300, 120, 60, layout=Layout.TWO_ROWS))
    reading = read_file(replace(opened, detector=detector), path, alone=True)
    assert reading.size == (800, 600)
    assert [len(plate.answers) for plate in reading.plates] == [2, 2]
    assert [plate.judgement.verdict for plate in reading.plates] == [plate.verdict for plate in reading.record.plates]
    assert [plate.corners[0] for plate in reading.record.plates] == [(100, 100), (400, 300)]
    assert read_file(replace(opened, detector=detector), path, alone=True, view="crop").plates == ()


class UnsureReader(SureReader):
    """Reads without confidence what the rectifier takes for a plate that is not read, or for no plate."""

    def __init__(self, seen):
        super().__init__()
        self.preparer = Whole(np.eye(LAYOUT_CLASSES, dtype=np.float32)[seen])

    def read_prepared(self, prepared):
        return [
            replace(one, confidence=0.1, characters=tuple(replace(each, probability=0.7) for each in one.characters))
            for one in super().read_prepared(prepared)
        ]


@pytest.mark.parametrize(
    ("seen", "verdict", "answers"),
    [(list(Layout).index(Layout.OTHER), Verdict.NOT_READ, 0), (-1, Verdict.NO_PLATE, 1)],
)
def test_a_crop_of_no_readable_plate_has_a_verdict(opened, files, seen, verdict, answers):
    reading = read_file(replace(opened, readers=(UnsureReader(seen),)), files[0], alone=True)
    assert (reading.crop.judgement.verdict, len(reading.crop.answers)) == (verdict, answers)
    assert reading.record.plates[0].text is None


def test_a_photo_without_plates_says_why(opened, tmp_path, noise_image):
    path = tmp_path / "street.png"
    noise_image(4, (800, 600)).save(path)
    reading = read_file(replace(opened, detector=FakeDetector()), path, alone=True)
    assert (reading.plates, reading.nothing) == ((), NothingFound.NO_PLATE)
    assert reading.record.problem.code == "no_plate"


def test_programs_get_the_record_of_a_path_or_of_bytes(opened, files):
    shown = read_file(opened, files[0], alone=True).record
    for source in (files[0], files[0].read_bytes()):
        record = read_record(opened, source, "a.jpg", models=("lstm",))
        assert record.file == "a.jpg"
        (plate,) = record.plates
        assert plate.readings["lstm"].text == shown.plates[0].readings["lstm"].text
        assert list(plate.readings) == ["lstm"]
    assert read_record(opened, b"", "a.jpg").error.message == "a.jpg is empty (0 bytes)."
