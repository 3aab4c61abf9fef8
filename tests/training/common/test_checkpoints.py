import errno
import os
import tempfile
from pathlib import Path

import pytest
import torch

from plateocr.errors import CheckpointError, OutputError
from plateocr.training.common.checkpoints import WholeCheckpoints, checkpoint_to_resume, open_checkpoint
from plateocr.training.common.run_folder import make_trainer


def save(path, step, modified=None):
    WholeCheckpoints().save_checkpoint({"state_dict": {"weight": torch.ones(3)}, "global_step": step}, path)
    if modified is not None:
        os.utime(path, (modified, modified))


def test_trainings_save_with_it(tmp_path):
    assert isinstance(make_trainer(tmp_path, logger=False).strategy.checkpoint_io, WholeCheckpoints)


def test_a_checkpoint_is_whole_before_it_replaces_another_and_never_outside_the_run_folder(tmp_path, monkeypatch):
    save(tmp_path / "last.ckpt", 1)
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")  # where Lightning would write first
    sizes = []
    rename = Path.replace

    def note_and_rename(path, to):
        sizes.append((path.parent, path.stat().st_size))
        return rename(path, to)

    monkeypatch.setattr(Path, "replace", note_and_rename)
    save(tmp_path / "last.ckpt", 2)
    assert sizes == [(tmp_path, (tmp_path / "last.ckpt").stat().st_size)]
    assert open_checkpoint(tmp_path / "last.ckpt")["global_step"] == 2
    assert [path.name for path in tmp_path.iterdir()] == ["last.ckpt"]


def test_a_full_disk_leaves_the_one_before(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    save(tmp_path / "last.ckpt", 1)
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OutputError, match=r"last\.ckpt cannot be written .*make room"):
        save(tmp_path / "last.ckpt", 2)
    assert open_checkpoint(tmp_path / "last.ckpt")["global_step"] == 1
    assert [path.name for path in tmp_path.iterdir()] == ["last.ckpt"]


@pytest.mark.parametrize(
    ("broken", "chosen"),
    [
        ([], "interrupted.ckpt"),
        (["interrupted.ckpt"], "last.ckpt"),
        (["last.ckpt"], "interrupted.ckpt"),
        (["last.ckpt", "interrupted.ckpt"], "best.ckpt"),
    ],
)
def test_the_newest_readable_one_is_resumed(tmp_path, broken, chosen):
    for modified, name in enumerate(("last.ckpt", "interrupted.ckpt", "best.ckpt"), start=1):
        save(tmp_path / name, modified, modified)
    for name in broken:
        (tmp_path / name).write_bytes((tmp_path / name).read_bytes()[:200])
    os.utime(tmp_path / "last.ckpt", (1, 1))
    if "interrupted.ckpt" in broken:
        os.utime(tmp_path / "interrupted.ckpt", (2, 2))
    notes = []
    assert checkpoint_to_resume(tmp_path, "run.json", notes.append) == tmp_path / chosen
    assert len(notes) == 1
    assert f"resuming from {chosen}, step " in notes[0]
    assert ("cannot be read" in notes[0]) == ("interrupted.ckpt" in broken)


def test_without_a_readable_one_the_newest_is_named(tmp_path):
    for name in ("last.ckpt", "best.ckpt"):
        (tmp_path / name).write_bytes(b"")
    with pytest.raises(CheckpointError, match=r"last\.ckpt is corrupted"):
        checkpoint_to_resume(tmp_path, "run.json", pytest.fail)


def test_a_run_that_was_ended_before_its_first_checkpoint_starts_again(tmp_path):
    with pytest.raises(CheckpointError, match="has no checkpoint to resume"):
        checkpoint_to_resume(tmp_path, "run.json", pytest.fail)
    (tmp_path / "run.json").write_text("{}")
    notes = []
    assert checkpoint_to_resume(tmp_path, "run.json", notes.append) is None
    assert "starting from the beginning" in notes[0]


@pytest.mark.parametrize("content", [b"u\n", b"", b"garbage", b"PK\x03\x04", b"\x80\x02."])
def test_any_bytes_are_a_checkpoint_or_an_error_of_ours(tmp_path, content):
    (tmp_path / "last.ckpt").write_bytes(content)
    with pytest.raises(CheckpointError, match=r"last\.ckpt is corrupted|not a checkpoint"):
        open_checkpoint(tmp_path / "last.ckpt")


@pytest.mark.parametrize("content", [[1, 2], {"weight": torch.ones(1)}])
def test_another_file_of_torch_is_no_checkpoint(tmp_path, content):
    torch.save(content, tmp_path / "last.ckpt")
    with pytest.raises(CheckpointError, match="not a training checkpoint"):
        open_checkpoint(tmp_path / "last.ckpt")
