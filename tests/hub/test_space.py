"""``plateocr hub space`` against a Hub on loopback."""

import json
import shutil

import pytest

pytestmark = pytest.mark.slow


def staged_by(hub_cli, folder, *options):
    done = hub_cli("hub", "space", "me/plates", "--dry-run", "--stage", folder, *options)
    assert done.returncode == 0, done.stderr
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_dry_run_lists_files_without_any_request(hub, hub_cli, tmp_path):
    done = hub_cli("hub", "space", "me/plates", "--dry-run", "--json", token=None)
    said = json.loads(done.stdout)
    assert said["uploaded"] is False
    assert {"app.py", "README.md", "requirements.txt"} <= {one["file"] for one in said["files"]}
    assert all(one["bytes"] >= 0 for one in said["files"])
    assert hub.requests == []
    assert not any(tmp_path.glob("*/space*"))


def test_the_staged_files_are_uploaded(hub, hub_cli, tmp_path):
    staged = staged_by(hub_cli, tmp_path / "staged")
    done = hub_cli("hub", "space", "me/plates", "--private")
    assert done.returncode == 0, done.stderr
    assert f"{hub.endpoint}/spaces/me/plates" in done.stdout
    space = hub.repository("me/plates", "space")
    assert (space.sdk, space.private) == ("gradio", True)
    assert space.files == staged


def test_an_update_replaces_its_own_files_and_keeps_others(hub, hub_cli):
    old = ["plateocr/gone.py", "checkpoints/gone/model.onnx", "assets/demo/pictures/gone.jpg"]
    hub.add("me/plates", {"NOTES.md": b"mine", "assets/mine.png": b"mine"} | dict.fromkeys(old, b"old"), "space")
    assert hub_cli("hub", "space", "me/plates").returncode == 0
    files = hub.repository("me/plates", "space").files
    assert files["NOTES.md"] == b"mine"
    assert files["assets/mine.png"] == b"mine"
    assert not set(old) & files.keys()


def test_other_checkpoints_are_evaluated(hub_cli, tmp_path, checkpoints):
    mine = shutil.copytree(checkpoints / "simple", tmp_path / "mine")
    staged = staged_by(hub_cli, tmp_path / "staged", "--checkpoint", mine)
    folders = {name.split("/")[1] for name in staged if name.startswith("checkpoints/")}
    assert folders == {"mine", "rectifier", "detector", "lstm"}, "lstm verifies what the detector is not sure of"
    assert set(json.loads(staged["assets/demo/metrics.json"])["models"]) == {"mine"}
    assert b"simple" not in staged["app.py"]
    assert b'"mine"' in staged["app.py"]


def test_a_checkpoint_on_the_hub_is_named_in_the_front_matter(hub, hub_cli, tmp_path, checkpoints):
    hub.add("you/reader", {path.name: path.read_bytes() for path in (checkpoints / "simple").iterdir()})
    staged = staged_by(hub_cli, tmp_path / "staged", "--checkpoint", "you/reader")
    assert b"models:\n- you/reader\n" in staged["README.md"]
    assert "checkpoints/reader/model.onnx" in staged


@pytest.mark.parametrize(
    ("arguments", "token", "said"),
    [
        (["me/plates"], None, "no token"),
        (["me/plates"], "hf_wrong", "this token may not write"),
        (["plates"], None, "OWNER/NAME"),
        (["me/plates", "--dry-run", "--checkpoint", "missing"], None, "there is no such checkpoint folder"),
        (["me/plates", "--dry-run", "--data", "."], None, "--predictions"),
        (["me/plates", "--dry-run", "--predictions", "gone"], None, "no such prediction table"),
        (["me/plates", "--dry-run", "--stage", "."], None, "is not empty"),
    ],
)
def test_errors_are_one_sentence(hub_cli, tmp_path, arguments, token, said):
    (tmp_path / "notes.txt").write_text("mine")
    done = hub_cli("hub", "space", *arguments, token=token)
    assert done.returncode == 2
    assert said in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert (tmp_path / "notes.txt").read_text() == "mine"
