"""What an evaluation recorded about itself in ``metrics.json``, and where the folder that it names is now."""

import json
from pathlib import Path
from typing import Any

from plateocr.errors import DataError
from plateocr.evaluation.table import METRICS_NAME


def recorded(place: Path) -> dict[str, Any]:
    """``metrics.json`` of the evaluation in ``place``; empty if it is missing or damaged."""
    try:
        document = json.loads((place / METRICS_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return document if isinstance(document, dict) else {}


def recorded_folder(named: str, place: Path) -> Path:
    """Where a recorded folder is: a relative path starts at the working directory or, if it does not exist there, at
    ``place``, the folder of the evaluation.
    """
    folder = Path(named)
    return folder if folder.is_absolute() or folder.is_dir() else place / folder


def evaluated_folder(place: Path) -> Path:
    """The folder whose images the evaluation in ``place`` read. Raises DataError if it does not say."""
    named = recorded(place).get("folder")
    if named is None:
        raise DataError(
            f"{place / METRICS_NAME} does not say which folder was evaluated; name the folder of the images with "
            "--data DIR."
        )
    return recorded_folder(str(named), place)
