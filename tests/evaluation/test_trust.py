import pandas as pd
import pytest

from plateocr.evaluation.trust import verdicts


def table_of(*rows):
    """A table of (file, kind, verdict, correct), read by two models alike."""
    columns = ["file", "kind", "verdict", "correct"]
    return pd.concat([pd.DataFrame(rows, columns=columns).assign(model=model) for model in ("simple", "lstm")])


def test_each_image_counts_once_by_kind_the_most_frequent_first():
    found = verdicts(
        table_of(
            ("a", "police", "sure", True),
            ("b", "blue", "sure", True),
            ("c", "blue", "sure", False),
            ("d", "blue", "check", False),
            ("e", "", "no_plate", False),
        )
    )
    assert (found["all"]["n"], found["all"]["sure"], found["all"]["wrong"]) == (5, 3, 1)
    assert found["all"]["coverage"]["value"] == pytest.approx(3 / 5)
    assert found["all"]["risk"]["value"] == pytest.approx(1 / 3)
    assert found["all"]["risk"]["low"] < 1 / 3 < found["all"]["risk"]["high"]
    assert {kind: (one["n"], one["sure"], one["wrong"]) for kind, one in found["kinds"].items()} == {
        "blue": (3, 2, 1),
        "police": (1, 1, 0),
    }
    assert list(found["kinds"]) == ["blue", "police"]


def test_without_sure_answers_there_is_no_risk():
    found = verdicts(table_of(("a", "blue", "check", True)))["all"]
    assert found["coverage"]["value"] == 0
    assert found["risk"] == {"value": None, "low": None, "high": None}
