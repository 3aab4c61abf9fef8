import re

import pytest

from plateocr.app.dashboards.dashboard import Dashboard
from plateocr.app.dashboards.store import DashboardStore
from plateocr.app.page_state import PageState
from plateocr.app.sections.faults.finder import FaultFinder
from plateocr.app.sections.faults.view import show_near, show_overlap, show_suspects


@pytest.fixture(scope="module")
def doubted(dashboard):
    """The dashboard with both models sure of the images with one edit."""
    return Dashboard(dashboard.table.assign(confidence=(dashboard.table["edits"] == 1) * 0.97), dashboard.folder)


@pytest.fixture(scope="module")
def state(doubted):
    return PageState.from_query("lang=en&show=faults", DashboardStore(doubted))


def test_doubted_labels_have_their_wrong_characters_marked_and_a_flag_each(doubted, state):
    suspects = FaultFinder(None).suspects(doubted)
    html = show_suspects("en", state, suspects)
    assert html.count("<article") == len(suspects) == 4
    assert html.count("<mark>") == 4
    assert re.findall(r'name="flag" form="po-flags" value="(\w+)"', html) == suspects["id"].tolist()
    assert 'form id="po-flags"' in html


def test_no_doubt_is_mentioned(dashboard, state):
    assert "No label is suspicious." in show_suspects("en", state, FaultFinder(None).suspects(dashboard))


def test_near_duplicates_are_searched_on_demand_and_once(doubted, state):
    finder, seen = FaultFinder(None), []
    assert finder.near_known(doubted) is None
    assert "data-look" in show_near("en", state, None)
    near = finder.near(doubted, lambda done, total: seen.append((done, total)))
    assert seen[-1] == (32, 32)
    assert finder.near(doubted, lambda *_: pytest.fail("looked twice")) is near is finder.near_known(doubted)
    assert "data-look" not in show_near("en", state, near)


def test_groups_whose_labels_differ_say_so_and_where(tmp_path, doubted, state, noise_image):
    table = doubted.table[doubted.table["file"].isin(sorted(doubted.table["file"].unique())[:3])]
    for file in table["file"].unique():
        noise_image(1).save(tmp_path / file)
    near = FaultFinder(None).near(Dashboard(table, tmp_path), lambda *_: None)
    html = show_near("en", state, near)
    assert "3 images whose labels differ" in html
    assert "<mark>" in html


def test_plates_trained_on_have_figures_with_and_without(doubted):
    plates = doubted.table["truth"].unique()
    html = show_overlap("en", FaultFinder(frozenset(plates[:2])).overlap(doubted))
    assert html.count("n = 32") > 0
    assert html.count("n = 30") > 0
    for plate in plates[:2]:
        assert plate in html
    assert "no other image" in show_overlap("en", FaultFinder(frozenset(plates)).overlap(doubted))
    assert "No plate here is in the training data." in show_overlap("en", FaultFinder(frozenset()).overlap(doubted))


def test_without_training_plates_it_says_how_to_name_them(doubted):
    html = show_overlap("en", FaultFinder(None).overlap(doubted))
    assert "--train-plates" in html


def test_more_than_is_shown_is_a_number(doubted, state, monkeypatch):
    monkeypatch.setattr("plateocr.app.sections.faults.view.SHOWN", 2)
    html = show_suspects("en", state, FaultFinder(None).suspects(doubted))
    assert html.count("<article") == 2
    assert "The first 2 of 4." in html


def test_names_of_files_are_no_markup(doubted, state):
    suspects = FaultFinder(None).suspects(doubted).assign(file="<b>\"'.jpg")
    assert "<b>" not in show_suspects("en", state, suspects)
