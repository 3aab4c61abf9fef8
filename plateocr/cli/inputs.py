"""Which image files the arguments of a command mean."""

import glob
from collections.abc import Iterable
from pathlib import Path

from plateocr.data.folder import list_images
from plateocr.errors import DataError
from plateocr.images import IMAGE_SUFFIXES


def find_images(arguments: Iterable[str]) -> tuple[list[Path], list[str]]:
    """Files, folders (with all below them) and globs to image files, each once, and what is wrong with the rest.

    A file that is named is taken whatever it is called; of folders and globs, only what has an image's suffix. ``**``
    in a glob stands for any number of folders.
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
    # A file's own name may hold brackets or stars, so what exists is never a glob.
    if path.exists() or not glob.has_magic(argument):
        return [path]
    matches = (Path(match) for match in sorted(glob.glob(argument, recursive=True)))  # noqa: PTH207 - may be absolute
    images = [match for match in matches if match.suffix.lower() in IMAGE_SUFFIXES and match.is_file()]
    if not images:
        raise DataError(f"{argument}: no image matches.")
    return images
