"""Which plates of photos to show, in which order, and how many there are of each outcome."""

import numpy as np
import pandas as pd

from plateocr.evaluation.photo_table import Outcome
from plateocr.evaluation.view import Page

_RANKS = {outcome.value: rank for rank, outcome in enumerate(Outcome)}


def find_photo_plates(
    table: pd.DataFrame, model: str, outcome: Outcome | None = None, page: int = 1, size: int = 24
) -> Page:
    """A page of one model's rows of a table of photos (evaluation.photo_table), those with ``outcome`` or all.

    Worst first: in the order of Outcome, then by ascending overlap, descending score, photo and row. ``page`` counts
    from 1; a page past the last shows the last. Rows keep their index in the table.
    """
    rows = _rows_of(table, model)
    if outcome is not None:
        rows = rows[rows["outcome"] == outcome.value]
    keys = (
        rows["photo"].astype(str).to_numpy(dtype=object),
        -rows["score"].fillna(0).to_numpy(dtype=np.float64),
        rows["overlap"].to_numpy(dtype=np.float64),
        rows["outcome"].map(_RANKS).to_numpy(dtype=np.int64),
    )
    found = rows.iloc[np.lexsort(keys)]
    pages = max(1, -(-len(found) // size))
    number = min(page, pages)
    start = (number - 1) * size
    return Page(found.iloc[start : start + size], number, pages, start + 1, len(found))


def count_outcomes(table: pd.DataFrame, model: str) -> dict[Outcome, int]:
    """How many plates have each outcome in one model's rows, the worst outcome first; 0 for those that do not occur."""
    counts = _rows_of(table, model)["outcome"].value_counts()
    return {outcome: int(counts.get(outcome.value, 0)) for outcome in Outcome}


def plates_of_photo(table: pd.DataFrame, model: str, photo: str) -> pd.DataFrame:
    """One model's rows of one photo."""
    rows = _rows_of(table, model)
    return rows[rows["photo"] == photo]


def _rows_of(table: pd.DataFrame, model: str) -> pd.DataFrame:
    return table[table["model"] == model]
