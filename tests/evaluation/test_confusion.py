import pandas as pd

from plateocr.evaluation.confusion import top_confusions


def table_of(*pairs):
    return pd.DataFrame(pairs, columns=["truth", "prediction"])


def test_counts_by_truth_and_reading_with_the_occurrences_of_the_truth():
    table = table_of(("皖A0000D", "皖A00000"), ("皖AD0001", "皖A00001"), ("皖A12345", "皖A12346"))
    assert top_confusions(table) == [
        {"truth": "D", "prediction": "0", "count": 2, "of": 2},
        {"truth": "5", "prediction": "6", "count": 1, "of": 1},
    ]


def test_at_equal_counts_the_rarer_character_is_first():
    table = table_of(("皖A1112B", "皖A11128"), ("皖A11111", "皖A11117"))
    assert [one["truth"] for one in top_confusions(table)] == ["B", "1"]


def test_the_limit_and_a_table_without_a_fault():
    table = table_of(("皖A12345", "苏B67890"))
    assert len(top_confusions(table, limit=3)) == 3
    assert top_confusions(table_of(("皖A12345", "皖A12345"))) == []
