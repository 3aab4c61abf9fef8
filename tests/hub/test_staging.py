import errno
import json
import shutil

import pandas as pd
import pytest
from evaluation_on_disk import write_evaluation
from huggingface_hub import SpaceCard

from plateocr.errors import CheckpointError, DataError
from plateocr.evaluation.table import METRICS_NAME, TABLE_NAME
from plateocr.hub.find import find_checkpoint
from plateocr.hub.staging import Evaluation, bundled_evaluation, stage_space, staged_files
from plateocr.models.config import ONNX_NAME, RECTIFIER_NAME, WEIGHTS_NAME
from plateocr.shipped import SHIPPED_HELPERS

SHIPPED = ("simple", "lstm")


@pytest.fixture(scope="module")
def staged(tmp_path_factory):
    folder = tmp_path_factory.mktemp("staged") / "space"
    stage_space(folder, [find_checkpoint(name) for name in SHIPPED], bundled_evaluation(), title="plates")
    return folder


def test_everything_that_the_app_needs_is_staged(staged):
    names = {name for name, _ in staged_files(staged)}
    assert {"app.py", "README.md", "requirements.txt", "plateocr/cli/__init__.py"} <= names
    app = {"static/style.css", "sections/read/view.html", "locale/zh/LC_MESSAGES/plateocr.po"}
    assert {f"plateocr/app/{name}" for name in app} <= names
    assert {f"checkpoints/{name}/{ONNX_NAME}" for name in SHIPPED} <= names
    assert {f"assets/demo/{TABLE_NAME}", f"assets/demo/{METRICS_NAME}"} <= names
    assert any(name.startswith("assets/examples/") for name in names)


def test_no_training_weights_and_no_copies_are_staged(staged):
    names = [name for name, _ in staged_files(staged)]
    assert not any(name.endswith((WEIGHTS_NAME, ".pyc")) for name in names)
    assert not any(name.endswith(RECTIFIER_NAME) for name in names)
    networks = {f"checkpoints/{name}/{ONNX_NAME}" for name in (*SHIPPED, *SHIPPED_HELPERS)}
    assert networks == {name for name in names if name.endswith(".onnx")}


def test_listed_sizes_match_the_files(staged):
    assert all((staged / name).stat().st_size == size for name, size in staged_files(staged))


def test_the_front_matter_is_valid(staged):
    card = SpaceCard.load(staged / "README.md", ignore_metadata_errors=False)
    assert (card.data.sdk, card.data.app_file, card.data.title) == ("gradio", "app.py", "plates")
    assert f"gradio[mcp]=={card.data.sdk_version}" in (staged / "requirements.txt").read_text(encoding="utf-8")
    assert len(card.data.to_dict()["short_description"]) <= 60
    assert "preload_from_hub" not in card.data.to_dict()


def test_no_paths_of_this_machine_are_staged(staged, evaluation_of_mine, tmp_path):
    stage_space(tmp_path / "space", [find_checkpoint("simple")], evaluation_of_mine)
    text = (tmp_path / "space" / "assets" / "demo" / METRICS_NAME).read_text(encoding="utf-8")
    assert json.loads(text)["folder"] == "pictures"
    assert str(tmp_path.parent) not in text


@pytest.fixture
def evaluation_of_mine(tmp_path_factory):
    folder = write_evaluation(tmp_path_factory.mktemp("mine") / "evaluation", 8)
    (folder / "pictures" / "0000-nobody-evaluated-this.jpg").write_bytes(b"mine")
    return Evaluation(folder, folder / "pictures")


def test_only_evaluated_images_are_staged(evaluation_of_mine, tmp_path):
    stage_space(tmp_path / "space", [find_checkpoint("simple")], evaluation_of_mine)
    demo = tmp_path / "space" / "assets" / "demo"
    named = set(pd.read_parquet(demo / TABLE_NAME)["file"])
    assert {path.relative_to(demo / "pictures").as_posix() for path in (demo / "pictures").rglob("*.*")} == named


def test_a_missing_image_is_reported(evaluation_of_mine, tmp_path):
    gone = pd.read_parquet(evaluation_of_mine.folder / TABLE_NAME)["file"].iloc[0]
    (evaluation_of_mine.images / gone).unlink()
    with pytest.raises(DataError, match=gone):
        stage_space(tmp_path / "space", [find_checkpoint("simple")], evaluation_of_mine)


