"""All four networks from random weights, on drawn data: interrupted at the worst moments, and resumed."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tiny_data import make_data_root

from plateocr import PlateReader
from plateocr.models.checkpoint import load_checkpoint
from plateocr.training.weights import ORDER

RECIPES = Path(__file__).resolve().parents[2] / "recipes"
WAIT = 600


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return make_data_root(tmp_path_factory.mktemp("data") / "plates")


def command(root, out):
    options = ["--data-root", root, "--out", out, "--size", "small"]
    return [sys.executable, "-m", "plateocr", "weights", RECIPES, *options]


def start(root, out):
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""}
    return subprocess.Popen(
        command(root, out), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )


def finish(root, out):
    process = start(root, out)
    printed, complaints = process.communicate(timeout=WAIT)
    assert process.returncode == 0, complaints
    noise = [line for line in complaints.splitlines() if "site-packages" in line or "Tip:" in line]
    assert not noise
    return printed


def kill_at(root, out, file):
    """Kill the command when a file appears, as a power cut would."""
    process = start(root, out)
    ends = time.monotonic() + WAIT
    while not (out / file).exists() and process.poll() is None and time.monotonic() < ends:
        time.sleep(0.02)
    assert process.poll() is None, process.communicate()[1]
    process.kill()
    process.communicate()


def weights_of(out):
    return {name: (out / "checkpoints" / name / "model.safetensors").read_bytes() for name in ORDER}


@pytest.fixture(scope="module")
def made(root, tmp_path_factory):
    """The folder of an uninterrupted run, and what it printed."""
    out = tmp_path_factory.mktemp("weights") / "out"
    return out, finish(root, out)


@pytest.mark.slow
def test_four_checkpoints_that_work_together_and_their_figures(made, noise_image):
    out, printed = made
    for name in ORDER:
        assert load_checkpoint(out / "checkpoints" / name)[1].architecture == name
        assert {"test", "validation_while_training"} <= json.loads(
            (out / "checkpoints" / name / "metrics.json").read_text(encoding="utf-8")
        ).keys()
        assert f"| {name} |" in printed
    for name in ("simple", "lstm"):
        assert len(PlateReader.from_checkpoint(out / "checkpoints" / name).read(noise_image(0)).text) == 7
    figures = json.loads((out / "test.json").read_text(encoding="utf-8"))
    read = {one["folder"] for one in figures if one["network"] == "lstm"}
    assert read == {"ccpd_native", "ccpd_crops", "easypr_crops", "ccpd_scenes, ccpd_photos"}
    hashes = {json.loads((out / name / "run.json").read_text())["rectifier"] for name in ("detector", "simple", "lstm")}
    assert len(hashes) == 1, "of the rectifier that was trained first"


@pytest.mark.slow
def test_killed_twice_and_resumed_it_ends_with_the_same_weights_bit_for_bit(root, made, tmp_path):
    out = tmp_path / "out"
    kill_at(root, out, Path("rectifier", "last.ckpt"))
    kill_at(root, out, Path("simple", "run.json"))
    printed = finish(root, out)
    assert weights_of(out) == weights_of(made[0])
    assert printed == made[1]
    assert not list(out.rglob("*.partial"))


@pytest.mark.slow
def test_runs_with_other_settings_are_not_resumed(root, made):
    process = subprocess.run([*command(root, made[0]), "--set", "seed=99"], capture_output=True, text=True)
    assert process.returncode == 2
    assert "was trained with other settings; give a new folder" in process.stderr
