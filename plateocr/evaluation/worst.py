"""The worst of an evaluation: the plates that were read wrongly, most wrong first."""

import pandas as pd

from plateocr.evaluation.table import rows_of

COLUMNS = ("file", "model", "truth", "prediction", "cer", "confidence")


def worst_errors(table: pd.DataFrame, model: str | None = None, min_cer: float = 0.0) -> pd.DataFrame:
    """The rows of a prediction table that were read wrongly with a CER of at least ``min_cer`` (0..1).

    Sorted by CER, and among equals the most confident first. ``model`` None takes all models. Raises DataError if the
    table does not have that model.
    """
    rows = table if model is None else rows_of(table, model)
    wrong = rows[(rows["edits"] > 0) & (rows["cer"] >= min_cer)]
    return wrong.sort_values(["cer", "confidence", "file"], ascending=[False, False, True], kind="stable")