def test_a_folder_with_files_is_rejected_and_left_alone(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(DataError, match="is not empty"):
        stage_space(tmp_path, [find_checkpoint("simple")], bundled_evaluation())
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_damaged_checkpoint_is_rejected(checkpoints, tmp_path):
    mine = shutil.copytree(checkpoints / "simple", tmp_path / "mine")
    (mine / ONNX_NAME).write_bytes(b"cut")
    with pytest.raises(CheckpointError, match="differs"):
        stage_space(tmp_path / "space", [find_checkpoint(mine)], bundled_evaluation())


def test_two_checkpoints_with_the_same_name_are_rejected(checkpoints, tmp_path):
    mine = shutil.copytree(checkpoints / "simple", tmp_path / "simple")
    with pytest.raises(DataError, match="two checkpoints are named simple"):
        stage_space(tmp_path / "space", [find_checkpoint("simple"), find_checkpoint(mine)], bundled_evaluation())


def test_only_links_into_the_hubs_cache_are_followed(evaluation_of_mine, tmp_path):
    cached = tmp_path / "datasets--me--plates"
    snapshot = cached / "snapshots" / "0123456"
    snapshot.mkdir(parents=True)
    (cached / "blobs").mkdir()
    for number, path in enumerate(sorted(evaluation_of_mine.images.iterdir())):
        shutil.copy(path, cached / "blobs" / str(number))
        (snapshot / path.name).symlink_to(cached / "blobs" / str(number))
    stage_space(tmp_path / "space", [find_checkpoint("simple")], Evaluation(evaluation_of_mine.folder, snapshot))
    staged = tmp_path / "space" / "assets" / "demo" / "pictures"
    assert all(path.is_file() and not path.is_symlink() for path in staged.iterdir())
    renamed = cached.rename(tmp_path / "elsewhere") / "snapshots" / "0123456"
    with pytest.raises(DataError, match="is not in"):
        stage_space(tmp_path / "again", [find_checkpoint("simple")], Evaluation(evaluation_of_mine.folder, renamed))


@pytest.mark.parametrize("name", ["../metrics.json", "/etc/hostname", "notes.txt", "a\0.jpg", "a" * 300 + ".jpg"])
def test_a_table_with_paths_outside_the_folder_is_rejected(evaluation_of_mine, tmp_path, name):
    table = pd.read_parquet(evaluation_of_mine.folder / TABLE_NAME)
    table["file"] = name
    table.to_parquet(evaluation_of_mine.folder / TABLE_NAME)
    (evaluation_of_mine.images / "notes.txt").write_text("private")
    with pytest.raises(DataError, match="is not in"):
        stage_space(tmp_path / "space", [find_checkpoint("simple")], evaluation_of_mine)
    assert not (tmp_path / "space").exists()


def test_no_paths_of_checkpoints_are_staged(evaluation_of_mine, tmp_path):
    path = evaluation_of_mine.folder / METRICS_NAME
    document = json.loads(path.read_text(encoding="utf-8"))
    document["checkpoints"] = {"mine": {"folder": "/home/me/secret", "source": "/home/me/secret", "hashes": {}}}
    document["folder"] = "/home/me/secret"
    document["bad_files"] = [{"file": "a.jpg", "fault": "unreadable", "reason": "/home/me/secret/a.jpg is empty."}]
    path.write_text(json.dumps(document), encoding="utf-8")
    stage_space(tmp_path / "space", [find_checkpoint("simple")], evaluation_of_mine)
    assert "secret" not in (tmp_path / "space" / "assets" / "demo" / METRICS_NAME).read_text(encoding="utf-8")


def test_a_full_disk_is_reported_in_one_sentence(plateocr_cli, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device", "model.onnx")

    monkeypatch.setattr(shutil, "copyfile", full)
    outcome = plateocr_cli("hub", "space", "me/plates", "--dry-run", "--stage", tmp_path / "space")
    assert outcome.code == 2
    assert outcome.err.count("\n") == 1
    assert "make room" in outcome.err
    assert list(tmp_path.iterdir()) == []
