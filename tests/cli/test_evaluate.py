import json
import re

import pandas as pd
import pytest
from fake_detector import FakeDetector, detected

from plateocr import __version__
from plateocr.files import sha256_of
from plateocr.pipeline.reader import PlateReader

RATES = {
    "accuracy",
    "cer",
    "char_accuracy",
    "province_accuracy",
    "province_macro_accuracy",
    "accuracy_not_wan",
    "province_accuracy_not_wan",
    "expected_calibration_error",
}


@pytest.fixture
def plates(tmp_path, checkpoints, noise_image):
    """Ten images named after what the untrained ``lstm`` reads, the last two with a wrong last character."""
    folder = tmp_path / "plates"
    folder.mkdir()
    reader = PlateReader.from_checkpoint(checkpoints / "lstm")
    for seed in range(10):
        image = noise_image(seed)
        text = reader.read(image).text
        if seed >= 8:
            text = text[:-1] + ("0" if text[-1] != "0" else "1")
        image.save(folder / f"{seed:04d}-{text}.png")
    return folder


def test_the_metrics_of_a_single_checkpoint_are_at_the_top_level(plateocr_cli, plates, checkpoints, tmp_path):
    out = tmp_path / "deep" / "out"
    outcome = plateocr_cli("evaluate", plates, "--checkpoint", checkpoints / "lstm", "--out", out)
    assert outcome.code == 0, outcome.err
    metrics = json.loads((out / "metrics.json").read_text(encoding="utf-8"))
    assert metrics["n"] == 10
    for name in RATES:
        assert set(metrics[name]) == {"value", "low", "high"}
    assert metrics["accuracy"]["value"] == pytest.approx(0.8)
    assert metrics["cer"]["value"] == pytest.approx(2 / 70)
    assert len(metrics["per_position_accuracy"]) == 7
    assert metrics["per_position_accuracy"][6]["value"] == pytest.approx(0.8)
    assert metrics["top_confusions"]
    assert metrics["ms_per_image"] > 0
    assert metrics["models"]["lstm"]["accuracy"] == metrics["accuracy"]
    assert len(pd.read_parquet(out / "predictions.parquet")) == 10
    assert "80.00" in outcome.out
    error = metrics["expected_calibration_error"]["value"]
    assert re.search(rf"calibration error +10 +{100 * error:.2f} ", outcome.out)


def test_the_record_names_images_checkpoints_and_versions(plateocr_cli, plates, checkpoints, tmp_path):
    plateocr_cli("evaluate", plates, "--checkpoint", checkpoints / "lstm", "--engine", "torch", "--out", tmp_path / "a")
    plateocr_cli("evaluate", plates, "--checkpoint", checkpoints / "simple", "--out", tmp_path / "b")
    torch_run, onnx_run = (json.loads((tmp_path / name / "metrics.json").read_text("utf-8")) for name in "ab")
    assert torch_run["folder"] == str(plates)
    assert torch_run["plateocr_version"] == __version__
    assert torch_run["checkpoints"]["lstm"]["engine"] == "torch"
    assert onnx_run["checkpoints"]["simple"]["engine"] == "onnx"
    weights = checkpoints / "lstm" / "model.safetensors"
    assert torch_run["checkpoints"]["lstm"]["hashes"]["model.safetensors"] == sha256_of(weights)
    assert torch_run["pictures_sha256"] == onnx_run["pictures_sha256"]
    (plates / next(plates.iterdir()).name).unlink()
    plateocr_cli("evaluate", plates, "--checkpoint", checkpoints / "simple", "--out", tmp_path / "b")
    fewer = json.loads((tmp_path / "b" / "metrics.json").read_text("utf-8"))
    assert fewer["pictures_sha256"] != onnx_run["pictures_sha256"]


