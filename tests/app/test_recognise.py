import base64
import io
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from plateocr.app.readers import open_readers
from plateocr.app.recognise import FileReading, read_files, to_table
from plateocr.reading.finding import NothingFound
from plateocr.reading.locate import Confirmation, PlateKind

# pytest's importlib mode leaves the folder of shared helpers off the path.
sys.path.append(str(Path(__file__).resolve().parents[1]))

from fake_locator import FakeLocator, located


@pytest.fixture(scope="module")
def readers(checkpoints):
    return open_readers([checkpoints / "simple", checkpoints / "lstm"]).readers


@pytest.fixture
def files(tmp_path, noise_picture):
    """A good picture, then what visitors send by mistake, then a good one in a mode that browsers do not show."""
    noise_picture(1).save(tmp_path / "皖A12345.jpg")
    (tmp_path / "text.jpg").write_text("not a picture")
    (tmp_path / "empty.jpg").touch()
    whole = (tmp_path / "皖A12345.jpg").read_bytes()
    (tmp_path / "half.jpg").write_bytes(whole[: len(whole) // 2])
    Image.new("RGB", (1, 1)).save(tmp_path / "dot.png")
    noise_picture(2).convert("CMYK").save(tmp_path / "cmyk.tif")
    names = ("皖A12345.jpg", "text.jpg", "empty.jpg", "half.jpg", "dot.png", "cmyk.tif")
    return [tmp_path / name for name in names]


def test_a_bad_file_is_reported_in_its_place_and_costs_no_other(readers, files):
    readings = read_files(readers, files)
    assert [reading.name for reading in readings] == [path.name for path in files]
    assert [bool(reading.problem) for reading in readings] == [False, True, True, True, True, False]
    assert [len(reading.answers) for reading in readings] == [2, 0, 0, 0, 0, 2]
    for reading in readings[1:5]:
        assert str(reading.problem).startswith(reading.name), "the folder of an upload is nobody's business"


def test_answers_are_what_the_reader_reads(readers, files):
    (reading,) = read_files(readers, files[:1])
    for reader, answer in zip(readers, reading.answers, strict=True):
        assert answer.model == reader.name
        assert answer.prediction == reader.read(files[0])
        assert answer.milliseconds > 0


def test_the_preview_is_a_jpeg_that_every_browser_shows(readers, files):
    (reading,) = read_files(readers, files[5:])
    kind, data = reading.preview.split(",")
    picture = Image.open(io.BytesIO(base64.b64decode(data)))
    assert kind == "data:image/jpeg;base64"
    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (120, 40))


def test_previews_of_a_batch_are_small(readers, tmp_path, noise_picture):
    path = tmp_path / "large.png"
    noise_picture(3, (2000, 900)).save(path)
    large, small = read_files(readers, [path])[0], read_files(readers, [path, path])[0]
    assert len(small.preview) < len(large.preview)


def test_the_table_has_a_row_a_file(readers, files):
    table = to_table(read_files(readers, files))
    assert list(table.columns) == [
        *("file", "simple_text", "simple_confidence", "simple_flags", "lstm_text", "lstm_confidence", "lstm_flags"),
        "problem",
    ]
    assert list(table["file"]) == [path.name for path in files]
    assert table.loc[1, "problem"].startswith("text.jpg is not a picture")
    assert len(table.loc[0, "lstm_text"]) == 7


def test_a_table_of_bad_files_alone():
    assert list(to_table([FileReading("a.jpg", problem="a.jpg is empty (0 bytes).")]).columns) == ["file", "problem"]


def test_every_plate_of_a_photo_has_its_answers(readers, tmp_path, noise_picture):
    path = tmp_path / "car.png"
    noise_picture(4, (800, 600)).save(path)
    locator = FakeLocator(located(100, 100, 200, 60), located(400, 300, 120, 35, kind=PlateKind.EIGHT))
    (reading,) = read_files(readers, [path], locator)
    assert locator.asked == 1, "one search serves all readers"
    assert reading.size == (800, 600)
    assert [len(plate.answers) for plate in reading.plates] == [2, 0]
    table = to_table([reading])
    assert table["kind"].tolist() == ["seven", "eight"]
    assert table["plate"].tolist() == [1, 2]
    assert table["corners"][0].startswith("100.0,100.0 300.0,100.0")


def test_a_plate_that_was_read_to_confirm_it_is_timed_over_a_reading_of_its_own(readers, tmp_path, noise_picture):
    path = tmp_path / "car.png"
    noise_picture(4, (800, 600)).save(path)
    plate = located(100, 100, 200, 60)
    confirmed = [Confirmation(reader, reader.read(noise_picture(9))) for reader in readers]
    (plain,) = read_files(readers, [path], FakeLocator(plate))
    for one in confirmed:
        (reading,) = read_files(readers, [path], FakeLocator(replace(plate, confirmation=one)))
        read = [answer.prediction for answer in reading.plates[0].answers]
        assert read == [answer.prediction for answer in plain.plates[0].answers]
        assert all(answer.milliseconds > 0.1 for answer in reading.plates[0].answers)


def test_two_rows_that_were_read_have_the_answers_of_all_and_no_problem(readers, tmp_path, noise_picture):
    path = tmp_path / "truck.png"
    noise_picture(4, (800, 600)).save(path)
    rows = located(100, 100, 200, 100, kind=PlateKind.TWO_ROWS)
    confirmed = replace(rows, confirmation=Confirmation(readers[0], readers[0].read(noise_picture(9))))
    (reading,), (unread,) = (read_files(readers, [path], FakeLocator(one)) for one in (confirmed, rows))
    assert [len(answer.prediction.text) for answer in reading.plates[0].answers] == [7, 7]
    assert to_table([reading])[["kind", "problem"]].iloc[0].tolist() == ["two_rows", ""]
    assert unread.plates[0].answers == ()
    assert "two rows" in to_table([unread])["problem"][0]


def test_a_photo_without_plates_says_why(readers, tmp_path, noise_picture):
    path = tmp_path / "street.png"
    noise_picture(4, (800, 600)).save(path)
    (reading,) = read_files(readers, [path], FakeLocator())
    assert (reading.plates, reading.nothing) == ((), NothingFound.NO_PLATE)
    assert to_table([reading])["problem"][0].startswith("No plate found")
