"""A wheel, installed in a fresh environment and used in an unrelated folder."""

import json
import shutil
import subprocess
import sys
import urllib.request
import zipfile

import pytest
from fresh_environment import ROOT, environment, make_environment, serving

from plateocr.shipped import SHIPPED_HELPERS, SHIPPED_MODELS

pytestmark = [pytest.mark.slow, pytest.mark.install]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    out = tmp_path_factory.mktemp("wheel")
    # Without isolation: the build's own requirement, hatchling, is among those of the tests.
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    return make_environment(tmp_path_factory.mktemp("venv"), "--constraint", ROOT / "constraints.txt", wheel)


@pytest.fixture
def elsewhere(tmp_path):
    (plate,) = sorted((ROOT / "assets" / "examples").glob("0006-*.jpg"))
    shutil.copy(plate, tmp_path / "x.jpg")
    return tmp_path


def test_it_contains_what_reading_needs_and_no_training_weights(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert {f"plateocr/checkpoints/{model}/model.onnx" for model in (*SHIPPED_MODELS, *SHIPPED_HELPERS)} <= set(names)
    assert not any(name.endswith(".safetensors") for name in names)


def test_it_contains_no_duplicates(wheel):
    large = [info.CRC for info in zipfile.ZipFile(wheel).infolist() if info.file_size > 100_000]
    assert len(set(large)) == len(large)


def test_it_reads_anywhere(installed, elsewhere):
    command = [installed / "plateocr", "predict", "x.jpg", "--csv"]
    done = subprocess.run(command, cwd=elsewhere, env=environment(), capture_output=True, check=True)
    assert "云A26F62" in done.stdout.decode("utf-8-sig")


def test_it_opens_the_app_anywhere(installed, elsewhere):
    command, temporary = [installed / "plateocr", "app"], elsewhere / "temporary"
    temporary.mkdir()
    with serving(command, elsewhere, environment(TMPDIR=str(temporary)), elsewhere / "log.txt") as address:
        image = (elsewhere / "x.jpg").read_bytes()
        request = urllib.request.Request(f"{address}v1/read", image, {"Content-Type": "image/jpeg"})
        answer = json.load(urllib.request.urlopen(request))
        page = urllib.request.urlopen(address).read().decode()
        assert list(temporary.glob("plateocr-*")), "where visitors' files lie"
    assert answer["images"][0]["plates"][0]["text"] == "云A26F62"
    assert "plateocr" in page
    assert not list(temporary.glob("plateocr-*")), "it was told to end, and removes them"