def test_compare_adds_a_paired_comparison(plateocr_cli, plates, checkpoints, tmp_path):
    both = ["--checkpoint", checkpoints / "lstm", "--checkpoint", checkpoints / "simple"]
    outcome = plateocr_cli("evaluate", plates, *both, "--compare", "--out", tmp_path / "out")
    assert outcome.code == 0, outcome.err
    metrics = json.loads((tmp_path / "out" / "metrics.json").read_text(encoding="utf-8"))
    assert list(metrics["models"]) == ["lstm", "simple"]
    assert "accuracy" not in metrics
    comparison = metrics["comparison"]
    assert (comparison["first"], comparison["second"]) == ("lstm", "simple")
    difference = metrics["models"]["lstm"]["accuracy"]["value"] - metrics["models"]["simple"]["accuracy"]["value"]
    assert comparison["accuracy_difference"]["value"] == pytest.approx(difference)
    assert "McNemar" in outcome.out


def test_compare_with_one_checkpoint_is_rejected_before_any_work(plateocr_cli, plates, checkpoints, tmp_path):
    out = tmp_path / "out"
    outcome = plateocr_cli("evaluate", plates, "--checkpoint", checkpoints / "lstm", "--compare", "--out", out)
    assert outcome.code == 2
    assert "two checkpoints" in outcome.err
    assert not out.exists()


def test_bad_files_are_listed_and_exit_with_1(plateocr_cli, plates, checkpoints, tmp_path, noise_image):
    (plates / "0100-皖A00001.jpg").write_text("not an image")
    noise_image(1).save(plates / "0101-皖AD12345.png")
    arguments = ["evaluate", plates, "--checkpoint", checkpoints / "lstm", "--out", tmp_path / "out"]
    outcome = plateocr_cli(*arguments)
    assert outcome.code == 1
    assert "0100-皖A00001.jpg" in outcome.err
    metrics = json.loads((tmp_path / "out" / "metrics.json").read_text(encoding="utf-8"))
    assert metrics["n"] == 10
    faults = {bad["file"]: bad["fault"] for bad in metrics["bad_files"]}
    assert faults == {"0100-皖A00001.jpg": "unreadable", "0101-皖AD12345.png": "eight_characters"}
    assert all(bad["reason"] for bad in metrics["bad_files"])


