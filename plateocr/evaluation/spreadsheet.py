"""Rows of the prediction table as a CSV file that spreadsheets open correctly."""

from collections.abc import Iterable

import pandas as pd

_DIGITS = 4


def spreadsheet(rows: pd.DataFrame) -> bytes:
    """Rows of the prediction table (evaluation.table), or of similar tables, as the bytes of a CSV file in UTF-8.

    With a byte order mark, without which Excel garbles the provinces. Numbers in lists are rounded to four digits; list
    entries are separated by spaces, those of nested lists by ``/``.
    """
    shown = rows.copy()
    for column in ("probabilities", "alternatives", "flags"):
        if column in shown:
            shown[column] = [_joined(values) for values in shown[column]]
    if "alternative_probabilities" in shown:
        shown["alternative_probabilities"] = [
            " ".join("/".join(_text(value) for value in position) for position in positions)
            for positions in shown["alternative_probabilities"]
        ]
    return shown.to_csv(index=False).encode("utf-8-sig")


def _joined(values: Iterable[object]) -> str:
    return " ".join(_text(value) for value in values)


def _text(value: object) -> str:
    return str(value) if isinstance(value, str) else f"{value:.{_DIGITS}f}"
