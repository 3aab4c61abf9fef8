"""The folders and files that an evaluation recorded: found where they are now, and never outside."""

import os
from pathlib import Path

from plateocr.hub.data import contents_of_cached
from plateocr.picture import PICTURE_SUFFIXES


def recorded_folder(recorded: str, place: Path) -> Path:
    """Where a recorded folder is. A relative one was meant from the working directory of the evaluation, or, of a moved
    copy, from ``place``, where the evaluation lies.
    """
    folder = Path(recorded)
    return folder if folder.is_absolute() or folder.is_dir() else place / folder


def picture_inside(folder: Path, file: str) -> Path | None:
    """The picture ``file`` below ``folder``, or None when it is gone.

    Only picture files inside the folder are ever given, whatever ``file`` says and wherever links in it lead. A data
    set in the Hub's cache is a folder of links to what the cache holds of it: these are followed.
    """
    inside = folder.resolve()
    path = Path(os.path.normpath(inside / file))
    held = [inside, *filter(None, [contents_of_cached(inside)])]
    is_picture = path.is_relative_to(inside) and path.suffix.lower() in PICTURE_SUFFIXES
    is_inside = any(path.resolve().is_relative_to(place) for place in held)
    return path if is_picture and is_inside and path.is_file() else None
