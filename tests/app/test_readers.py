import shutil

import pytest

from plateocr.app.reading.readers import open_readers
from plateocr.errors import ConfigError


def test_a_missing_checkpoint_is_explained_and_the_other_still_reads(checkpoints, tmp_path):
    opened = open_readers([tmp_path / "lstm", checkpoints / "simple"])
    assert [reader.name for reader in opened.readers] == ["simple"]
    assert list(map(str, opened.problems)) == [f"{tmp_path / 'lstm'}: there is no such checkpoint folder."]


def test_a_corrupted_checkpoint_is_explained(checkpoints, tmp_path):
    shutil.copytree(checkpoints / "simple", tmp_path / "simple")
    (tmp_path / "simple" / "model.onnx").write_bytes(b"half")
    opened = open_readers([tmp_path / "simple"])
    assert not opened.readers
    assert "copy the checkpoint again" in str(opened.problems[0])


def test_checkpoints_with_the_same_name_get_distinct_names(checkpoints, tmp_path):
    shutil.copytree(checkpoints / "simple", tmp_path / "mine" / "simple")
    names = [reader.name for reader in open_readers([checkpoints / "simple", tmp_path / "mine" / "simple"]).readers]
    assert len(set(names)) == 2
    assert all(name.endswith("/simple") for name in names)


def test_one_checkpoint_twice_is_refused(checkpoints):
    with pytest.raises(ConfigError, match="twice"):
        open_readers([checkpoints / "simple"] * 2)
