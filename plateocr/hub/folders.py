"""Atomic copies of downloads into new folders, which are checked before anything is downloaded."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from plateocr.files import output_errors, whole_folder

Found = TypeVar("Found")


def copy_whole(out: Path, fetch: Callable[[], tuple[Found, Mapping[str, Path]]]) -> Found:
    """Create the folder ``out`` with copies of the files that ``fetch`` returns, by their names in it.

    ``fetch`` is called after checking that ``out`` can be written; its first result is returned. Raises DataError if
    ``out`` exists and is not empty, OutputError if it cannot be written.
    """
    with whole_folder(out) as whole:
        found, files = fetch()
        with output_errors(out):
            for name, path in files.items():
                (whole / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, whole / name)
    return found