def test_json_prints_only_the_file(plateocr_cli, plates, checkpoints, tmp_path):
    out = tmp_path / "out"
    outcome = plateocr_cli("evaluate", plates, "--checkpoint", checkpoints / "lstm", "--out", out, "--json")
    assert json.loads(outcome.out) == json.loads((out / "metrics.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("batch_size", [1, 3, 64])
def test_the_batch_size_does_not_change_any_text(plateocr_cli, plates, checkpoints, tmp_path, batch_size):
    plateocr_cli(
        "evaluate", plates, "--checkpoint", checkpoints / "lstm", "--out", tmp_path / "out", "--batch-size", batch_size
    )
    assert pd.read_parquet(tmp_path / "out" / "predictions.parquet")["correct"].tolist() == [True] * 8 + [False] * 2


def test_errors_are_one_sentence_and_exit_with_2(plateocr_cli, plates, checkpoints, tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("in the way")
    lstm = checkpoints / "lstm"
    for folder, checkpoint, out in (
        (tmp_path / "missing", lstm, tmp_path / "out"),
        (tmp_path / "empty", lstm, tmp_path / "out"),
        (plates, tmp_path / "missing", tmp_path / "out"),
        (plates, tmp_path / "empty", tmp_path / "out"),
        (plates, lstm, tmp_path / "file"),
        (plates, lstm, tmp_path / "file" / "deeper"),
    ):
        outcome = plateocr_cli("evaluate", folder, "--checkpoint", checkpoint, "--out", out)
        assert outcome.code == 2
        assert outcome.err.startswith("plateocr: ")
        assert outcome.err.count("\n") == 1
        assert outcome.out == ""
    assert not (tmp_path / "out").exists()


@pytest.fixture
def photo(tmp_path, noise_image):
    """Arguments to evaluate one photo with one annotated plate."""
    photos = tmp_path / "photos"
    photos.mkdir()
    noise_image(1, (800, 600)).save(photos / "car.png")
    boxes = {"car.png": {"box": [100, 100, 300, 160], "plate": "皖A12345"}}
    (tmp_path / "boxes.json").write_text(json.dumps(boxes), encoding="utf-8")
    return ("--photos", photos, "--annotations", tmp_path / "boxes.json", "--out", tmp_path / "out")


def test_plates_in_photos_are_detected_cut_out_and_read(plateocr_cli, checkpoints, tmp_path, photo, monkeypatch):
    monkeypatch.setattr("plateocr.pipeline.search.open_detector", lambda: FakeDetector(detected(100, 100, 200, 60)))
    outcome = plateocr_cli("evaluate", *photo, "--checkpoint", checkpoints / "simple")
    assert outcome.code == 0, outcome.err
    assert "recall at IoU 0.7" in outcome.out
    metrics = json.loads((tmp_path / "out" / "metrics.json").read_text(encoding="utf-8"))
    assert metrics["photos"]["recall_07"]["value"] == 1
    assert metrics["n"] == 1
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        ".plateocr.jsonl",
        "crops",
        "metrics.json",
        "photos.parquet",
        "predictions.parquet",
    }


def test_photos_without_detections_give_rows_of_missed_plates(plateocr_cli, checkpoints, tmp_path, photo, monkeypatch):
    monkeypatch.setattr("plateocr.pipeline.search.open_detector", lambda: FakeDetector())
    both = ("--checkpoint", checkpoints / "simple", "--checkpoint", checkpoints / "lstm", "--compare")
    outcome = plateocr_cli("evaluate", *photo, *both)
    assert outcome.code == 0, outcome.err
    assert re.search(r"recall at IoU 0.5 +1 +0.00 ", outcome.out)
    assert "No plate to read was found in any photo" in outcome.out
    metrics = json.loads((tmp_path / "out" / "metrics.json").read_text(encoding="utf-8"))
    assert (metrics["photos"]["found"], metrics["photos"]["precision"]) == (0, None)
    assert metrics["photos"]["folder"] == str(tmp_path / "photos")
    assert metrics["photos"]["models"]["lstm"]["outcomes"] == {"missed": 1}
    assert metrics["models"] == {}
    plates = pd.read_parquet(tmp_path / "out" / "photos.parquet")
    assert plates["outcome"].tolist() == ["missed", "missed"]
    assert plates["corners"].tolist() == [None, None]
    assert pd.read_parquet(tmp_path / "out" / "predictions.parquet").empty


def test_photos_without_detections_as_json(plateocr_cli, checkpoints, tmp_path, photo, monkeypatch):
    monkeypatch.setattr("plateocr.pipeline.search.open_detector", lambda: FakeDetector())
    outcome = plateocr_cli("evaluate", *photo, "--checkpoint", checkpoints / "simple", "--json")
    assert outcome.code == 0, outcome.err
    assert json.loads(outcome.out)["photos"]["recall"]["value"] == 0


def test_either_crops_or_photos(plateocr_cli, checkpoints, tmp_path):
    outcome = plateocr_cli("evaluate", "--checkpoint", checkpoints / "simple", "--out", tmp_path / "out")
    assert outcome.code == 2
    assert "either a folder of crops or" in outcome.err


def test_annotations_are_of_photos(plateocr_cli, plates, checkpoints, tmp_path):
    options = ["--checkpoint", checkpoints / "simple", "--out", tmp_path / "out"]
    outcome = plateocr_cli("evaluate", plates, "--annotations", tmp_path / "none.json", *options)
    assert (outcome.code, "--annotations belongs to --photos" in outcome.err) == (2, True)
    outcome = plateocr_cli("evaluate", "--photos", plates, "--annotations", tmp_path / "none.json", *options)
    assert (outcome.code, "none.json: there is no such file." in outcome.err) == (2, True)
