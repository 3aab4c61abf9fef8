"""Copies of what was fetched: new folders that are whole or absent."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from plateocr.files import output_errors, whole_folder


def copy_whole(files: Mapping[str, Path], out: Path) -> None:
    """Copy files, by their names below it, into the new folder ``out``, which appears when all are there.

    Raises DataError when ``out`` is there and not empty, OutputError when it cannot be written.
    """
    with whole_folder(out) as whole, output_errors(out):
        for name, path in files.items():
            (whole / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, whole / name)
