"""HTML of the section 'Confusions': the most frequent ones as a list, and all of them as a table for each alphabet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log10
from typing import Self

import numpy as np
import pandas as pd
from markupsafe import Markup

from plateocr.app.languages import Language, say
from plateocr.app.page_state import PageState
from plateocr.app.templating import render
from plateocr.evaluation.confusion import Confusion, Kind

# The share of a row below which a cell has no colour; it has full colour if it is the whole row.
_FAINTEST = 0.001


@dataclass(frozen=True)
class Matrix:
    """A table of counts without the rows and columns that have no errors.

    ``rows``: the true character, how often it occurs, and how often it is read as each of ``columns``.
    """

    title: str
    columns: list[str]
    rows: list[tuple[str, int, list[int]]]

    @classmethod
    def of(cls, title: str, counts: pd.DataFrame) -> Self:
        """The table for a matrix from evaluation.confusion.confusion_matrix."""
        truths, read, number = list(map(str, counts.index)), list(map(str, counts.columns)), counts.to_numpy()
        wrong = number * (np.array(truths)[:, None] != np.array(read))
        rows, columns = np.flatnonzero(wrong.any(axis=1)), np.flatnonzero(wrong.any(axis=0))
        return cls(
            title,
            [read[column] for column in columns],
            [(truths[row], int(number[row].sum()), number[row, columns].tolist()) for row in rows],
        )


def show_confusions(
    language: Language,
    state: PageState,
    top: Sequence[Confusion],
    tables: Mapping[Kind, pd.DataFrame],
) -> Markup:
    """The section; ``top`` and the tables of counts are from evaluation.confusion, for one model.

    Alphabets of which no plate has a character are left out.
    """
    titles = {
        "province": say(language, "Provinces"),
        "character": say(language, "Letters and digits"),
        "use": say(language, "Special-use characters"),
    }
    matrices = [Matrix.of(titles[kind], counts) for kind, counts in tables.items() if counts.to_numpy().any()]
    template = "sections/confusions/view.html"
    return render(language, template, state=state, top=top, matrices=matrices, heat=heat)


def heat(share: float) -> float:
    """The strength of a colour, 0..1, for a share of a row above 0: logarithmic, to make rare confusions visible."""
    return max(0.0, 1 - log10(share) / log10(_FAINTEST))
