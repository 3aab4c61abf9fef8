import re
from html import unescape

import pytest

from plateocr.app.dashboards.dashboard import Dashboard
from plateocr.app.dashboards.store import DashboardStore
from plateocr.app.page_state import PageState
from plateocr.app.sections.worst.view import show_cards, show_count
from plateocr.app.templating import environment
from plateocr.evaluation.view import find_page


@pytest.fixture
def opened(dashboard):
    """A function from a query to the state of the page and its page of cards."""
    store = DashboardStore(dashboard)

    def make(query, size=24):
        state = PageState.from_query(query, store)
        return state, find_page(state.dashboard.prepared, state.view, size)

    return make


def pager(state, page, section="worst"):
    return environment("en").get_template("pager.html").module.pager(state, page, section)


def count(state, page):
    return show_count("en", state, page.total)


def words(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_cards_stand_worst_first_with_wrong_characters_marked(opened):
    html = show_cards("en", *opened("show=worst"))
    cards = html.split("<a ")[1:]
    assert len(cards) == 24
    marks = [card.count("<mark>") for card in cards]
    assert marks == sorted(marks, reverse=True)
    assert marks[0] == 7
    assert all('loading="lazy"' in card and 'src="thumbnails/' in card for card in cards)
    assert "CER 1.00, confidence 47.8 %. Show details." in cards[0]
    assert re.search(r'href="\?show=worst&amp;picture=\w{16}"', cards[0])


def test_no_images_give_a_message(opened):
    html = show_cards("en", *opened("text=nowhere"))
    assert "No image passes these filters" in html
    assert "<a " not in html


@pytest.mark.parametrize(
    ("query", "chip"),
    [
        ("text=A1", "contains 'A1'"),
        ("outcome=wrong", "wrong"),
        ("outcome=only_this_wrong&model=lstm&other=simple", "only lstm wrong"),
        ("outcome=only_other_wrong&model=lstm&other=simple", "only simple wrong"),
        ("provinces=苏浙", "province 浙 苏"),
        ("truth_character=0&predicted_character=D", "0 read as D"),
        ("truth_character=0", "has 0"),
        ("predicted_character=D", "read with D"),
        ("wrong_position=0", "position 1 wrong"),
        ("min_edits=2", "2 to 8 characters wrong"),
        ("max_confidence=0.5", "confidence 0 to 0.5"),
        ("sharpness=..12.5", "Sharpness up to 12.5"),
        ("brightness=0.25..", "Brightness from 0.25"),
        ("width=100..300", "Width in pixels 100 to 300"),
        ("plate_kind=blue", "Small vehicle"),
        ("verdict=sure", "verdict: Sure"),
        ("flag=low_confidence", "unsure"),
        ("flag=agency_not_a_letter", "position 2 is not a letter"),
    ],
)
def test_each_filter_is_a_link_that_removes_it(opened, query, chip):
    html = count(*opened("show=worst&" + query))
    assert f"{chip} ×" in words(html)
    link = re.search(r'class="po-chip" href="(.*?)"', html)[1].replace("&amp;", "&")
    assert opened(link)[1].total == 32
    assert "Show all" in html


def test_the_count_is_of_all_pages(opened):
    assert words(count(*opened("outcome=wrong"))).startswith("28 images")
    assert "1 image " in words(count(*opened("text=0003-"))) + " "
    assert "po-chip" not in count(*opened(""))


def test_the_pager_leads_to_both_sides(opened):
    html = pager(*opened("show=worst&outcome=wrong&page=2", 10))
    assert words(html) == "Previous 11 to 20 of 28 page 2 of 3 Next"
    assert re.findall(r'href="(.*?)"', html) == [
        "?show=worst&amp;outcome=wrong",
        "?show=worst&amp;outcome=wrong&amp;page=3",
    ]
    assert pager(*opened("text=nowhere")) == ""
    assert pager(*opened("")).count("aria-disabled") == 1


def test_values_from_outside_are_escaped(dashboard):
    hostile = '"><img src=x onerror=alert(1)>'
    table = dashboard.table.assign(id=hostile, file=hostile)
    store = DashboardStore(Dashboard(table, dashboard.folder))
    state = PageState.from_query(PageState({"text": hostile, "data": ""}, store).link(), store)
    page = find_page(state.dashboard.prepared, state.view, 24)
    assert page.total == 32
    html = show_cards("en", state, page) + count(state, page) + pager(state, page)
    assert "<img src=x" not in html
