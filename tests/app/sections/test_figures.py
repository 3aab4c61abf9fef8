"""Overview, confusions, slices and confidence as HTML."""

import re
from html import unescape
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateocr.app.dashboards.dashboard import Dashboard
from plateocr.app.dashboards.store import DashboardStore
from plateocr.app.page_state import PageState
from plateocr.app.sections.confidence.view import DEFAULT_THRESHOLD, show_answered
from plateocr.app.sections.confusions.view import heat, show_confusions
from plateocr.app.sections.overview.view import show_overview
from plateocr.app.sections.slices.view import show_slices
from plateocr.app.templating import render
from plateocr.evaluation.attribute_slices import slice_errors
from plateocr.evaluation.calibration import Answered
from plateocr.evaluation.confusion import KINDS, confusion_matrix, top_confusions
from plateocr.evaluation.view import find_page


@pytest.fixture
def state(dashboard):
    return PageState.from_query("show=overview&model=lstm&other=simple&text=A", DashboardStore(dashboard))


def words(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def links(html):
    """Where each link leads, as a dict of the address's keys."""
    found = re.findall(r'href="\?(.*?)"', html)
    return [{key: values[0] for key, values in parse_qs(link.replace("&amp;", "&")).items()} for link in found]


def below(html):
    """What is below the model selector."""
    return html.partition("</nav></div>")[2]


def figures_of(html):
    """The table of figures."""
    return html.partition("po-trust")[0]


def images_behind(link, state):
    there = PageState(link, state.store)
    return find_page(there.dashboard.prepared, there.view, 24).total


class TestOverview:
    def test_each_figure_stands_with_its_interval_and_n(self, dashboard, state):
        metrics = {model: dashboard.figures(model) for model in ("lstm", "simple")}
        html = show_overview("en", state, metrics, dashboard.comparison("lstm", "simple"))
        assert figures_of(html).count('<th scope="row">') == 7
        accuracy = metrics["lstm"]["accuracy"]
        assert f"{accuracy['value']:.1%}".replace("%", " %") in html
        assert f"{100 * accuracy['low']:.1f} to {100 * accuracy['high']:.1f} %" in html
        assert "n = 32" in html
        assert f"n = {metrics['lstm']['n_not_wan']}" in html

    def test_the_counts_lead_to_just_those_images(self, dashboard, state):
        paired = {**dashboard.comparison("lstm", "simple")}
        html = show_overview("en", state, {"lstm": dashboard.figures("lstm")}, paired)
        assert [link["outcome"] for link in links(below(html))] == ["only_other_wrong", "only_this_wrong", "both_wrong"]
        counts = [paired["only_first_correct"], paired["only_second_correct"], paired["both_wrong"]]
        assert [images_behind(link, state) for link in links(below(html))] == counts

    def test_wrong_sure_answers_are_counted_by_kind_and_one_click_away(self, dashboard):
        table = dashboard.table.assign(verdict="sure", kind="blue")
        table.loc[table["file"].isin(sorted(set(table["file"]))[:12]), "kind"] = "green"
        state = PageState.from_query("show=overview&model=lstm", DashboardStore(Dashboard(table, dashboard.folder)))
        html = show_overview("en", state, {"lstm": dashboard.figures("lstm")}, None)
        rows = re.findall(r'<tr><th scope="row">(.*?)</tr>', html[html.index("po-trust-table") :])
        assert [row.partition("<")[0] for row in rows] == ["all plates", "Small vehicle", "Small new-energy vehicle"]
        wrong = (~table[table["model"] == "lstm"]["correct"]).groupby(table["kind"]).sum()
        found = links(html[html.index("po-trust-table") :])
        assert [images_behind(link, state) for link in found] == [wrong.sum(), wrong["blue"], wrong["green"]]
        assert f"{wrong.sum()} of 32" in html

    def test_a_table_from_before_there_were_verdicts_says_nothing_of_them(self, dashboard):
        older = Dashboard(dashboard.table.drop(columns="verdict"), dashboard.folder)
        state = PageState.from_query("show=overview&model=lstm", DashboardStore(older))
        assert "po-trust" not in show_overview("en", state, {"lstm": dashboard.figures("lstm")}, None)

    @pytest.mark.parametrize(
        ("p", "sentence"),
        [
            (0.0001, "p < 0.001. The difference is larger than chance explains."),
            (0.049, "p = 0.049. The difference is larger than chance explains."),
            (0.2, "p = 0.200. Chance alone could explain this difference."),
        ],
    )
    def test_mcnemar_in_words(self, dashboard, state, p, sentence):
        unequal = {"only_first_correct": 3, "only_second_correct": 9, "mcnemar_p": p}
        paired = {**dashboard.comparison("lstm", "simple"), **unequal}
        assert sentence in words(show_overview("en", state, {"lstm": dashboard.figures("lstm")}, paired))

    @pytest.mark.parametrize(
        ("language", "cell", "sentence"),
        [
            ("en", "No difference", "p = 1.000. No difference: both models read equally many plates correctly."),
            ("zh", "没有差异", "p = 1.000。 没有差异：两个模型整牌正确的数量相同。"),
        ],
    )
    def test_no_difference_is_said_in_words(self, dashboard, state, language, cell, sentence):
        none = {"value": 0.0, "low": 0.0, "high": 0.0}
        paired = {
            **dashboard.comparison("lstm", "simple"),
            **{"only_first_correct": 0, "only_second_correct": 0, "mcnemar_p": 1.0},
            **{"accuracy_difference": none, "cer_difference": none},
        }
        metrics = {model: dashboard.figures(model) for model in ("lstm", "simple")}
        html = show_overview(language, state, metrics, paired)
        assert html.count(f"<b>{cell}</b>") == 2
        assert "+0.0" not in html
        assert sentence in words(html)

    def test_a_negative_difference_has_a_minus_sign(self, dashboard, state):
        less = {"value": -0.024, "low": -0.04, "high": 0.01}
        paired = {**dashboard.comparison("lstm", "simple"), "accuracy_difference": less}
        metrics = {model: dashboard.figures(model) for model in ("lstm", "simple")}
        assert "−2.4 points −4.0 to +1.0" in words(show_overview("en", state, metrics, paired))

    def test_a_single_model_is_not_compared_with_another(self, dashboard, state):
        html = show_overview("en", state, {"lstm": dashboard.figures("lstm")}, None)
        assert "McNemar" not in html
        assert "Difference" not in html


class TestModels:
    def test_the_other_model_is_compared_with_the_one_before(self, state):
        html = render("en", "models.html", state=state)
        first, second = links(html)
        assert (first["model"], first["other"]) == ("simple", "lstm")
        assert (second["model"], second["other"]) == ("lstm", "simple")
        assert html.count('aria-current="true"') == 1
        assert first["text"] == "A"


class TestConfusions:
    def test_each_number_leads_to_its_images(self, dashboard, state):
        rows = dashboard.prepared.of("lstm").rows
        tables = {kind: confusion_matrix(rows, kind) for kind in KINDS}
        html = show_confusions("en", state, top_confusions(rows), tables)
        cells = re.findall(r'<td style="--heat:([\d.]+)"><a href="\?(.*?)".*?>(\d+)</a>', html)
        assert sum(int(count) for _, _, count in cells) == rows["edits"].sum()
        assert all(images_behind(link, state) for link in links(below(html)))
        assert all("text" not in link for link in links(below(html)))

    def test_rows_without_an_error_are_hidden(self, dashboard, state):
        rows = dashboard.prepared.of("lstm").rows
        tables = {kind: confusion_matrix(rows, kind) for kind in KINDS}
        html = show_confusions("en", state, top_confusions(rows), tables)
        heads = re.findall(r'<th scope="row">(.)</th>', html)
        truths = set(rows["truth"].str[0][rows["truth"].str[0] != rows["prediction"].str[0]])
        assert truths <= set(heads)
        assert "Z" not in heads

    def test_no_errors_give_a_message(self, state, dashboard):
        rows = dashboard.prepared.of("lstm").rows
        perfect = {kind: confusion_matrix(rows.assign(prediction=rows["truth"]), kind) for kind in KINDS}
        assert "No character was misread" in show_confusions("en", state, [], perfect)

    def test_characters_that_name_a_use_have_a_table_if_plates_have_any(self, state, dashboard):
        rows = dashboard.prepared.of("lstm").rows.iloc[:1]
        for truth, read, shown in (("皖A12345", "皖A12346", False), ("皖A1234警", "皖A1234学", True)):
            of_one = rows.assign(truth=truth, prediction=read)
            tables = {kind: confusion_matrix(of_one, kind) for kind in KINDS}
            html = show_confusions("en", state, top_confusions(of_one), tables)
            assert ("Special-use characters" in html) == shown
            assert ("警 read as 学" in html) == shown

    @given(st.floats(1e-6, 1), st.floats(1e-6, 1))
    def test_more_is_never_fainter(self, first, second):
        low, high = sorted((first, second))
        assert 0 <= heat(low) <= heat(high) <= 1


class TestSlices:
    def test_each_row_leads_to_as_many_images_as_it_counts(self, dashboard, state):
        slices = slice_errors(dashboard.prepared.of("lstm").rows)
        html = show_slices("en", state, slices)
        assert html.count("<tr") == len(slices) + 1
        expected = slices["errors"].where(slices["name"] == "position", slices["n"])
        assert [images_behind(link, state) for link in links(below(html))] == expected.tolist()

    def test_small_slices_are_grey(self, dashboard, state):
        slices = slice_errors(dashboard.prepared.of("lstm").rows)
        assert show_slices("en", state, slices).count('class="po-small"') == slices["small"].sum()


class TestConfidence:
    def test_shows_what_a_threshold_costs_and_gains(self, state):
        html = show_answered("en", state, {"lstm": Answered(485, 483, 500)}, 0.5)
        assert "answers 97.0 % of plates (485 of 500), 99.6 % of them correctly." in words(html)
        assert "Show the 2 wrong ones" in html
        assert links(html)[0]["min_confidence"] == "0.5"

    def test_cells_without_errors_are_not_links(self, state):
        assert "href" not in show_answered("en", state, {"lstm": Answered(5, 5, 500)}, 0.5)

    def test_no_answers_give_a_message(self, state):
        assert "answers no plate." in words(show_answered("en", state, {"lstm": Answered(0, 0, 500)}, 1.0))

    def test_the_slider_is_labelled(self):
        html = render("zh", "sections/confidence/slider.html", default=DEFAULT_THRESHOLD)
        assert re.search(r'<label for="(.*?)">', html)[1] == re.search(r'<input type="range" id="(.*?)"', html)[1]
