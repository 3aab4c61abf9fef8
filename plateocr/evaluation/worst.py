"""The worst errors of an evaluation: misread plates, worst first."""

import pandas as pd

from plateocr.evaluation.table import rows_of

COLUMNS = ("file", "model", "truth", "prediction", "cer", "confidence")


def worst_errors(table: pd.DataFrame, model: str | None = None, min_cer: float = 0.0) -> pd.DataFrame:
    """The misread rows of a prediction table with a CER of at least ``min_cer`` (0..1).

    Sorted by CER, then by descending confidence. ``model`` None selects all models. Raises DataError if the table does
    not have that model.
    """
    rows = table if model is None else rows_of(table, model)
    wrong = rows[(rows["edits"] > 0) & (rows["cer"] >= min_cer)]
    return wrong.sort_values(["cer", "confidence", "file"], ascending=[False, False, True], kind="stable")
