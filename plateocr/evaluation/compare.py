"""Whether one model reads better than another, paired over the same images."""

from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import binomtest

from plateocr.errors import DataError
from plateocr.evaluation.bootstrap import Bootstrap


def compare(table: pd.DataFrame, first: str, second: str, seed: int = 0) -> dict[str, Any]:
    """The paired comparison of two models of one prediction table, ready for JSON.

    ``accuracy_difference`` and ``cer_difference`` are ``first`` minus ``second`` with 95 % bootstrap intervals over
    images (``first`` is better if the accuracy difference is above 0, or the CER difference below 0). ``mcnemar_p`` is
    the exact two-sided p-value of McNemar's test on the images that only one of the two reads correctly. Raises
    DataError unless both read the same files.
    """
    pairs = _pair(table, first, second)
    correct_first, correct_second = pairs["correct_first"].to_numpy(bool), pairs["correct_second"].to_numpy(bool)
    columns = ("correct_first", "correct_second", "edits_first", "edits_second", "length")
    bootstrap = Bootstrap(np.column_stack([pairs[column].to_numpy(dtype=np.int64) for column in columns]), seed)
    right_first, right_second, edits_first, edits_second, length = bootstrap.outcomes.T
    each = np.ones_like(edits_first)
    only_first = int((correct_first & ~correct_second).sum())
    only_second = int((correct_second & ~correct_first).sum())
    return {
        "first": first,
        "second": second,
        "n": len(pairs),
        "accuracy_difference": bootstrap.ratio(right_first - right_second, each),
        "cer_difference": bootstrap.ratio(edits_first - edits_second, length),
        "both_correct": int((correct_first & correct_second).sum()),
        "only_first_correct": only_first,
        "only_second_correct": only_second,
        "both_wrong": int((~correct_first & ~correct_second).sum()),
        "mcnemar_p": mcnemar_p(only_first, only_second),
    }


def mcnemar_p(only_first: int, only_second: int) -> float:
    """The exact two-sided p-value of McNemar's test, given how many images only one of two models reads correctly."""
    discordant = only_first + only_second
    return float(binomtest(only_first, discordant).pvalue) if discordant else 1.0


def _pair(table: pd.DataFrame, first: str, second: str) -> pd.DataFrame:
    """One row per file, with ``correct`` and ``edits`` of both models, and the ``length`` of the plate."""
    columns = ["file", "correct", "edits"]
    sides = [table.loc[table["model"] == model, columns] for model in (first, second)]
    for model, side in zip((first, second), sides, strict=True):
        if side.empty:
            raise DataError(
                "the table holds no predictions of '{model}'; it holds {models}.",
                **{"model": model, "models": ", ".join(sorted(table["model"].unique()))},
            )
    if set(sides[0]["file"]) != set(sides[1]["file"]):
        raise DataError(
            "'{first}' and '{second}' did not read the same files; evaluate both in the same run.",
            **{"first": first, "second": second},
        )
    pairs = sides[0].merge(sides[1], on="file", suffixes=("_first", "_second"), validate="one_to_one")
    lengths = table.drop_duplicates("file").set_index("file")["truth"].str.len()
    return pairs.assign(length=pairs["file"].map(lengths))
