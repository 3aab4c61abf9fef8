"""A Space, built as the Hub builds it: requirements.txt alone first, then the folder, which is read-only."""

import json
import os
import shutil
import subprocess
import sys
import urllib.request

import pytest
from fresh_environment import ROOT, environment, make_environment, serving
from huggingface_hub import SpaceCard

pytestmark = [pytest.mark.slow, pytest.mark.install]


@pytest.fixture(scope="module")
def staged(tmp_path_factory):
    folder = tmp_path_factory.mktemp("space") / "staged"
    command = [sys.executable, "-m", "plateocr", "hub", "space", "me/plates", "--dry-run", "--stage", str(folder)]
    subprocess.run(command, check=True, capture_output=True, cwd=folder.parent, env=environment(PYTHONPATH=str(ROOT)))
    return folder


@pytest.fixture(scope="module")
def built(staged, tmp_path_factory):
    """The ``bin`` of the Space's environment; its requirements.txt was all that pip could see."""
    alone = tmp_path_factory.mktemp("alone")
    shutil.copy(staged / "requirements.txt", alone)
    sdk = SpaceCard.load(staged / "README.md").data.sdk_version
    asked = ["-r", "requirements.txt", f"gradio[oauth,mcp]=={sdk}", "spaces"]
    return make_environment(tmp_path_factory.mktemp("venv"), *asked, cwd=alone)


def test_it_does_not_install_training_dependencies(built):
    listed = subprocess.run([built / "pip", "list", "--format=json"], capture_output=True, check=True).stdout
    assert not {"torch", "lightning", "albumentations", "wandb"} & {one["name"] for one in json.loads(listed)}


def test_the_app_responds_and_reads(staged, built, tmp_path):
    app = shutil.copytree(staged, tmp_path / "app")
    home = tmp_path / "home"
    home.mkdir()
    _make_read_only(app)
    env = environment(HOME=str(home), GRADIO_SERVER_NAME="0.0.0.0", SPACE_ID="me/plates", SYSTEM="spaces")
    (plate,) = sorted((ROOT / "assets" / "examples").glob("0006-*.jpg"))
    with serving(_bound_by_permissions([built / "python", "app.py"]), app, env, tmp_path / "log.txt") as address:
        page = urllib.request.urlopen(address).read().decode()
        request = urllib.request.Request(f"{address}v1/read", plate.read_bytes(), {"Content-Type": "image/jpeg"})
        answer = json.load(urllib.request.urlopen(request))
    assert "plateocr" in page
    assert answer["images"][0]["plates"][0]["text"] == "云A26F62"
    assert names_in(app) == names_in(staged), "the app wrote into its own folder"


def names_in(folder):
    return sorted(path.relative_to(folder) for path in folder.rglob("*"))


def _make_read_only(folder):
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)


def _bound_by_permissions(command):
    """Root may write read-only files; here it may not, like the user of a Space."""
    if os.geteuid() != 0:
        return command
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *command]
