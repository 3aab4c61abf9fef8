"""How far verdicts can be trusted: how many answers are sure, and how many of those are wrong."""

from typing import TypedDict

import pandas as pd

from plateocr.evaluation.bootstrap import NOTHING, Interval
from plateocr.evaluation.wilson import wilson
from plateocr.pipeline.verdict import Verdict


class Trust(TypedDict):
    """``sure`` of ``n`` images are answered surely, and ``wrong`` of those wrongly; rates are in 0..1.

    ``coverage`` is the share that is sure, ``risk`` the share of these that is wrong; with 95 % Wilson intervals.
    """

    n: int
    sure: int
    wrong: int
    coverage: Interval
    risk: Interval


class Verdicts(TypedDict):
    """Of all images, and of those of each kind of plate (by its true number)."""

    all: Trust
    kinds: dict[str, Trust]


def verdicts(table: pd.DataFrame) -> Verdicts:
    """The figures of a prediction table, whose verdicts are those of all its models together."""
    images = table.drop_duplicates("file")
    kinds = {str(kind): trust(rows) for kind, rows in images.groupby("kind") if kind}
    return Verdicts(all=trust(images), kinds=dict(sorted(kinds.items(), key=lambda item: -item[1]["n"])))


def trust(images: pd.DataFrame) -> Trust:
    """The figures of some images, one row each."""
    is_sure = images["verdict"] == Verdict.SURE.value
    wrong = int((is_sure & ~images["correct"].astype(bool)).sum())
    n, sure = len(images), int(is_sure.sum())
    return Trust(n=n, sure=sure, wrong=wrong, coverage=_rate(sure, n), risk=_rate(wrong, sure))


def _rate(count: int, of: int) -> Interval:
    if not of:
        return NOTHING
    low, high = wilson([count], [of])
    return Interval(value=count / of, low=float(low[0]), high=float(high[0]))
