import csv
import io
import json

import pytest
from fake_detector import FakeDetector, detected

from plateocr.pipeline.reader import PlateReader
from plateocr.pipeline.verdict import Judgement, Verdict
from plateocr.plates import Layout
from plateocr.shipped import SHIPPED_MODELS


@pytest.fixture
def images(tmp_path, noise_image):
    folder = tmp_path / "pictures"
    (folder / "deep").mkdir(parents=True)
    for seed, name in enumerate(("a.png", "b.jpg", "deep/c.png")):
        noise_image(seed).save(folder / name)
    (folder / "notes.txt").write_text("not an image")
    return folder


@pytest.fixture
def predict(plateocr_cli, checkpoints):
    return lambda *arguments: plateocr_cli("predict", *arguments, "--checkpoint", checkpoints / "lstm")


def rows_of(outcome):
    assert outcome.out.startswith("\ufeff"), "without a byte order mark, Excel garbles the provinces"
    return list(csv.DictReader(io.StringIO(outcome.out.removeprefix("\ufeff"))))


def files_of(outcome, folder):
    return [row["file"].removeprefix(f"{folder}/") for row in rows_of(outcome)]


def test_the_table_shows_text_verdict_confidence_file_and_doubts_in_words(predict, images, checkpoints):
    outcome = predict(images / "a.png")
    assert outcome.code == 0, outcome.err
    expected = PlateReader.from_checkpoint(checkpoints / "lstm").read(images / "a.png")
    header, row = outcome.out.splitlines()
    assert header.split() == ["plate", "verdict", "confidence", "file", "corners", "remarks"]
    assert row.split()[:2] == [expected.text, "check"]
    assert str(images / "a.png") in row
    assert "Check this: a character is uncertain" in row


def test_by_default_both_shipped_models_read(plateocr_cli, images):
    (record,) = json.loads(plateocr_cli("predict", images / "a.png", "--json").out)
    assert tuple(record["plates"][0]["readings"]) == SHIPPED_MODELS


def test_several_checkpoints_read_together(predict, images, checkpoints):
    outcome = predict(images / "a.png", "--checkpoint", checkpoints / "simple", "--json")
    (plate,) = json.loads(outcome.out)[0]["plates"]
    assert set(plate["readings"]) == {"simple", "lstm"}
    assert (plate["verdict"], plate["models_agree"]) == ("check", False)
    assert "disagreement" in plate["doubts"]


def test_folders_are_read_recursively_and_other_files_skipped(predict, images):
    outcome = predict(images, "--csv")
    assert outcome.code == 0, outcome.err
    assert files_of(outcome, images) == ["a.png", "b.jpg", "deep/c.png"]


def test_globs_are_expanded_and_no_file_is_read_twice(predict, images):
    outcome = predict(images / "*", images / "**" / "*.png", images / "a.png", "--csv")
    assert outcome.code == 0, outcome.err
    assert files_of(outcome, images) == ["a.png", "b.jpg", "deep/c.png"]


def test_a_name_with_brackets_is_not_a_glob(predict, images, noise_image):
    noise_image(5).save(images / "d[1].png")
    assert files_of(predict(images / "d[1].png", "--csv"), images) == ["d[1].png"]


def test_csv_matches_the_reader(predict, images, checkpoints):
    (row,) = rows_of(predict(images / "a.png", "--csv"))
    expected = PlateReader.from_checkpoint(checkpoints / "lstm").read(images / "a.png")
    assert row["text"] == expected.text
    assert float(row["confidence"]) == pytest.approx(expected.confidence, abs=1e-6)
    assert row["flags"].split() == list(expected.flags)


def test_json_has_every_character_with_its_alternatives(predict, images, checkpoints):
    (record,) = json.loads(predict(images / "a.png", "--json").out)
    expected = PlateReader.from_checkpoint(checkpoints / "lstm").read(images / "a.png")
    assert (record["file"], record["width"], record["height"]) == (str(images / "a.png"), 120, 40)
    assert record["plates"][0]["text"] == expected.text
    found = record["plates"][0]["readings"]["lstm"]
    assert found["text"] == expected.text
    assert found["flags"] == list(expected.flags)
    assert len(found["characters"]) == 7
    for character, original in zip(found["characters"], expected.characters, strict=True):
        assert character["character"] == original.character
        assert character["probability"] == pytest.approx(original.probability, abs=1e-6)
        assert [one["character"] for one in character["alternatives"]] == [text for text, _ in original.alternatives]


