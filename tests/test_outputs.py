import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateocr.errors import DataError, OutputError
from plateocr.outputs import MARKER_NAME, claim_file, claim_folder, mark_file, new_folder, staged_files

COMMAND = "plateocr draw"


def contents(folder):
    """Bytes by relative path of all files but the mark."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != MARKER_NAME)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def write(folder, names, content=b"ours", command=COMMAND, **how):
    with claim_folder(folder, command, **how) as output:
        for name in names:
            path = output.claim(name)
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)


def put(folder, name, content=b"mine"):
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)


NAMES = st.sets(st.sampled_from(["a.json", "b.json", "crops/0.png", "crops/1.png", "alarms/0.png"]))


@given(st.lists(NAMES, min_size=1, max_size=4), NAMES)
def test_only_the_last_output_and_other_files_remain(tmp_path_factory, runs, foreign):
    folder = tmp_path_factory.mktemp("out") / "out"
    write(folder, runs[0])
    others = foreign - runs[0]
    for name in others:
        put(folder, name)
    for names in runs[1:]:
        if names & others:
            with pytest.raises(DataError, match="was not written by this command"):
                write(folder, sorted(names), b"later")
            return
        write(folder, names, b"later")
    content = b"later" if runs[1:] else b"ours"
    assert contents(folder) == dict.fromkeys(runs[-1], content) | dict.fromkeys(others, b"mine")


def test_a_folder_without_a_mark_is_rejected(tmp_path):
    put(tmp_path, ".hidden")
    put(tmp_path, "notes.txt")
    with pytest.raises(DataError, match=r"not empty and 'notes\.txt' in it .* --overwrite replaces files of the same"):
        write(tmp_path, ["a.json"])
    assert contents(tmp_path) == {".hidden": b"mine", "notes.txt": b"mine"}
    assert not (tmp_path / MARKER_NAME).exists()


def test_overwrite_replaces_only_files_with_the_same_names(tmp_path):
    put(tmp_path, "notes.txt")
    put(tmp_path, "a.json")
    write(tmp_path, ["a.json"], overwrite=True)
    write(tmp_path, ["b.json"])
    assert contents(tmp_path) == {"notes.txt": b"mine", "b.json": b"ours"}


def test_the_output_of_another_command_is_never_claimed(tmp_path):
    write(tmp_path, ["a.json"])
    for how in ({}, {"overwrite": True}):
        with pytest.raises(DataError, match="holds what 'plateocr draw' wrote"):
            write(tmp_path, ["a.json"], command="plateocr paint", **how)
    assert contents(tmp_path) == {"a.json": b"ours"}


def test_a_command_may_require_overwrite_for_its_own_output(tmp_path):
    write(tmp_path, ["a.json"], again=False)
    with pytest.raises(DataError, match="choose a new folder, or --overwrite to replace it"):
        write(tmp_path, ["b.json"], again=False)
    write(tmp_path, ["b.json"], again=False, overwrite=True)
    assert contents(tmp_path) == {"b.json": b"ours"}


def fail(folder, names):
    with claim_folder(folder, COMMAND) as output:
        for name in names:
            output.claim(name).write_bytes(b"half")
        raise KeyboardInterrupt


def test_files_of_a_failed_run_are_recognised(tmp_path):
    write(tmp_path / "out", ["a.json", "b.json"])
    with pytest.raises(KeyboardInterrupt):
        fail(tmp_path / "out", ["a.json", "c.json"])
    assert contents(tmp_path / "out") == {"a.json": b"half", "b.json": b"ours", "c.json": b"half"}
    write(tmp_path / "out", ["a.json"], b"later")
    assert contents(tmp_path / "out") == {"a.json": b"later"}


def test_a_run_that_fails_before_writing_leaves_nothing(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        fail(tmp_path / "deep" / "out", [])
    assert list(tmp_path.iterdir()) == []


def test_a_line_cut_off_by_a_crash_does_not_affect_others(tmp_path):
    write(tmp_path, ["a.json"])
    marker = tmp_path / MARKER_NAME
    marker.write_text(marker.read_text() + '"b.js')
    with pytest.raises(KeyboardInterrupt):
        fail(tmp_path, ["c.json"])
    write(tmp_path, [])
    assert contents(tmp_path) == {}


@pytest.mark.parametrize("name", ["../mine.txt", "/mine.txt", "."])
def test_a_mark_that_leads_out_of_the_folder_deletes_nothing(tmp_path, name):
    put(tmp_path, "mine.txt")
    write(tmp_path / "out", ["a.json"])
    marker = tmp_path / "out" / MARKER_NAME
    marker.write_text(marker.read_text() + json.dumps(name.replace("/mine", f"{tmp_path}/mine", name[0] == "/")) + "\n")
    write(tmp_path / "out", ["a.json"])
    assert contents(tmp_path)["mine.txt"] == b"mine"


def test_a_folder_replaced_by_a_link_is_not_followed(tmp_path):
    write(tmp_path / "out", ["crops/0.png"])
    put(tmp_path, "elsewhere/0.png")
    (tmp_path / "out" / "crops" / "0.png").unlink()
    (tmp_path / "out" / "crops").rmdir()
    (tmp_path / "out" / "crops").symlink_to(tmp_path / "elsewhere")
    write(tmp_path / "out", ["a.json"])
    assert (tmp_path / "elsewhere" / "0.png").read_bytes() == b"mine"


@pytest.mark.parametrize("content", ["", "notes", "[]", '{"command": 1}'])
def test_a_damaged_mark_is_ignored(tmp_path, content):
    write(tmp_path, ["a.json"])
    (tmp_path / MARKER_NAME).write_text(content)
    with pytest.raises(DataError, match=r"'a\.json' in it is not marked"):
        write(tmp_path, ["a.json"])


def test_a_new_folder_must_be_missing_or_empty(tmp_path):
    (tmp_path / "empty").mkdir()
    for name in ("empty", "missing/deep"):
        with new_folder(tmp_path / name) as folder:
            put(folder, "a.json")
        with pytest.raises(DataError, match="choose a new folder"), new_folder(tmp_path / name):
            pytest.fail("it was taken again")


@pytest.mark.parametrize("how", [claim_folder, lambda out, _: new_folder(out), staged_files])
def test_a_file_in_place_of_the_folder_is_reported(tmp_path, how):
    put(tmp_path, "out")
    for out in (tmp_path / "out", tmp_path / "out" / "deep"):
        with pytest.raises(OutputError, match=f"{out} cannot be written"), how(out, COMMAND):
            pytest.fail("the work began")
    assert contents(tmp_path) == {"out": b"mine"}


def test_a_file_is_claimed_if_missing_or_its_own_or_with_overwrite(tmp_path):
    path = tmp_path / "page.html"
    for how in ({}, {"is_own": lambda path: path.read_bytes() == b"ours"}, {"overwrite": True}):
        with claim_file(path, **how):
            path.write_bytes(b"ours")
    with pytest.raises(DataError, match="was not written by this command"), claim_file(path):
        pytest.fail("it was taken")
    with pytest.raises(DataError, match="is a folder"), claim_file(tmp_path, overwrite=True):
        pytest.fail("it was taken")


def test_staged_files_replace_others_in_order(tmp_path, monkeypatch):
    for name in ("a.json", "config.json", "notes.txt"):
        put(tmp_path, name)
    moved = []
    rename = type(tmp_path).replace
    monkeypatch.setattr(type(tmp_path), "replace", lambda path, to: (moved.append(to.name), rename(path, to)))
    with staged_files(tmp_path, last="config.json") as beside:
        for name in ("config.json", "a.json", "weights"):
            put(beside, name, b"ours")
        assert contents(tmp_path)["a.json"] == b"mine"
    assert moved[-1] == "config.json"
    assert contents(tmp_path) == {"a.json": b"ours", "config.json": b"ours", "weights": b"ours", "notes.txt": b"mine"}


def test_staged_files_leave_everything_unchanged_on_failure(tmp_path):
    put(tmp_path, "a.json")
    with suppress(KeyboardInterrupt), staged_files(tmp_path, last="config.json") as beside:
        put(beside, "a.json", b"half")
        raise KeyboardInterrupt
    assert contents(tmp_path) == {"a.json": b"mine"}
    assert list(tmp_path.iterdir()) == [tmp_path / "a.json"]


def test_marks_of_worker_processes_survive_a_failed_command(tmp_path):
    def fail_with_a_file_written():
        with claim_folder(tmp_path / "out", "plateocr synth"):
            mark_file(tmp_path / "out" / "000000.jpg")
            (tmp_path / "out" / "000000.jpg").write_bytes(b"of a worker")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail_with_a_file_written()
    with claim_folder(tmp_path / "out", "plateocr synth") as output:
        output.claim("000001.jpg").write_bytes(b"new")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {MARKER_NAME, "000001.jpg"}
