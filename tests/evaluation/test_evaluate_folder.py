from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from plateocr.data.folder import PlateFolder
from plateocr.errors import ConfigError, DataError
from plateocr.evaluation.run import alphabet_of, distinct_names, evaluate_folder
from plateocr.evaluation.table import SCHEMA, read_table, write_table
from plateocr.models.config import AlphabetRecord, CheckpointConfig, TrainingRecord
from plateocr.pipeline.reader import PlateReader
from plateocr.plates import FULL, NOTEBOOK


class SetAnswer:
    """An engine that reads the same plate in every image."""

    name = "set answer"

    def __init__(self, plate):
        self.indices = NOTEBOOK.encode(plate)
        self.batches = []

    def logits(self, batch):
        self.batches.append(len(batch))
        province, tail = np.zeros((len(batch), 31), np.float32), np.zeros((len(batch), 6, 35), np.float32)
        province[:, self.indices[0]] = 8
        for position, index in enumerate(self.indices[1:]):
            tail[:, position, index] = 8
        return province, tail


def reader_of(plate, folder="checkpoints/lstm"):
    record = TrainingRecord(recipe="none", data=(), pictures=0, split_hash="", seed=0, epochs=0)
    config = CheckpointConfig(architecture="lstm", parameters=1, training=record, versions={}, hashes={})
    return PlateReader(SetAnswer(plate), config, Path(folder).name, Path(folder))


@pytest.fixture
def plates(tmp_path, noise_image):
    for seed, name in enumerate(("0-皖A12345", "1-皖A12346", "2-苏B67890")):
        noise_image(seed, (90 + seed, 30)).save(tmp_path / f"{name}.png")
    return tmp_path


def test_one_row_per_image_and_model_with_every_column(plates):
    readers = [reader_of("皖A12345"), reader_of("苏B67890", "checkpoints/simple")]
    result = evaluate_folder(PlateFolder.scan(plates), readers)
    table = result.table
    assert list(table.columns) == list(SCHEMA)
    assert table["model"].tolist() == ["lstm"] * 3 + ["simple"] * 3
    assert table["correct"].tolist() == [True, False, False, False, False, True]
    assert table["edits"].tolist()[:3] == [0, 1, 7]
    assert table["cer"].tolist()[:3] == pytest.approx([0, 1 / 7, 1])
    assert table["width"].tolist() == [90, 91, 92] * 2
    assert (table["milliseconds"] > 0).all()
    assert result.bad == ()


def test_a_reading_that_is_shifted_by_one_character_costs_two_edits(plates):
    table = evaluate_folder(PlateFolder.scan(plates), [reader_of("皖A23451")]).table
    assert table["edits"].tolist() == [2, 3, 7]


def test_a_row_has_the_readers_answer(plates):
    row = evaluate_folder(PlateFolder.scan(plates), [reader_of("皖A12345")]).table.iloc[0]
    prediction = reader_of("皖A12345").read(Image.new("RGB", (90, 30)))
    assert row["prediction"] == prediction.text
    assert row["confidence"] == pytest.approx(prediction.confidence)
    assert row["probabilities"] == pytest.approx([one.probability for one in prediction.characters])
    assert [text[0] for text in row["alternatives"]] == list(prediction.text)
    assert np.shape(row["alternative_probabilities"]) == (7, 3)


def test_the_table_survives_writing(plates, tmp_path_factory):
    table = evaluate_folder(PlateFolder.scan(plates), [reader_of("皖A12345")]).table
    again = read_table(write_table(table, tmp_path_factory.mktemp("out")))
    assert list(again.columns) == list(SCHEMA)
    for column in set(SCHEMA) - {"probabilities", "alternatives", "alternative_probabilities", "flags"}:
        assert again[column].tolist() == table[column].tolist()
    for column in ("probabilities", "alternatives", "alternative_probabilities", "flags"):
        assert [np.stack(cell).tolist() if len(cell) else [] for cell in again[column]] == table[column].tolist()


