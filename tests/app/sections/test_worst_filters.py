import re

import pytest

from plateocr.app.dashboards.dashboard import Dashboard
from plateocr.app.names import attribute_names, flag_names, outcome_names
from plateocr.app.sections.worst.filters import show_filters
from plateocr.evaluation.attributes import ATTRIBUTES
from plateocr.evaluation.view import View
from plateocr.evaluation.view_fields import FLAGS


def test_every_field_is_a_key_of_a_view(dashboard):
    names = re.findall(r' name="([\w:]+)"', show_filters("en", dashboard))
    keys = {name.partition(":")[0] for name in names}
    assert len(names) == len(set(names))
    assert keys <= set(View.model_fields)
    # The rest is selected elsewhere: the models above the form, the page below the cards.
    measured = {name for name in ATTRIBUTES if name in dashboard.table.columns}
    assert set(View.model_fields) - keys == {"model", "other", "page"} | (set(ATTRIBUTES) - measured)


def test_every_choice_is_one_that_a_view_takes(dashboard):
    for name, options in re.findall(r'<select name="(\w+)".*?>(.*?)</select>', show_filters("en", dashboard)):
        for value in filter(None, re.findall(r'value="(.*?)"', options)):
            View.from_query({name: value}, dashboard.models)


def test_a_single_model_is_not_compared(dashboard):
    alone = Dashboard(dashboard.table[dashboard.table["model"] == "lstm"], dashboard.folder)
    html = show_filters("en", alone)
    assert "both_wrong" not in html
    assert "loss_against_other" not in html
    assert list(outcome_names("en", "lstm", None)) == ["all", "correct", "wrong"]


def test_a_table_without_an_attribute_has_no_field_for_it(dashboard):
    older = Dashboard(dashboard.table.drop(columns="sharpness"), dashboard.folder)
    assert "sharpness" not in show_filters("en", older)
    assert "brightness" in show_filters("en", older)


def test_the_kinds_of_plate_are_those_of_the_table_in_words(dashboard):
    table = dashboard.table.assign(kind=["police", "green"] * (len(dashboard.table) // 2))
    html = show_filters("en", Dashboard(table, dashboard.folder))
    (options,) = re.findall(r'<select name="plate_kind">(.*?)</select>', html)
    assert re.findall(r">(.*?)</option>", options) == ["any", "Small new-energy vehicle", "Police"]
    assert "plate_kind" not in show_filters("en", Dashboard(table.drop(columns="kind"), dashboard.folder))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_everything_has_a_name(language):
    assert set(flag_names(language)) == set(FLAGS)
    assert list(attribute_names(language)) == list(ATTRIBUTES)


def test_every_field_has_a_label(dashboard):
    html = show_filters("en", dashboard)
    fields = re.findall(r"<(?:input|select) [^>]*>", html)
    labels = len(re.findall(r'<label class="po-field"><span>\S', html)) + sum("aria-label" in field for field in fields)
    assert labels == len(fields)
