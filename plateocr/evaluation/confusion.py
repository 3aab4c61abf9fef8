"""Which characters are taken for which."""

from collections import Counter
from typing import TypedDict

import pandas as pd

from plateocr.evaluation.table import characters

TOP = 20


class Confusion(TypedDict):
    """``count`` characters ``truth`` were read as ``prediction``, of the ``of`` times that ``truth`` occurs."""

    truth: str
    prediction: str
    count: int
    of: int


def top_confusions(table: pd.DataFrame, limit: int = TOP) -> list[Confusion]:
    """The most frequent confusions of a prediction table of one model over all positions, most frequent first.

    Characters are compared position by position; at equal counts the rarer character, then the order of the alphabet,
    comes first, so that the list is reproducible.
    """
    truth, prediction = characters(table["truth"]).ravel(), characters(table["prediction"]).ravel()
    occurrences = Counter(truth.tolist())
    wrong = truth != prediction
    pairs = Counter(zip(truth[wrong].tolist(), prediction[wrong].tolist(), strict=True))
    ranked = sorted(pairs.items(), key=lambda item: (-item[1], occurrences[item[0][0]], item[0]))
    return [Confusion(truth=a, prediction=b, count=count, of=occurrences[a]) for (a, b), count in ranked[:limit]]
