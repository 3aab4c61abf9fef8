import os
import subprocess
import sys
from pathlib import Path

import pytest
from tiny_data import make_data_root

from plateocr import PlateReader
from plateocr.training.common.curves import read_log


@pytest.fixture(scope="module")
def folder(tmp_path_factory, noise_image):
    path = tmp_path_factory.mktemp("data")
    for seed in range(40):
        noise_image(seed).save(path / f"{seed:04d}-皖A{seed:05d}.png")
    return path


@pytest.mark.slow
def test_train_then_export_lstm(plateocr_cli, folder, tmp_path, noise_image):
    run, checkpoint = tmp_path / "run", tmp_path / "lstm"
    arguments = ["--model", "lstm", "--data", folder, "--out", run, "--epochs", 1, "--batch-size", 3, "--workers", 0]
    outcome = plateocr_cli("train", *arguments, "--val-fraction", 0.2)
    assert outcome.code == 0, outcome.err
    assert "plateocr export" in outcome.out
    assert {"run.json", "best.ckpt", "last.ckpt", "log", "curves.html"} == {path.name for path in run.iterdir()}
    assert read_log(run)["train/loss"].dropna().size >= 1
    exported = plateocr_cli("export", run, "--out", checkpoint)
    assert exported.code == 0, exported.err
    assert "lstm, 1,196,354 parameters" in exported.out
    assert len(PlateReader.from_checkpoint(checkpoint).read(noise_image(0)).text) == 7
    again = plateocr_cli("train", *arguments, "--val-fraction", 0.2)
    assert again.code == 2
    assert "--resume" in again.err


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--model", "simple", "--epochs", "0"], "--epochs"),
        (["--model", "simple", "--recipe", "strong"], "'strong'"),
        (["--model", "big"], "'big'"),
        (["--model", "simple", "--val-fraction", "1.5"], "--val-fraction"),
        (["--model", "simple", "--resume"], "no checkpoint to resume"),
        (["--model", "simple", "--logger", "paper"], "--logger:"),
    ],
)
def test_errors_of_training_are_one_sentence(plateocr_cli, folder, tmp_path, arguments, named):
    outcome = plateocr_cli("train", *arguments, "--data", folder, "--out", tmp_path / "run")
    assert outcome.code == 2
    assert named in outcome.err
    assert outcome.err.startswith("plateocr: ")
    assert outcome.err.count("\n") == 1
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("option", [("--set", "epochs=3"), ("--size", "small")])
def test_changes_to_a_recipe_need_one(plateocr_cli, folder, tmp_path, option):
    outcome = plateocr_cli("train", "--model", "simple", "--data", folder, "--out", tmp_path / "run", *option)
    assert (outcome.code, "--set and --size change a recipe" in outcome.err) == (2, True)
    assert not (tmp_path / "run").exists()


def test_a_missing_rectifier_is_reported_before_any_data_is_made(plateocr_cli, tmp_path):
    recipe = Path(__file__).resolve().parents[2] / "recipes" / "simple.yaml"
    options = ["--data-root", make_data_root(tmp_path / "plates", crops=1, photos=1), "--size", "small"]
    outcome = plateocr_cli("train", recipe, *options, "--out", tmp_path / "runs" / "simple")
    assert (outcome.code, "train recipes/rectifier.yaml first" in outcome.err) == (2, True)
    assert not list(tmp_path.joinpath("runs").glob("*"))


def test_if_all_plates_are_excluded_the_error_says_so(plateocr_cli, folder, tmp_path):
    options = ["--data", folder, "--exclude", folder, "--out", tmp_path / "run"]
    assert "(40 more show excluded plates)" in plateocr_cli("train", "--model", "simple", *options).err


def test_a_missing_data_folder_is_reported(plateocr_cli, tmp_path):
    outcome = plateocr_cli("train", "--model", "simple", "--data", tmp_path / "none", "--out", tmp_path / "run")
    assert outcome.code == 2
    assert str(tmp_path / "none") in outcome.err
    assert not (tmp_path / "run").exists()


@pytest.mark.slow
def test_two_processes_share_one_run_folder(folder, tmp_path):
    run = tmp_path / "run"
    command = [sys.executable, "-m", "plateocr", "train", "--model", "simple", "--data", folder, "--out", run]
    options = ["--epochs", "1", "--batch-size", "8", "--workers", "0", "--devices", "2", "--strategy", "ddp"]
    environment = {**os.environ, "CUDA_VISIBLE_DEVICES": "", "OMP_NUM_THREADS": "1"}
    outcome = subprocess.run([*command, *options], capture_output=True, text=True, env=environment, timeout=300)
    assert outcome.returncode == 0, outcome.stderr
    assert (run / "best.ckpt").is_file()
