"""Finding the image files named on the command line."""

import glob
from collections.abc import Iterable
from pathlib import Path

from plateocr.data.folder import list_images
from plateocr.errors import DataError
from plateocr.images import IMAGE_SUFFIXES


def find_images(arguments: Iterable[str]) -> tuple[list[Path], list[str]]:
    """Expand files, folders (including subfolders) and globs; returns image files without repeats, and error messages.

    Named files are accepted whatever their suffix; from folders and globs, only files with an image suffix are taken.
    ``**`` in a glob matches any number of folders.
    """
    found: dict[Path, None] = {}
    faults = []
    for argument in arguments:
        try:
            found |= dict.fromkeys(_expand(argument))
        except DataError as error:
            faults.append(str(error))
    return list(found), faults


def _expand(argument: str) -> list[Path]:
    path = Path(argument)
    if path.is_dir():
        return list_images(path)
    # File names may contain brackets and stars, so an existing path is never a glob.
    if path.exists() or not glob.has_magic(argument):
        return [path]
    matches = (Path(match) for match in sorted(glob.glob(argument, recursive=True)))  # noqa: PTH207 - may be absolute
    images = [match for match in matches if match.suffix.lower() in IMAGE_SUFFIXES and match.is_file()]
    if not images:
        raise DataError(f"{argument}: no image matches.")
    return images