def test_bad_files_are_set_aside_with_their_reason_without_stopping(plates, noise_image):
    (plates / "3-皖A00001.jpg").write_text("not an image")
    (plates / "4-皖A00002.jpg").write_bytes(b"")
    noise_image(9).save(plates / "5-皖AD12345.png")
    noise_image(9).save(plates / "nothing.png")
    result = evaluate_folder(PlateFolder.scan(plates, NOTEBOOK), [reader_of("皖A12345")], batch_size=2)
    assert len(result.table) == 3
    assert {bad.path.name: bad.fault.value for bad in result.bad} == {
        "3-皖A00001.jpg": "unreadable",
        "4-皖A00002.jpg": "unreadable",
        "5-皖AD12345.png": "eight_characters",
        "nothing.png": "no_plate",
    }
    assert all(bad.reason for bad in result.bad)


def test_batches_and_progress_count_every_image_once(plates):
    (plates / "3-皖A00001.jpg").write_text("not an image")
    reader, done = reader_of("皖A12345"), []
    evaluate_folder(PlateFolder.scan(plates), [reader], batch_size=2, progress=done.append)
    assert done == [2, 2]
    warm_up, *batches = reader.engine.batches
    assert warm_up == 1
    assert batches == [2, 1]


def test_ids_are_of_the_image_and_files_are_below_the_folder(plates, tmp_path_factory):
    other = tmp_path_factory.mktemp("other") / "deep"
    other.mkdir()
    (other / "皖A99999.png").write_bytes((plates / "0-皖A12345.png").read_bytes())
    here = evaluate_folder(PlateFolder.scan(plates), [reader_of("皖A12345")]).table
    there = evaluate_folder(PlateFolder.scan(other.parent), [reader_of("皖A12345")]).table
    assert there["file"].tolist() == ["deep/皖A99999.png"]
    assert there["id"][0] == here["id"][0]
    assert here["id"].nunique() == 3


def test_nothing_to_evaluate_is_an_error_that_says_why(tmp_path):
    (tmp_path / "皖A12345.jpg").write_text("not an image")
    with pytest.raises(DataError, match="not an image that can be read"):
        evaluate_folder(PlateFolder.scan(tmp_path), [reader_of("皖A12345")])


def test_names_that_clash_get_their_parents_and_twins_are_refused(tmp_path):
    old, new = reader_of("皖A12345", tmp_path / "old" / "lstm"), reader_of("皖A12345", tmp_path / "new" / "lstm")
    assert distinct_names([old, new]) == ["old/lstm", "new/lstm"]
    assert distinct_names([old]) == ["lstm"]
    first, second = (reader_of("皖A12345", tmp_path / commit) for commit in ("0123456", "789abcd"))
    for reader in (first, second):
        reader.name, reader.source = "plates", f"me/plates@{reader.folder.name}"
    assert distinct_names([first, second]) == ["me/plates@0123456", "me/plates@789abcd"]
    with pytest.raises(ConfigError, match="given twice"):
        distinct_names([old, reader_of("皖A12345", tmp_path / "new" / ".." / "old" / "lstm")])


def test_labels_are_in_the_smallest_alphabet_of_the_readers():
    notebook, full = reader_of("皖A12345"), reader_of("皖A12345", "checkpoints/full")
    characters = AlphabetRecord(provinces=FULL.first, characters=FULL.tail)
    full.config = full.config.model_copy(update={"alphabet": characters})
    assert [alphabet_of(readers) for readers in ([notebook], [full], [full, notebook])] == [NOTEBOOK, FULL, NOTEBOOK]


def test_a_table_holds_plates_of_every_kind_and_the_verdict_of_all_readers_together(plates, noise_image):
    noise_image(3).save(plates / "3-皖AD12345.png")
    for file, colour in (("0-皖A12345", "#1946af"), ("1-皖A12346", "#1946af"), ("2-苏B67890", "#e8a519")):
        Image.new("RGB", (90, 30), colour).save(plates / f"{file}.png")
    readers = [reader_of("皖A12345"), reader_of("皖A12346", "checkpoints/simple")]
    table = evaluate_folder(PlateFolder.scan(plates), readers).table
    assert table["kind"].tolist() == ["blue", "blue", "yellow", "green"] * 2, (
        "numbers alone do not tell blue from yellow"
    )
    assert table["edits"].tolist()[3] == 1, "a character is missing"
    assert table["cer"].tolist()[3] == pytest.approx(1 / 8)
    assert table["verdict"].tolist() == ["check"] * 8, "they disagree"
    alone = evaluate_folder(PlateFolder.scan(plates), readers[:1]).table
    assert alone["verdict"].tolist() == ["sure"] * 4
