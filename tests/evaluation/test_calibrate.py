import json
import shutil
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image
from scipy.special import softmax

from plateocr import PlateReader
from plateocr.data.folder import LabelledImage, PlateFolder
from plateocr.data.split import side_of
from plateocr.errors import DataError, OutputError
from plateocr.evaluation.calibrate import (
    Calibration,
    Logits,
    _padded,
    calibrate,
    find_threshold,
    fit_temperature,
    store_calibration,
)
from plateocr.evaluation.calibration import Answered, answered_at
from plateocr.evaluation.settings import CalibrationSettings
from plateocr.images import InputSpec
from plateocr.models.config import ConfidenceSpec
from plateocr.pipeline.prediction import PlatePrediction, class_probabilities
from plateocr.pipeline.preparation import PreparedPlate
from plateocr.plates import FULL, Layout
from plateocr.synth.write import write_plates

SHIPPED = Path(__file__).resolve().parents[2] / "checkpoints"


def overconfident(count=600, seed=0):
    """Logits that are three times as large as they should be, and whether each plate is correct."""
    rng = np.random.default_rng(seed)
    province, tail = rng.normal(0, 1, (count, 31)), rng.normal(0, 1, (count, 6, 35))
    province[:, 0] += 8
    tail[:, :, 0] += rng.uniform(4, 9, (count, 1))
    read = np.column_stack([province.argmax(axis=1), tail.argmax(axis=2)])
    honest = Logits(province.astype(np.float32), tail.astype(np.float32), read)
    correct = rng.random(count) < honest.confidence(1.0)
    return Logits(3 * honest.first, 3 * honest.tail, read), correct


def test_the_temperature_undoes_overconfidence():
    logits, correct = overconfident()
    assert fit_temperature(logits, correct) == pytest.approx(3, rel=0.12)


@pytest.mark.parametrize("temperature", [0.25, 1.0, 4.0])
def test_what_pads_a_shorter_plate_leaves_its_confidence(temperature):
    logits, _ = overconfident(20)
    padded = [_padded(*one) for one in zip(logits.first, logits.tail, logits.read, strict=True)]
    longer = Logits(*map(np.stack, zip(*padded, strict=True)))
    assert longer.read.shape == (20, 8)
    np.testing.assert_allclose(longer.confidence(temperature), logits.confidence(temperature), rtol=1e-6)


class TwoLengths:
    """Reads 皖A1000n or 皖AD1000n in a picture of 70 or 80 pixels in width, n its height less 30: sure if n is even,
    and then right.
    """

    class Preparer:
        def in_layouts(self, images, layouts):
            return [
                PreparedPlate(np.resize(image, (64, 32 * one.characters, 3)), one)
                for image, one in zip(images, layouts, strict=True)
            ]

    def __init__(self):
        self.config = SimpleNamespace(input=InputSpec(), reads=FULL)
        self.engine = self
        self.preparer = self.Preparer()
        self.read = []

    def read_images(self, images):
        found = []
        for image in images:
            text = f"皖A1000{image.shape[0] - 30}" if image.shape[1] == 70 else f"皖AD1000{image.shape[0] - 30}"
            layout = Layout.SEVEN if len(text) == 7 else Layout.EIGHT
            found.append(PlatePrediction(text, (), 1.0, (), layout))
        self.read += found
        self.waiting = [one.text for one in found]
        return found

    def logits(self, batch):
        text = self.waiting.pop(0)
        assert batch.shape == (1, 3, 64, 32 * len(text))
        first = np.zeros((1, len(FULL.first)), np.float32)
        tail = np.zeros((1, len(text) - 1, len(FULL.tail)), np.float32)
        certainty = 12.0 if int(text[-1]) % 2 == 0 else 4.0
        first[0, FULL.first.index(text[0])] = certainty
        for place, one in enumerate(text[1:]):
            tail[0, place, FULL.tail.index(one)] = certainty
        return first, tail


