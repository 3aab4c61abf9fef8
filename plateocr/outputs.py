"""Where commands write: a folder that is new, empty or marked as plateocr's own, so that nothing of a user's is lost.

The mark is a hidden file that names the command and each file that it wrote, one a line. Only those files are ever
replaced or removed.
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
# How a command is told to take a folder that is not its own.
OVERWRITE = "--overwrite replaces files of the same names and touches nothing else"


class OutputFolder:
    """A folder that a command writes to: what it wrote there earlier, and what it writes now."""

    def __init__(self, folder: Path, earlier: frozenset[str], *, overwrite: bool) -> None:
        self.folder = folder
        self.earlier = earlier
        self.written: dict[str, None] = {}
        self._overwrite = overwrite

    def claim(self, name: str) -> Path:
        """The path to write the file ``name`` to, relative and with forward slashes; it is marked before it is there.

        Raises DataError when a file is there that this command did not write, OutputError when it cannot be marked.
        """
        path = self.folder / name
        if not (self._overwrite or name in self.earlier or name in self.written) and os.path.lexists(path):
            raise DataError(f"{path} was not written by this command: give another folder, or {OVERWRITE}.")
        if name not in self.written:
            _write_mark(self.folder, "a", _line(name))
            self.written[name] = None
        return path

    def remember(self, names: Iterable[str]) -> None:
        """Know of files that processes of this command wrote, and marked by themselves (mark_file)."""
        self.written |= dict.fromkeys(names)

    def finish(self, made_by: str) -> None:
        """Remove what only an earlier run wrote, and its folders where that leaves them empty; renew the mark."""
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
    """The folder ``out`` for the output of a command, ``made_by``: new, empty, or marked as written by that command.

    A file that another run of the command wrote is replaced, or removed at the end of the block when this run does not
    write it. What is there besides is left alone. overwrite: take a folder that is not marked too. again: take a folder
    that the command wrote to before without being told to overwrite. When the block fails before it wrote anything, a
    folder that was made is removed. Raises DataError when the folder is another one, OutputError when it cannot be
    written to.
    """
    folder = Path(out)
    with writable_folder(folder):
        marked = _read_mark(folder / MARKER_NAME)
        if marked is None:
            if not overwrite:
                refuse_filled(folder, f"give a new folder; {OVERWRITE}")
            earlier: frozenset[str] = frozenset()
        else:
            command, earlier = marked
            if command != made_by:
                raise DataError(f"{folder} holds what '{command}' wrote; give another folder.")
            if not (again or overwrite):
                raise DataError(
                    f"{folder} already holds what '{made_by}' wrote; give a new folder, or --overwrite to replace it."
                )
        # A line that a crash cut off ends here, so that the next one is whole.
        _write_mark(folder, *(("w", _header(made_by)) if marked is None else ("a", "\n")))
        output = OutputFolder(folder, earlier, overwrite=overwrite)
        try:
            yield output
        except BaseException:
            # Processes mark what they write by themselves (mark_file).
            if marked is None and not (_read_mark(folder / MARKER_NAME) or ("", frozenset()))[1]:
                (folder / MARKER_NAME).unlink(missing_ok=True)
            raise
        output.finish(made_by)


@contextmanager
def new_folder(out: str | Path) -> Iterator[Path]:
    """Make ``out`` a folder that was missing or empty and can be written to; removed when the block leaves it empty.

    Raises DataError when it holds anything, OutputError when it cannot be written to.
    """
    with writable_folder(out) as folder:
        refuse_filled(folder, "give a new folder")
        yield folder


@contextmanager
def staged_files(out: Path, last: str) -> Iterator[Path]:
    """Give an empty folder inside ``out``; when the block ends well, the files in it replace those of ``out``.

    All are whole before the first is replaced, and the one named ``last`` comes last; nothing else in ``out`` is
    touched. When the block fails, ``out`` is as it was. Raises OutputError.
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
    """The file ``path`` for the output of a command: one that is missing, or that ``is_own`` knows as the command's.

    overwrite: take any other too. Raises DataError when it is another one, OutputError when its folder cannot be
    written to.
    """
    with writable_folder(path.parent):
        if path.is_dir():
            raise DataError(f"{path} is a folder; give the name of a file.")
        if path.exists() and not overwrite and not is_own(path):
            raise DataError(f"{path} was not written by this command: give another name, or --overwrite to replace it.")
        yield path


def mark_file(path: Path) -> None:
    """Mark a file of a claimed folder that is about to be written, for processes that have no OutputFolder at hand.

    Lines are short enough for the system to append each whole. Raises OutputError.
    """
    _write_mark(path.parent, "a", _line(path.name))


def refuse_filled(folder: Path, remedy: str) -> None:
    """Raise DataError, naming one of the files, when a folder is there and not empty."""
    with output_errors(folder):
        names = sorted((path.name for path in folder.iterdir()), key=lambda name: (name.startswith("."), name))
    if names:
        raise DataError(f"{folder} is not empty and '{names[0]}' in it is not marked as plateocr's own: {remedy}.")


def _write_mark(folder: Path, mode: Literal["w", "a"], text: str) -> None:
    with output_errors(folder / MARKER_NAME), (folder / MARKER_NAME).open(mode, encoding="utf-8") as file:
        file.write(text)


def _read_mark(marker: Path) -> tuple[str, frozenset[str]] | None:
    """The command that marked a folder and the files that it wrote; None where there is no mark that can be read."""
    try:
        header, *lines = marker.read_text(encoding="utf-8").splitlines()
        command = json.loads(header)["made_by"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return str(command), frozenset(filter(None, map(_name_in, lines)))


def _name_in(line: str) -> str | None:
    """The file that a line names; none where the line was cut off by a crash, or leads out of the folder."""
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
