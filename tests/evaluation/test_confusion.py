import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateocr.evaluation.confusion import confusion_matrix, top_confusions
from plateocr.plates import CHARACTERS, PROVINCES, USES

plates = st.tuples(st.sampled_from("皖苏浙"), st.text("0D8B", min_size=6, max_size=6)).map("".join)


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


def test_matrices_are_of_the_whole_alphabet_in_its_order_even_for_no_rows():
    for kind, alphabet in (("province", PROVINCES), ("character", CHARACTERS), ("use", USES)):
        matrix = confusion_matrix(table_of(), kind)
        assert list(matrix.index) == list(alphabet)
        assert list(matrix.columns) == list(PROVINCES + CHARACTERS + USES)
        assert matrix.to_numpy().sum() == 0


@given(st.lists(st.tuples(plates, plates), min_size=1, max_size=20))
def test_matrices_count_every_character_at_its_place(pairs):
    table = table_of(*pairs)
    provinces, characters = confusion_matrix(table, "province"), confusion_matrix(table, "character")
    assert provinces.to_numpy().sum() == len(pairs)
    assert characters.to_numpy().sum() == 6 * len(pairs)
    read_as = [(a, b) for truth, read in pairs for a, b in zip(truth, read, strict=True)]
    for truth, read in set(read_as):
        matrix = provinces if truth in PROVINCES else characters
        assert matrix.loc[truth, read] == read_as.count((truth, read))
    for one in top_confusions(table):
        assert one["count"] == read_as.count((one["truth"], one["prediction"]))
        assert one["of"] == sum(truth == one["truth"] for truth, _ in read_as)


@given(st.lists(st.tuples(plates, plates), min_size=1, max_size=20))
def test_matrices_are_scikit_learns(pairs):
    metrics = pytest.importorskip("sklearn.metrics")
    truth, read = zip(
        *[(a, b) for pair in pairs for a, b in zip(*(text[1:] for text in pair), strict=True)], strict=True
    )
    expected = metrics.confusion_matrix(truth, read, labels=list(CHARACTERS))
    assert (confusion_matrix(table_of(*pairs), "character")[list(CHARACTERS)].to_numpy() == expected).all()


def test_a_character_may_be_at_any_place_and_read_as_one_of_another_kind():
    table = table_of(("WJ京01234", "WJ津01234"), ("皖A1234警", "皖A1234学"), ("皖A1234挂", "皖A12341"))
    assert confusion_matrix(table, "province").loc["京", "津"] == 1
    assert confusion_matrix(table, "use").loc["警", "学"] == 1
    assert confusion_matrix(table, "use").loc["挂", "1"] == 1