def test_plates_of_seven_and_eight_characters_are_calibrated_together(tmp_path):
    for number in range(10):
        for width, start in ((70, "皖A1000"), (80, "皖AD1000")):
            truth = f"{start}{number if number % 2 == 0 else (number + 1) % 10}"
            Image.new("RGB", (width, 30 + number)).save(tmp_path / f"{number}-{truth}.png")
    reader = TwoLengths()
    found = calibrate(reader, [PlateFolder.scan(tmp_path)], settings=CalibrationSettings(target=0.99))
    assert {one.layout for one in reader.read} == {Layout.SEVEN, Layout.EIGHT}
    assert (found.images, found.accuracy) == (20, 0.5)
    assert (found.answered.answered, found.answered.right, found.answered.of) == (10, 10, 20)
    assert found.error_after < 0.1


def test_probabilities_are_a_softmax():
    logits = np.array([[1.0, 2.0, 1000.0], [0.0, 0.0, 0.0]], np.float32)
    np.testing.assert_allclose(class_probabilities(logits, 2.0), [[0, 0, 1], [1 / 3] * 3], atol=1e-6)
    warm = class_probabilities(np.array([[0.0, 2.0]], np.float32), 2.0)
    np.testing.assert_allclose(warm[0, 1], 1 / (1 + np.exp(-1)), rtol=1e-6)
    logits = np.random.default_rng(0).normal(0, 5, (20, 6, 35)).astype(np.float32)
    np.testing.assert_allclose(class_probabilities(logits, 1.3), softmax(logits / np.float32(1.3), axis=-1), rtol=1e-5)


_ALL_CORRECT = np.ones(5, bool)


class TestThreshold:
    confidence = np.array([0.55, 0.65, 0.75, 0.85, 0.95])

    def test_it_is_the_lowest_that_keeps_the_target(self):
        correct = np.array([False, False, True, True, True])
        threshold = find_threshold(self.confidence, correct, None, CalibrationSettings())
        assert 0.65 < threshold <= 0.75
        assert answered_at(self.confidence, correct, threshold).accuracy == 1
        assert find_threshold(self.confidence, _ALL_CORRECT, None, CalibrationSettings()) == 0.5

    def test_images_without_a_plate_raise_it(self):
        negatives = np.array([0.1] * 98 + [0.8, 0.82])
        assert find_threshold(self.confidence, _ALL_CORRECT, negatives, CalibrationSettings()) == pytest.approx(0.83)

    def test_an_unreachable_target_is_reported(self):
        with pytest.raises(DataError, match=r"99\.5%"):
            find_threshold(self.confidence, ~_ALL_CORRECT, None, CalibrationSettings())

    def test_so_are_too_many_sure_answers_without_a_plate(self):
        with pytest.raises(DataError, match=r"1\.0% of the images without a plate.* --max-without-plate"):
            find_threshold(self.confidence, _ALL_CORRECT, np.full(9, 0.999), CalibrationSettings())


@pytest.fixture
def plates(tmp_path, noise_image):
    folder = tmp_path / "plates"
    folder.mkdir()
    for seed in range(6):
        noise_image(seed).save(folder / f"{seed}-皖A0000{seed}.png")
    return folder


def test_a_reader_that_is_never_right_cannot_be_calibrated(checkpoints, plates):
    reader = PlateReader.from_checkpoint(checkpoints / "simple")
    with pytest.raises(DataError, match="train further"):
        calibrate(reader, [PlateFolder.scan(plates)])


