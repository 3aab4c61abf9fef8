"""Writing files and folders whole or not at all; what cannot be written is said in a sentence."""

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from plateocr.errors import DataError, OutputError

# Only writing fails like this.
_OF_WRITING = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS})
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


@contextmanager
def replace_file(path: str | Path) -> Iterator[Path]:
    """Give a temporary path beside ``path``; when the block ends well it replaces ``path``, else it is removed.

    Raises OutputError when ``path`` cannot be written.
    """
    target = Path(path)
    make_folder(target.parent)
    with output_errors(target):
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=target.suffix)
    os.close(handle)
    temporary = Path(name)
    try:
        try:
            yield temporary
        except OSError as error:
            # The block may read other files, whose errors are not of writing.
            if is_of_writing(error) or error.filename in (name, temporary):
                raise cannot_write(target, error) from error
            raise
        with output_errors(target):
            temporary.chmod(0o644)
            temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def whole_folder(path: str | Path) -> Iterator[Path]:
    """Give a temporary folder beside ``path``; when the block ends well it becomes ``path``, else it is removed.

    Raises DataError when ``path`` exists and is not an empty folder, OutputError when it cannot be written.
    """
    target = Path(path)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise DataError(f"{target} exists and is not empty; give a new folder.")
    make_folder(target.parent)
    with output_errors(target):
        temporary = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
    try:
        yield temporary
        with output_errors(target):
            temporary.chmod(0o755)
            if target.exists():
                target.rmdir()
            temporary.replace(target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def write_text(path: str | Path, text: str) -> None:
    """Write UTF-8 text whole or not at all. Raises OutputError."""
    with replace_file(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


@contextmanager
def writable_folder(folder: str | Path) -> Iterator[Path]:
    """Make a folder, and make sure before the block that it can be written to.

    When the block fails, folders that were made and are still empty are removed. Raises OutputError.
    """
    target = Path(folder)
    made = [path for path in (target, *target.parents) if not path.exists()]
    try:
        make_folder(target)
        with output_errors(target), tempfile.TemporaryFile(dir=target) as probe:
            probe.write(b"\0")
        yield target
    except BaseException:
        for path in made:
            with suppress(OSError):
                path.rmdir()
        raise


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, where they are missing. Raises OutputError."""
    with output_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)


@contextmanager
def output_errors(path: Path) -> Iterator[None]:
    """An OSError of the block, all of which writes ``path``, becomes an OutputError that says so."""
    try:
        yield
    except OSError as error:
        raise cannot_write(path, error) from error


def is_of_writing(error: OSError) -> bool:
    """Whether an error can only have come from writing, whatever was read in between."""
    return error.errno in _OF_WRITING


def cannot_write(path: str | Path, error: OSError) -> OutputError:
    """The OutputError for a place that an OSError, its cause, kept from being written."""
    remedy = "make room on its disk, or give another place" if error.errno in _FULL else "give another place"
    reason = os.strerror(error.errno) if error.errno else str(error)  # libraries have longer words for it
    return OutputError(f"{path} cannot be written ({reason}): {remedy}.")


def sha256_of(path: str | Path) -> str:
    """SHA-256 of a file's bytes, in hex."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
