from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateocr.app.dashboards.store import DashboardStore
from plateocr.app.page_state import FILTERS, PageState
from plateocr.errors import ConfigError, DataError


@pytest.fixture
def store(dashboard):
    return DashboardStore(dashboard)


def test_an_empty_address_is_english(store):
    state = PageState.from_query("", store)
    assert (state.language, state.dashboard_id, state.image) == ("en", "", "")
    assert state.view.model == "lstm"
    assert state.view.other == "simple"


def test_the_address_says_it_all(store):
    query = "?lang=zh&show=worst&picture=ab&model=simple&other=lstm&sort=confidence&sharpness=..20&page=3"
    state = PageState.from_query(query, store)
    assert (state.language, state.image) == ("zh", "ab")
    assert (state.view.model, state.view.sort, state.view.page) == ("simple", "confidence", 3)
    assert state.view.sharpness[1] == 20


def test_a_link_changes_the_given_keys_and_keeps_the_rest(store):
    state = PageState.from_query("show=slices&model=lstm&page=2", store)
    assert parse_qs(state.link(show="worst", page="", text="皖A")[1:]) == {
        "show": ["worst"],
        "model": ["lstm"],
        "text": ["皖A"],
    }


def test_a_link_to_images_drops_the_other_filters(store):
    state = PageState.from_query("show=slices&lang=zh&model=lstm&text=A&page=2&picture=ab&sort=confidence", store)
    assert parse_qs(state.images(provinces="苏")[1:]) == {
        "show": ["worst"],
        "lang": ["zh"],
        "model": ["lstm"],
        "sort": ["confidence"],
        "provinces": ["苏"],
    }
    assert not {"model", "other", "sort"} & set(FILTERS)


def test_a_bad_value_is_named(store):
    with pytest.raises(ConfigError, match="min_edits"):
        _ = PageState.from_query("min_edits=9", store).view


def test_images_that_are_gone_are_one_sentence(store):
    with pytest.raises(DataError, match="were deleted"):
        _ = PageState.from_query("data=gone", store).dashboard
    with pytest.raises(DataError, match="--predictions OUT"):
        _ = PageState.from_query("", DashboardStore(None)).dashboard


@given(st.dictionaries(st.text(st.characters(codec="utf-8"), min_size=1), st.text(st.characters(codec="utf-8"))))
def test_a_link_opens_the_view_it_was_made_from(fields):
    state = PageState(fields, DashboardStore(None))
    again = PageState.from_query(state.link(), DashboardStore(None))
    assert again.fields == {key: value for key, value in fields.items() if value}