@pytest.mark.parametrize("val_fraction", [0.1, 0.5])
def test_the_error_after_is_crosswise_on_the_validation_side_of_a_split_too(tmp_path, monkeypatch, val_fraction):
    plates = [f"皖A{number:05d}" for number in range(300)]
    chosen = [plate for plate in plates if side_of(plate, val_fraction, seed=0) == "val"]
    logits, right = overconfident(len(chosen))
    images = tuple(LabelledImage(tmp_path / f"{plate}.png", plate) for plate in chosen)
    monkeypatch.setattr("plateocr.evaluation.calibrate._read", lambda *_: (logits, right, chosen, []))
    fitted_on = []
    monkeypatch.setattr(
        "plateocr.evaluation.calibrate.fit_temperature", lambda _, right: fitted_on.append(len(right)) or 1.0
    )
    with suppress(DataError):
        calibrate(SimpleNamespace(), [PlateFolder(tmp_path, images, ())])
    assert fitted_on[0] == len(chosen) == sum(fitted_on[1:])
    assert len(fitted_on) == 3


def test_the_command_stores_what_it_finds(tmp_path, plateocr_cli):
    mine = shutil.copytree(SHIPPED / "simple", tmp_path / "mine")
    write_plates(tmp_path / "plates", 24, seed=77, hardness=(0.0, 0.1), workers=1)
    without = tmp_path / "without"
    without.mkdir()
    Image.new("RGB", (90, 30)).save(without / "grey.png")
    arguments = (tmp_path / "plates", "--checkpoint", mine, "--without-plates", without, "--target", "0.9")
    outcome = plateocr_cli("calibrate", *arguments)
    assert outcome.code == 0, outcome.err
    assert "1 images without a plate" in outcome.out
    stored = json.loads((mine / "config.json").read_text(encoding="utf-8"))["confidence"]
    assert 0.25 <= stored["temperature"] <= 4
    assert stored["low_below"] >= 0.5
    assert f"unsure below {stored['low_below']:g}" in (mine / "README.md").read_text(encoding="utf-8")
    figures = json.loads((mine / "metrics.json").read_text(encoding="utf-8"))
    assert figures["calibration"]["pictures"] == 24
    assert "validation_while_training" in figures
    assert PlateReader.from_checkpoint(mine).config.confidence.temperature == stored["temperature"]

    (tmp_path / "plates" / "皖A99999.jpg").write_text("no image")
    (tmp_path / "plates" / "holiday.jpg").write_text("no plate")
    (without / "broken.png").write_text("no image")
    outcome = plateocr_cli("calibrate", *arguments)
    assert outcome.code == 1
    assert "Files left out: 2" in outcome.err
    assert "Files left out: 1" in outcome.err
    for name in ("皖A99999.jpg", "holiday.jpg", "broken.png"):
        assert name in outcome.err
    listed = json.loads(plateocr_cli("calibrate", *arguments, "--json").out)["bad_files"]
    assert [bad["file"] for bad in listed] == ["holiday.jpg", "皖A99999.jpg", "broken.png"]


def test_only_a_folder_that_is_there_can_be_calibrated(plates, tmp_path, plateocr_cli, monkeypatch):
    monkeypatch.chdir(tmp_path)
    outcome = plateocr_cli("calibrate", plates, "--checkpoint", "simple")
    assert outcome.code == 2
    assert outcome.err.startswith("plateocr: simple is not a folder")
    assert outcome.err.count("\n") == 1
    assert not (tmp_path / "simple").exists()


def test_a_failed_write_leaves_the_checkpoint_unchanged(checkpoints, tmp_path, monkeypatch):
    mine = shutil.copytree(checkpoints / "simple", tmp_path / "mine")
    before = {path.name: path.read_bytes() for path in mine.iterdir()}

    def full(*_):
        raise OutputError("no room.")

    monkeypatch.setattr("plateocr.evaluation.calibrate.save_config", full)
    answered = Answered(answered=1, right=1, of=1)
    found = Calibration(ConfidenceSpec(temperature=2.0), 1, 1.0, 0.0, 0.0, answered, 0.0, ())
    with pytest.raises(OutputError, match="no room"):
        store_calibration(mine, found)
    assert {path.name: path.read_bytes() for path in mine.iterdir()} == before
