"""Atomic writes of files and folders, and readable errors for what cannot be written."""

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from plateocr.errors import DataError, OutputError

# Error codes that only writing can cause.
_OF_WRITING = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS})
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


@contextmanager
def replace_file(path: str | Path) -> Iterator[Path]:
    """Yield a temporary path beside ``path``, which replaces ``path`` on success and is deleted on failure.

    Raises OutputError if ``path`` cannot be written.
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
            # The block may also read files, and those errors are not output errors.
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
    """Yield a temporary folder beside ``path``, which becomes ``path`` on success and is deleted on failure.

    Raises DataError if ``path`` exists and is not an empty folder, OutputError if it cannot be written.
    """
    target = Path(path)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise DataError(f"{target} exists and is not empty; choose a new folder.")
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
    """Write UTF-8 text atomically. Raises OutputError."""
    with replace_file(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


@contextmanager
def writable_folder(folder: str | Path) -> Iterator[Path]:
    """Create a folder and check that it is writable before the block runs.

    If the block fails, the folders created here are removed again unless something is in them. Raises OutputError.
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
    """Create a folder and its missing parents. Raises OutputError."""
    with output_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)


@contextmanager
def output_errors(path: Path) -> Iterator[None]:
    """Turn an OSError in the block, which must do nothing but write ``path``, into an OutputError."""
    try:
        yield
    except OSError as error:
        raise cannot_write(path, error) from error


def is_of_writing(error: OSError) -> bool:
    """Whether only writing can have caused an error, even if files were read as well."""
    return error.errno in _OF_WRITING


def cannot_write(path: str | Path, error: OSError) -> OutputError:
    """The OutputError for a path that could not be written because of ``error``."""
    remedy = "choose another location"
    if error.errno in _FULL:
        remedy = f"make room on its disk, or {remedy}"
    reason = os.strerror(error.errno) if error.errno else str(error)  # shorter than what libraries say
    return OutputError(f"{path} cannot be written ({reason}): {remedy}.")


def sha256_of(path: str | Path) -> str:
    """SHA-256 of a file, in hex."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
