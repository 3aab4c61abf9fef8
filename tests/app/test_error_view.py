import re

import pytest

from plateocr.app.error_view import show_cards, show_detail, show_figures, show_pager, show_threshold
from plateocr.evaluation.slices import Selection, page_of, select


def test_figures_come_with_their_intervals(dashboard):
    metrics = dashboard.figures("lstm")
    html = show_figures(metrics)
    assert f"{metrics['accuracy']['value']:.1%}".replace("%", " %") in html
    assert f"{100 * metrics['cer']['low']:.1f} to {100 * metrics['cer']['high']:.1f} %" in html
    assert ">32<" in html


@pytest.mark.parametrize(
    ("min_edits", "words"),
    [
        (0, "right or wrong"),
        (2, "2 or more of 7 characters wrong: CER ≥ 2/7 = 0.286"),
        (7, "all 7 characters wrong: CER ≥ 7/7 = 1.000"),
    ],
)
def test_the_threshold_in_words(min_edits, words):
    html = show_threshold(Selection("lstm", min_edits), 12, 1234)
    assert words in html
    assert "<strong>12</strong> of 1,234 pictures" in html


def test_cards_stand_worst_first_with_wrong_characters_marked(dashboard):
    selection = Selection("lstm", 2)
    html = show_cards(page_of(select(dashboard.table, selection), 1, 24), selection)
    cards = html.split("<button")[1:]
    assert len(cards) == 24
    marks = [card.count("<mark>") for card in cards]
    assert marks == sorted(marks, reverse=True)
    assert marks[0] == 7
    assert marks[-1] == 2
    assert all('loading="lazy"' in card for card in cards)
    assert "CER 1.00, confidence 47.8 %. Show detail." in cards[0]


def test_no_errors_at_this_threshold(dashboard):
    selection = Selection("lstm", 7)
    html = show_cards(page_of(dashboard.table.iloc[:0], 1, 24), selection)
    assert "No errors at this threshold" in html
    assert "<button" not in html


def test_the_pager_counts(dashboard):
    rows = select(dashboard.table, Selection("lstm", 1))
    text = re.sub(r"<[^>]+>", " ", show_pager(page_of(rows, 2, 24), len(rows)))
    assert text.split() == ["25", "to", "28", "of", "28", "page", "2", "of", "2"]
    assert show_pager(page_of(rows.iloc[:0], 1, 24), 0) == ""


def test_the_detail_shows_both_models_and_every_candidate(dashboard):
    html = show_detail(dashboard.of_picture(f"{5:016x}"))
    assert re.findall(r'data-model="(\w+)"', html) == ["simple", "lstm"]
    assert html.count('class="po-bar"') == 14
    assert html.count("<mark>") == 10
    assert "220 x 70 px" in html
    assert "Unsure" in html


def test_what_the_table_says_is_escaped(dashboard):
    hostile = "<img src=x onerror=alert(1)>"
    rows = dashboard.of_picture(f"{5:016x}").assign(file=hostile, model=hostile)
    assert "<img src=x" not in show_detail(rows)
