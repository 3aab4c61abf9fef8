import time
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import pytest

from plateocr.app.dashboards.store import DashboardStore
from plateocr.app.reading.pool import ReadingPool
from plateocr.app.reading.readers import OpenedReaders
from plateocr.app.reading.recognise import FileReading
from plateocr.app.sections.read.batch import read_batch
from plateocr.app.shell import Shell
from plateocr.errors import ImageError
from plateocr.pipeline.record import error_record


@pytest.fixture
def shell(tmp_path):
    return Shell("en", OpenedReaders((), ()), DashboardStore(), tmp_path, ReadingPool(1))


@pytest.fixture
def reads(monkeypatch):
    """A function that sets how many seconds a file takes; returns the list of those that were started."""
    begun = []

    def set_seconds(seconds):
        def read(opened, path, *, alone, view):
            begun.append(path)
            time.sleep(seconds)
            if path == "bug":
                raise RuntimeError("a bug")
            return FileReading(path, problem=ImageError(path), record=error_record(path, path))

        monkeypatch.setattr("plateocr.app.sections.read.batch.read_file", read)
        return begun

    return set_seconds


async def updates_of(shell, paths, until=None):
    """The updates of a batch; after ``until`` of them the visitor leaves."""
    seen = []
    async with aclosing(read_batch(shell, paths, "session")) as updates:
        async for update in updates:
            seen.append(update)
            if len(seen) == until:
                break
    return seen


def test_a_quick_reading_is_reported_once(shell, reads, run_async):
    reads(0)
    (only,) = run_async(updates_of(shell, ["a", "b"]))
    html, csv, cancel, paths = only
    assert "2 files were not read" in html
    assert (csv["visible"], cancel["visible"], paths) == (True, False, ["a", "b"])
    assert Path(csv["value"]).read_bytes().startswith(b"\xef\xbb\xbffile,")


def test_a_slow_reading_reports_progress_and_can_be_cancelled(shell, reads, run_async):
    reads(0.15)
    *progress, last = run_async(updates_of(shell, ["a", "b", "c", "d"]))
    assert len(progress) >= 2
    assert all("po-progress" in html and cancel["visible"] for html, _, cancel, _ in progress)
    assert "po-progress" not in last[0]


def test_a_single_image_cannot_be_cancelled(shell, reads, run_async):
    reads(0.4)
    first, *_, last = run_async(updates_of(shell, ["a"]))
    assert "Reading the image" in first[0]
    assert not first[2]["visible"]
    assert not last[1]["visible"]


def test_a_stop_ends_it_after_the_current_image(shell, reads, run_async):
    begun = reads(0.1)

    async def visit():
        seen = []
        async for update in read_batch(shell, [*"abcdefgh"], "session"):
            seen.append(update)
            shell.turns.stop("session")
        return seen

    seen = run_async(visit())
    assert f"Stopped after {len(begun)} of 8" in seen[-1][0]
    assert len(begun) < 8


def test_leaving_stops_it_and_releases_the_turn(shell, reads, run_async):
    begun = reads(0.1)
    run_async(updates_of(shell, [*"abcdefgh"], until=1))
    time.sleep(0.5)
    left = len(begun)
    assert left < 5
    run_async(updates_of(replace(shell), ["i"]))
    assert begun[left:] == ["i"]


def test_after_a_bug_nothing_seems_to_be_in_progress(shell, reads, run_async):
    reads(0)

    async def visit():
        updates = read_batch(shell, ["a", "bug"], "session")
        html, _, cancel, _ = await anext(updates)
        with pytest.raises(RuntimeError, match="a bug"):
            await anext(updates)
        return html, cancel

    html, cancel = run_async(visit())
    assert "po-waiting" in html
    assert not cancel["visible"]


def test_no_files_give_no_answers(shell, reads, run_async):
    begun = reads(0)
    (only,) = run_async(updates_of(shell, []))
    assert "po-waiting" in only[0]
    assert begun == []
