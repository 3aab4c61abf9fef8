import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateocr.evaluation.photo_table import Outcome
from plateocr.evaluation.photo_view import count_outcomes, find_photo_plates, plates_of_photo

ROW = st.tuples(st.sampled_from([one.value for one in Outcome]), st.floats(0, 1), st.none() | st.floats(0, 1))


def table(rows, model="lstm"):
    """A table of (outcome, overlap, score), one photo per row."""
    return pd.DataFrame(
        [
            {"photo": f"{number:03d}.jpg", "model": model, "outcome": outcome, "overlap": overlap, "score": score}
            for number, (outcome, overlap, score) in enumerate(rows)
        ],
        columns=["photo", "model", "outcome", "overlap", "score"],
    ).astype({"score": float})


@pytest.fixture
def plates():
    rows = [
        ("right", 0.8, 0.9),
        ("missed", 0.0, None),
        ("false_alarm", 0.0, 0.3),
        ("badly_framed", 0.6, 0.9),
        ("misread", 0.9, 0.9),
        ("false_alarm", 0.0, 0.7),
        ("badly_framed", 0.5, 0.9),
        ("right", 0.7, 0.9),
        ("missed", 0.0, None),
    ]
    return pd.concat([table(rows), table(rows[:2], "simple")], ignore_index=True)


def photos(page):
    return [int(name[:3]) for name in page.rows["photo"]]


def test_the_worst_kinds_and_overlaps_stand_first(plates):
    assert photos(find_photo_plates(plates, "lstm")) == [1, 8, 6, 3, 4, 5, 2, 7, 0]
    assert photos(find_photo_plates(plates, "simple")) == [1, 0]


def test_one_kind_alone(plates):
    page = find_photo_plates(plates, "lstm", Outcome.FALSE_ALARM)
    assert photos(page) == [5, 2]
    assert page.total == 2
    assert find_photo_plates(plates, "lstm", Outcome.OUT_OF_SCOPE).rows.empty


def test_pages(plates):
    second = find_photo_plates(plates, "lstm", page=2, size=4)
    assert (photos(second), second.number, second.pages, second.first, second.total) == ([4, 5, 2, 7], 2, 3, 5, 9)
    assert photos(find_photo_plates(plates, "lstm", page=99, size=4)) == [0]


def test_counts_name_every_kind(plates):
    assert list(count_outcomes(plates, "lstm").values()) == [2, 2, 1, 2, 2, 0]
    assert next(iter(count_outcomes(plates, "lstm"))) is Outcome.MISSED


def test_the_plates_of_a_photo_are_one_models(plates):
    assert plates_of_photo(plates, "simple", "001.jpg")["outcome"].tolist() == ["missed"]


@given(st.lists(ROW, max_size=30), st.integers(0, 2**31))
def test_order_and_counts_do_not_depend_on_the_order_of_the_table(rows, seed):
    plain = table(rows)
    shuffled = plain.iloc[np.random.default_rng(seed).permutation(len(plain))]
    assert photos(find_photo_plates(plain, "lstm", size=99)) == photos(find_photo_plates(shuffled, "lstm", size=99))
    counts = count_outcomes(plain, "lstm")
    assert sum(counts.values()) == len(rows)
    for outcome, count in counts.items():
        assert find_photo_plates(plain, "lstm", outcome).total == count
