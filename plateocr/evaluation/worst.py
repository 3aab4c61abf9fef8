"""The worst of an evaluation: the plates that were read wrongly, most wrong first, and where their images are."""

import json
from pathlib import Path

import pandas as pd

from plateocr.errors import DataError
from plateocr.evaluation.table import METRICS_NAME, rows_of

COLUMNS = ("file", "model", "truth", "prediction", "cer", "confidence")


def worst_errors(table: pd.DataFrame, model: str | None = None, min_cer: float = 0.0) -> pd.DataFrame:
    """The rows of a prediction table that were read wrongly with a CER of at least ``min_cer`` (0..1).

    Sorted by CER, and among equals the most confident first. ``model`` None takes all models. Raises DataError if the
    table does not have that model.
    """
    rows = table if model is None else rows_of(table, model)
    wrong = rows[(rows["edits"] > 0) & (rows["cer"] >= min_cer)]
    return wrong.sort_values(["cer", "confidence", "file"], ascending=[False, False, True], kind="stable")


def evaluated_folder(out: Path) -> Path:
    """The folder whose images an evaluation read, from its ``metrics.json``.

    A relative one was meant from the working directory of the evaluation or, if the evaluation was moved, from ``out``.
    Raises DataError if the file does not name a folder.
    """
    path = out / METRICS_NAME
    try:
        folder = Path(json.loads(path.read_text(encoding="utf-8"))["folder"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{path} does not say which folder was evaluated; name it with --data DIR.") from error
    return folder if folder.is_absolute() or folder.is_dir() else out / folder
