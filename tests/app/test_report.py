import re

import pytest

from plateocr.app.dashboards.dashboard import Dashboard
from plateocr.app.dashboards.store import DashboardStore
from plateocr.app.exports.report import IMAGES, report_page
from plateocr.app.page_state import PageState


def report(dashboard, query=""):
    return report_page(PageState.from_query(query, DashboardStore(dashboard)))


@pytest.fixture(scope="module")
def page(dashboard):
    return report(dashboard)


def test_it_makes_no_requests(page):
    without_plotly = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    asked = re.findall(r"""(?:src|href)=["'](?!data:)|url\((?!data:)|@import|<link""", without_plotly)
    assert asked == []
    assert "<script src" not in page


def test_every_model_has_its_figures_and_the_two_are_compared(page, dashboard):
    for model in dashboard.models:
        assert f">{model}</th>" in page
    assert page.count(">12.5 %</b>") >= 2, "4 of 32 plates are read exactly by both"
    assert "No difference: both models read equally many plates correctly." in page


def test_charts_share_one_script(page):
    assert page.count('class="plotly-graph-div"') == 4
    assert page.count("plotly.js v") == 1


def test_the_views_images_are_embedded_worst_first(dashboard):
    page = report(dashboard, "min_edits=5")
    assert page.count('<img src="data:image/jpeg;base64,') == 12
    assert "the first 12 of 12" in page
    assert "min_edits=5" in page
    assert page.index("CER 1.00") < page.index("CER 0.71")
    assert "<mark>" in page


def test_no_more_images_than_announced(dashboard, monkeypatch):
    monkeypatch.setattr("plateocr.app.exports.report.IMAGES", 3)
    assert IMAGES > 3
    assert "the first 3 of 32" in report(dashboard)


def test_names_of_files_and_models_are_no_markup(dashboard):
    table = dashboard.table.assign(file=[f"<b>{name}" for name in dashboard.table["file"]])
    page = report(Dashboard(table, dashboard.folder))
    assert "<b>0" not in page
    assert "&lt;b&gt;0" in page
    assert "image not found" in page


def test_in_chinese(dashboard):
    page = report(dashboard, "lang=zh")
    assert '<html lang="zh">' in page
    assert "字符混淆" in page


def test_one_model_alone(dashboard):
    table = dashboard.table[dashboard.table["model"] == "lstm"].reset_index(drop=True)
    page = report(Dashboard(table, dashboard.folder))
    assert "McNemar" not in page
