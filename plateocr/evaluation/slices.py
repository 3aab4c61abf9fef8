"""Which rows of the prediction table to look at, and in which order: pure functions, no drawing."""

from dataclasses import dataclass

import pandas as pd

from plateocr.alphabet import PLATE_LENGTH
from plateocr.errors import ConfigError
from plateocr.evaluation.table import models_of as models_of
from plateocr.evaluation.table import rows_of as rows_of


@dataclass(frozen=True)
class Selection:
    """One model's pictures with at least ``min_edits`` edits (0..7) between truth and prediction.

    A threshold on the CER of a seven-character plate is a threshold on whole edits: CER >= 0.285, where the notebook
    looked, is two edits or more. Counting edits leaves no rounding to get wrong. Raises ConfigError out of range.
    """

    model: str
    min_edits: int = 2

    def __post_init__(self) -> None:
        if not 0 <= self.min_edits <= PLATE_LENGTH:
            raise ConfigError(f"min_edits is {self.min_edits}; it must be between 0 and {PLATE_LENGTH}.")

    @property
    def min_cer(self) -> float:
        """The threshold as a character error rate, 0..1."""
        return self.min_edits / PLATE_LENGTH


@dataclass(frozen=True)
class Page:
    """One page of rows: ``number`` of ``pages`` (both from 1), its rows, and the rank of its first row (from 1)."""

    rows: pd.DataFrame
    number: int
    pages: int
    first: int


def select(table: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    """The rows of ``table`` (evaluation.table) that ``selection`` asks for, worst first; ``table`` is left as it is.

    Order: CER down, then confidence down (of two equally wrong answers the surer one is the worse), then file and id,
    so that the order never depends on the table's. Raises DataError when the table has no such model.
    """
    rows = rows_of(table, selection.model)
    rows = rows[rows["edits"] >= selection.min_edits]
    return rows.sort_values(
        ["cer", "confidence", "file", "id"], ascending=[False, False, True, True], kind="stable", ignore_index=True
    )


def page_of(rows: pd.DataFrame, number: int, size: int) -> Page:
    """Page ``number`` (from 1) of ``rows``, ``size`` rows a page; a number off either end gives the nearest page."""
    pages = max(1, -(-len(rows) // size))
    number = min(max(number, 1), pages)
    start = (number - 1) * size
    return Page(rows.iloc[start : start + size], number, pages, start + 1)
