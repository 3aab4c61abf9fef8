import errno
import hashlib
import os
import re
import tempfile
from pathlib import Path

import pytest

from plateocr.errors import DataError, OutputError
from plateocr.files import replace_file, sha256_of, whole_folder, writable_folder, write_text


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_replaced_atomically(tmp_path):
    target = tmp_path / "deep" / "metrics.json"
    write_text(target, "旧")
    write_text(target, "新")
    assert target.read_bytes() == "新".encode()
    assert names(target.parent) == ["metrics.json"]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path):
    target = tmp_path / "table.parquet"
    target.write_text("old")

    def fail_halfway():
        with replace_file(target) as temporary:
            temporary.write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_halfway()
    assert target.read_text() == "old"
    assert names(tmp_path) == ["table.parquet"]


def test_the_target_is_untouched_until_the_end_and_the_suffix_is_kept(tmp_path):
    target = tmp_path / "table.parquet"
    with replace_file(target) as temporary:
        temporary.write_text("new")
        assert not target.exists()
        assert temporary.suffix == ".parquet"
    assert target.read_text() == "new"


def test_written_files_are_readable_by_others(tmp_path):
    write_text(tmp_path / "a.txt", "a")
    assert (tmp_path / "a.txt").stat().st_mode & 0o444 == 0o444


def refuse(code):
    def fail(*_, **__):
        raise OSError(code, os.strerror(code))

    return fail


@pytest.mark.parametrize(("code", "remedy"), [(errno.ENOSPC, "make room"), (errno.EACCES, "choose another location")])
def test_a_file_that_cannot_be_written_is_named_in_one_sentence(tmp_path, monkeypatch, code, remedy):
    target = tmp_path / "a.txt"
    target.write_text("old")
    for owner, name in ((tempfile, "mkstemp"), (Path, "replace"), (Path, "chmod")):
        with monkeypatch.context() as patch:
            patch.setattr(owner, name, refuse(code))
            with pytest.raises(
                OutputError, match=re.escape(f"{target} cannot be written ({os.strerror(code)}): {remedy}")
            ):
                write_text(target, "new")
    assert target.read_text() == "old"
    assert names(tmp_path) == ["a.txt"]


def test_a_disk_that_fills_up_midway_leaves_the_old_file(tmp_path, monkeypatch):
    target = tmp_path / "a.txt"
    target.write_text("old")
    monkeypatch.setattr(Path, "write_text", refuse(errno.ENOSPC))
    with pytest.raises(OutputError, match="make room"):
        write_text(target, "new")
    assert target.read_text() == "old"
    assert names(tmp_path) == ["a.txt"]


def test_an_error_in_reading_is_not_an_output_error(tmp_path):
    with pytest.raises(FileNotFoundError, match="missing"), replace_file(tmp_path / "a.txt") as temporary:
        temporary.write_bytes((tmp_path / "missing").read_bytes())


def test_a_folder_is_checked_before_the_work_and_not_left_behind(tmp_path, monkeypatch):
    with writable_folder(tmp_path / "deep" / "out") as folder:
        assert folder.is_dir()
        assert names(folder) == []
    with pytest.raises(RuntimeError), writable_folder(tmp_path / "other" / "out"):
        raise RuntimeError
    assert names(tmp_path) == ["deep"]
    monkeypatch.setattr(tempfile, "TemporaryFile", refuse(errno.EROFS))
    with pytest.raises(OutputError, match="Read-only file system"), writable_folder(tmp_path / "third"):
        pytest.fail("the work began")
    assert names(tmp_path) == ["deep"]


def test_sha256(tmp_path):
    (tmp_path / "a").write_bytes(b"plate" * 100_000)
    assert sha256_of(tmp_path / "a") == hashlib.sha256(b"plate" * 100_000).hexdigest()


def test_a_folder_appears_atomically(tmp_path):
    target = tmp_path / "deep" / "space"
    with whole_folder(target) as temporary:
        (temporary / "a").write_text("a")
        assert not target.exists()
    assert names(target) == ["a"]
    assert names(target.parent) == ["space"]


def test_an_incomplete_folder_is_deleted(tmp_path):
    def fail_halfway():
        with whole_folder(tmp_path / "space") as temporary:
            (temporary / "a").write_text("a")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_halfway()
    assert names(tmp_path) == []


@pytest.mark.parametrize("name", ["space", "space/mine"])
def test_an_existing_path_is_rejected_before_any_work(tmp_path, name):
    mine = tmp_path / name
    mine.parent.mkdir(exist_ok=True)
    mine.write_text("mine")
    with pytest.raises(DataError, match="is not empty"), whole_folder(tmp_path / "space"):
        raise AssertionError("not reached")
    assert mine.read_text() == "mine"
