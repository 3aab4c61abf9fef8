"""Copies of what was fetched: new folders that are whole or absent, looked at before anything is fetched."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from plateocr.files import output_errors, whole_folder

Found = TypeVar("Found")


def copy_whole(out: Path, fetch: Callable[[], tuple[Found, Mapping[str, Path]]]) -> Found:
    """Make ``out`` a new folder with copies of the files that ``fetch`` gives, by their names below it.

    ``fetch`` is called once it is known that ``out`` can be written; the other thing that it gives is returned. Raises
    DataError when ``out`` is there and not empty, OutputError when it cannot be written.
    """
    with whole_folder(out) as whole:
        found, files = fetch()
        with output_errors(out):
            for name, path in files.items():
                (whole / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, whole / name)
    return found
