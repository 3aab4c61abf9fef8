"""The folders and files that an evaluation recorded: found where they are now, and never outside."""

from pathlib import Path

from plateocr.picture import PICTURE_SUFFIXES


def recorded_folder(recorded: str, place: Path) -> Path:
    """Where a recorded folder is. A relative one was meant from the working directory of the evaluation, or, of a moved
    copy, from ``place``, where the evaluation lies.
    """
    folder = Path(recorded)
    return folder if folder.is_absolute() or folder.is_dir() else place / folder


def picture_inside(folder: Path, file: str) -> Path | None:
    """The picture ``file`` below ``folder``, or None when it is gone.

    Only picture files inside the folder are ever given, whatever ``file`` says and wherever links in it lead.
    """
    inside = folder.resolve()
    path = (inside / file).resolve()
    is_picture = path.is_relative_to(inside) and path.suffix.lower() in PICTURE_SUFFIXES
    return path if is_picture and path.is_file() else None
