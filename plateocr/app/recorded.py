"""The folder that an evaluation recorded, found where it is now."""

from pathlib import Path


def recorded_folder(recorded: str, place: Path) -> Path:
    """Where a recorded folder is. A relative one was meant from the working directory of the evaluation, or, of a moved
    copy, from ``place``, where the evaluation lies.
    """
    folder = Path(recorded)
    return folder if folder.is_absolute() or folder.is_dir() else place / folder