def test_bad_files_are_reported_and_skipped(predict, images):
    (images / "empty.jpg").write_bytes(b"")
    outcome = predict(images, images / "notes.txt", images / "missing.jpg", images / "*.bmp", "--csv")
    assert outcome.code == 1
    assert {row["file"]: row["text"] != "" for row in rows_of(outcome)} == {
        **{str(images / name): True for name in ("a.png", "b.jpg", "deep/c.png")},
        **{str(images / name): False for name in ("empty.jpg", "notes.txt", "missing.jpg")},
    }
    for name in ("empty.jpg", "notes.txt", "missing.jpg", "*.bmp"):
        assert name in outcome.err


def test_if_nothing_can_be_read_the_exit_code_is_2(predict, images):
    outcome = predict(images / "notes.txt")
    assert outcome.code == 2
    assert "notes.txt" in outcome.err
    assert outcome.out == ""


def test_a_missing_checkpoint_is_one_sentence(plateocr_cli, images, tmp_path):
    outcome = plateocr_cli("predict", images, "--checkpoint", tmp_path / "none")
    assert outcome.code == 2
    assert outcome.err.count("\n") == 1


def test_two_formats_at_once_are_rejected(predict, images):
    assert predict(images, "--json", "--csv").code == 2


def test_more_images_than_a_batch_are_all_read_in_order(predict, tmp_path, noise_image, monkeypatch):
    monkeypatch.setattr("plateocr.cli.predict.BATCH_SIZE", 4)
    for seed in range(10):
        noise_image(seed).save(tmp_path / f"{seed:03d}.png")
    outcome = predict(tmp_path, "--csv")
    assert files_of(outcome, tmp_path) == [f"{seed:03d}.png" for seed in range(10)]


@pytest.fixture
def detected_photo(tmp_path, noise_image, monkeypatch):
    """A photo in which a plate of seven characters and one in two rows are detected."""
    found = FakeDetector(detected(100, 100, 200, 60), detected(400, 300, 120, 35, layout=Layout.TWO_ROWS))
    monkeypatch.setattr("plateocr.pipeline.pipeline.open_detector", lambda: found)
    noise_image(3, (800, 600)).save(tmp_path / "car.png")
    return tmp_path / "car.png"


def test_every_plate_in_a_photo_has_a_line_with_its_corners(predict, detected_photo):
    outcome = predict(detected_photo, "--csv")
    assert outcome.code == 0, outcome.err
    seven, rows = rows_of(outcome)
    assert (len(seven["text"]), len(rows["text"])) == (7, 7)
    assert (seven["layout"], rows["layout"]) == ("seven", "two_rows")
    assert seven["corners"] == "100.0,100.0 300.0,100.0 300.0,160.0 100.0,160.0"
    first, second = json.loads(predict(detected_photo, "--json").out)[0]["plates"]
    assert first["corners"][2] == [300, 160]
    assert len(first["readings"]["lstm"]["characters"]) == 7
    assert (second["layout"], second["text"]) == ("two_rows", rows["text"])


def test_a_plate_that_is_not_read_is_reported_as_such(predict, detected_photo, monkeypatch):
    monkeypatch.setattr("plateocr.pipeline.pipeline.judge", lambda *_: Judgement(Verdict.NOT_READ))
    outcome = predict(detected_photo, "--csv")
    assert outcome.code == 0, outcome.err
    assert [(row["verdict"], row["text"]) for row in rows_of(outcome)] == [("not_read", "")] * 2
    table = " ".join(predict(detected_photo).out.split())
    assert "- not_read" in table
    assert "does not read" in table


def test_a_photo_without_a_plate_says_so(predict, detected_photo, monkeypatch):
    monkeypatch.setattr("plateocr.pipeline.pipeline.open_detector", lambda: FakeDetector())
    outcome = predict(detected_photo)
    assert outcome.code == 0
    assert "No plate found" in outcome.out
    (found,) = json.loads(predict(detected_photo, "--json").out)
    assert (found["plates"], found["problem"]["code"]) == ([], "no_plate")
