import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateocr.errors import ConfigError, DataError
from plateocr.evaluation.slices import Selection, models_of, page_of, rows_of, select

rows = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.uuids().map(lambda value: value.hex[:16]),
            "file": st.sampled_from(["a.jpg", "b.jpg", "c.jpg"]),
            "model": st.sampled_from(["simple", "lstm"]),
            "edits": st.integers(0, 7),
            "confidence": st.floats(0, 1),
        }
    ),
    min_size=1,
    max_size=40,
)


def table_of(rows):
    table = pd.DataFrame(rows)
    return table.assign(cer=table["edits"] / 7)


def test_the_notebooks_threshold_is_two_edits():
    assert Selection("lstm").min_cer >= 0.285
    assert Selection("lstm", 1).min_cer < 0.285


@given(rows, st.integers(0, 7))
def test_keeps_exactly_the_rows_at_or_over_the_threshold(rows, min_edits):
    table = table_of(rows)
    model = rows[0]["model"]
    chosen = select(table, Selection(model, min_edits))
    expected = sorted(row["id"] for row in rows if row["model"] == model and row["edits"] >= min_edits)
    assert sorted(chosen["id"]) == expected


@given(rows, st.randoms())
def test_worst_first_then_surest_first_whatever_the_order_of_the_table(rows, random):
    model = rows[0]["model"]
    chosen = select(table_of(rows), Selection(model, 0))
    keys = list(zip(-chosen["cer"], -chosen["confidence"], strict=True))
    assert keys == sorted(keys)
    shuffled = random.sample(rows, len(rows))
    assert list(select(table_of(shuffled), Selection(model, 0))["id"]) == list(chosen["id"])


def test_leaves_the_table_alone():
    table = table_of([{"id": "1", "file": "a", "model": "m", "edits": edits, "confidence": 0.5} for edits in (0, 3, 1)])
    before = table.copy()
    select(table, Selection("m", 1))
    pd.testing.assert_frame_equal(table, before)


@given(rows, st.integers(1, 7))
def test_pages_hold_every_row_once_and_in_order(rows, size):
    table = table_of(rows)
    first = page_of(table, 1, size)
    pages = [page_of(table, number, size) for number in range(1, first.pages + 1)]
    assert [id_ for page in pages for id_ in page.rows["id"]] == list(table["id"])
    assert [page.first for page in pages] == [1 + size * index for index in range(len(pages))]


def test_a_page_off_either_end_is_the_nearest_and_no_rows_make_one_empty_page():
    table = table_of([{"id": str(i), "file": "a", "model": "m", "edits": 1, "confidence": 0.5} for i in range(5)])
    assert page_of(table, 0, 2).number == 1
    assert list(page_of(table, 99, 2).rows["id"]) == ["4"]
    empty = page_of(table.iloc[:0], 3, 2)
    assert (empty.number, empty.pages, len(empty.rows)) == (1, 1, 0)


def test_says_which_models_there_are():
    table = table_of([{"id": "1", "file": "a", "model": "lstm", "edits": 1, "confidence": 0.5}])
    assert models_of(table) == ["lstm"]
    assert len(rows_of(table, "lstm")) == 1
    with pytest.raises(DataError, match="no model 'cnn'; it has lstm"):
        select(table, Selection("cnn"))


@pytest.mark.parametrize("edits", [-1, 8])
def test_refuses_a_threshold_that_no_plate_can_have(edits):
    with pytest.raises(ConfigError, match="between 0 and 7"):
        Selection("lstm", edits)
