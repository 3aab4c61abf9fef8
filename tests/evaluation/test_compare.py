from math import comb

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateocr.errors import DataError
from plateocr.evaluation.compare import compare, mcnemar_p


def table_of(model, edits):
    return pd.DataFrame(
        {
            "model": model,
            "file": [f"{index}.jpg" for index in range(len(edits))],
            "truth": "皖A12345",
            "edits": edits,
            "correct": [edit == 0 for edit in edits],
        }
    )


def test_differences_and_counts_are_of_the_same_files():
    first, second = table_of("a", [0, 0, 0, 1, 3]), table_of("b", [0, 0, 1, 0, 5]).iloc[::-1]
    found = compare(pd.concat([first, second]), "a", "b")
    assert found["n"] == 5
    assert found["accuracy_difference"]["value"] == pytest.approx(0)
    assert found["cer_difference"]["value"] == pytest.approx(-2 / 35)
    assert (found["both_correct"], found["both_wrong"]) == (2, 1)
    assert (found["only_first_correct"], found["only_second_correct"]) == (1, 1)


def test_pairing_makes_a_steady_advantage_certain():
    hard = [0, 3] * 200
    better, worse = table_of("a", hard), table_of("b", [3 if index < 40 else edit for index, edit in enumerate(hard)])
    found = compare(pd.concat([better, worse]), "a", "b")
    assert found["accuracy_difference"]["value"] == pytest.approx(0.05)
    assert found["accuracy_difference"]["low"] > 0.02
    assert found["mcnemar_p"] < 1e-4


def test_the_other_way_round_is_the_negative():
    table = pd.concat([table_of("a", [0, 1, 2, 0]), table_of("b", [0, 0, 0, 4])])
    one, other = compare(table, "a", "b"), compare(table, "b", "a")
    assert one["cer_difference"]["value"] == -other["cer_difference"]["value"]
    assert one["mcnemar_p"] == other["mcnemar_p"]


@given(st.integers(0, 40), st.integers(0, 40))
def test_mcnemar_is_the_two_sided_binomial_test(only_first, only_second):
    discordant, fewer = only_first + only_second, min(only_first, only_second)
    expected = min(1.0, 2 * sum(comb(discordant, count) for count in range(fewer + 1)) / 2**discordant)
    assert mcnemar_p(only_first, only_second) == pytest.approx(expected)
    assert mcnemar_p(only_first, only_second) == mcnemar_p(only_second, only_first)


def test_mcnemar_of_thousands_neither_overflows_nor_leaves_0_to_1():
    assert mcnemar_p(5000, 5000) == 1
    assert 0 <= mcnemar_p(9000, 1000) < 1e-300


def test_a_model_that_is_not_there_or_read_other_files_is_refused():
    table = pd.concat([table_of("a", [0, 1]), table_of("b", [0])])
    with pytest.raises(DataError, match="no predictions of 'c'"):
        compare(table, "a", "c")
    with pytest.raises(DataError, match="same files"):
        compare(table, "a", "b")
