"""Output folders: new, empty or marked as plateocr's own, so that no file of the user is ever lost.

The mark is a hidden file that names the command and each file that it wrote, one per line. Only those files are ever
replaced or deleted.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Literal

from plateocr.errors import DataError
from plateocr.files import output_errors, writable_folder, write_text

MARKER_NAME = ".plateocr.jsonl"
# The part of an error that explains how to write to a folder without a mark.
OVERWRITE = "--overwrite replaces files of the same names and touches nothing else"


class OutputFolder:
    """A folder that a command writes to: the files of earlier runs, and those of this one."""

    def __init__(self, folder: Path, earlier: frozenset[str], *, overwrite: bool) -> None:
        self.folder = folder
        self.earlier = earlier
        self.written: dict[str, None] = {}
        self._overwrite = overwrite

    def claim(self, name: str) -> Path:
        """The path for the file ``name`` (relative, with forward slashes), which is marked before it is written.

        Raises DataError if the path holds a file that this command did not write, OutputError if marking fails.
        """
        path = self.folder / name
        if not (self._overwrite or name in self.earlier or name in self.written) and os.path.lexists(path):
            raise DataError(f"{path} was not written by this command: choose another folder, or {OVERWRITE}.")
        if name not in self.written:
            _write_mark(self.folder, "a", _line(name))
            self.written[name] = None
        return path

    def remember(self, names: Iterable[str]) -> None:
        """Count files that worker processes wrote and marked (mark_file) as written by this run."""
        self.written |= dict.fromkeys(names)

    def finish(self, made_by: str) -> None:
        """Delete files that only earlier runs wrote, with folders that this empties, and rewrite the mark."""
        inside = self.folder.resolve()
        for name in self.earlier - self.written.keys():
            path = self.folder / name
            if path.parent.resolve().is_relative_to(inside):
                with output_errors(path):
                    path.unlink(missing_ok=True)
                _remove_empty(path.parent, self.folder)
        write_text(self.folder / MARKER_NAME, _header(made_by) + "".join(map(_line, self.written)))


@contextmanager
def claim_folder(
    out: str | Path, made_by: str, *, overwrite: bool = False, again: bool = True
) -> Iterator[OutputFolder]:
    """Claim ``out`` for the output of the command ``made_by``: a folder that is new, empty, or marked by that command.

    Files of earlier runs are replaced, or deleted at the end of the block if this run does not write them. All other
    files are left alone. overwrite: also accept a folder without a mark. again: accept a folder of an earlier run even
    without ``overwrite``. If the block fails before it writes anything, a folder created here is removed again. Raises
    DataError if the folder is any other, OutputError if it cannot be written to.
    """
    folder = Path(out)
    with writable_folder(folder):
        marked = _read_mark(folder / MARKER_NAME)
        if marked is None:
            if not overwrite:
                refuse_filled(folder, f"choose a new folder; {OVERWRITE}")
            earlier: frozenset[str] = frozenset()
        else:
            command, earlier = marked
            if command != made_by:
                raise DataError(f"{folder} holds what '{command}' wrote; choose another folder.")
            if not (again or overwrite):
                raise DataError(
                    f"{folder} already holds what '{made_by}' wrote; choose a new folder, or --overwrite to replace it."
                )
        # The newline ends a line that a crash may have cut off, so that the next one is complete.
        _write_mark(folder, *(("w", _header(made_by)) if marked is None else ("a", "\n")))
        output = OutputFolder(folder, earlier, overwrite=overwrite)
        try:
            yield output
        except BaseException:
            # Read the mark again: worker processes may have added to it (mark_file).
            if marked is None and not (_read_mark(folder / MARKER_NAME) or ("", frozenset()))[1]:
                (folder / MARKER_NAME).unlink(missing_ok=True)
            raise
        output.finish(made_by)


@contextmanager
def new_folder(out: str | Path) -> Iterator[Path]:
    """Create the folder ``out``, or take it if it is empty; removed again if the block fails and leaves it empty.

    Raises DataError if there is anything in it, OutputError if it cannot be written to.
    """
    with writable_folder(out) as folder:
        refuse_filled(folder, "choose a new folder")
        yield folder


@contextmanager
def staged_files(out: Path, last: str) -> Iterator[Path]:
    """Yield an empty folder inside ``out``; if the block succeeds, the files in it replace those in ``out``.

    All are complete before the first is replaced, and the one named ``last`` comes last. Nothing else in ``out`` is
    touched, and nothing at all if the block fails. Raises OutputError.
    """
    with writable_folder(out):
        with output_errors(out):
            beside = Path(tempfile.mkdtemp(dir=out, prefix=".new."))
        try:
            yield beside
            with output_errors(out):
                for path in sorted(beside.iterdir(), key=lambda path: path.name == last):
                    path.replace(out / path.name)
        finally:
            shutil.rmtree(beside, ignore_errors=True)


@contextmanager
def claim_file(
    path: Path, *, overwrite: bool = False, is_own: Callable[[Path], bool] = lambda _: False
) -> Iterator[Path]:
    """Claim ``path`` for the output of a command: it must not exist, or be a file that ``is_own`` accepts.

    overwrite: accept any file. Raises DataError if the path is taken, OutputError if its folder cannot be written to.
    """
    with writable_folder(path.parent):
        if path.is_dir():
            raise DataError(f"{path} is a folder; choose a file name.")
        if path.exists() and not overwrite and not is_own(path):
            raise DataError(
                f"{path} was not written by this command: choose another name, or --overwrite to replace it."
            )
        yield path


def mark_file(path: Path) -> None:
    """Mark a file about to be written to a claimed folder, from a worker process without its OutputFolder.

    Lines are short enough for appends to be atomic. Raises OutputError.
    """
    _write_mark(path.parent, "a", _line(path.name))


def refuse_filled(folder: Path, remedy: str) -> None:
    """Raise DataError, naming one of the files, unless a folder is empty."""
    with output_errors(folder):
        names = sorted((path.name for path in folder.iterdir()), key=lambda name: (name.startswith("."), name))
    if names:
        raise DataError(f"{folder} is not empty and '{names[0]}' in it is not marked as plateocr's own: {remedy}.")


def _write_mark(folder: Path, mode: Literal["w", "a"], text: str) -> None:
    with output_errors(folder / MARKER_NAME), (folder / MARKER_NAME).open(mode, encoding="utf-8") as file:
        file.write(text)


def _read_mark(marker: Path) -> tuple[str, frozenset[str]] | None:
    """The command that marked a folder and the files that it wrote; None if there is no readable mark."""
    try:
        header, *lines = marker.read_text(encoding="utf-8").splitlines()
        command = json.loads(header)["made_by"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return str(command), frozenset(filter(None, map(_name_in, lines)))


def _name_in(line: str) -> str | None:
    """The file that a line names; None if a crash cut the line off, or if the name leads out of the folder."""
    try:
        name = json.loads(line)
    except ValueError:
        return None
    path = PurePosixPath(name) if isinstance(name, str) else PurePosixPath("/")
    return None if path.is_absolute() or ".." in path.parts or not path.parts else name


def _header(made_by: str) -> str:
    return json.dumps({"made_by": made_by}) + "\n"


def _line(name: str) -> str:
    return json.dumps(name) + "\n"


def _remove_empty(folder: Path, root: Path) -> None:
    if folder != root and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
