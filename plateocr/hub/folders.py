"""Copies of what was fetched: new folders that are whole or absent."""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from plateocr.errors import DataError


def refuse_occupied(out: Path) -> None:
    """Raise DataError when ``out`` is there and is no empty folder."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise DataError(f"{out} exists and is not empty; give a new folder.")


def copy_whole(files: Mapping[str, Path], out: Path) -> None:
    """Copy files, by their names below it, into the new folder ``out``, which appears when all are there.

    Raises DataError when ``out`` is there and not empty, or cannot be written.
    """
    refuse_occupied(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}.", ignore_cleanup_errors=True) as parent:
            whole = Path(parent) / out.name
            whole.mkdir()
            for name, path in files.items():
                (whole / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, whole / name)
            if out.exists():
                out.rmdir()
            whole.replace(out)
    except OSError as error:
        raise DataError(f"{out} cannot be written: {error.strerror or error}.") from error
