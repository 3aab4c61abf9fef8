import csv
import io

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from plateocr.app.dashboards.store import DashboardStore
from plateocr.app.page_state import PageState
from plateocr.app.sections.faults.export import export_routes as flag_routes
from plateocr.app.sections.worst.export import export_routes
from plateocr.app.templating import render
from plateocr.evaluation.view import find_page


@pytest.fixture(scope="module")
def store(dashboard):
    return DashboardStore(dashboard)


@pytest.fixture(scope="module")
def client(store):
    return TestClient(Starlette(routes=[*export_routes(store), *flag_routes(store)]))


def rows_of(answer):
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_csv_holds_the_rows_of_the_view_in_its_order(client):
    answer = client.get("/take/view.csv?model=simple&min_edits=6")
    assert answer.headers["content-disposition"] == 'attachment; filename="plateocr-view.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = rows_of(answer)
    assert [row["edits"] for row in rows] == ["7"] * 4 + ["6"] * 4
    assert {row["model"] for row in rows} == {"simple"}


def test_contact_sheet_is_the_page_that_is_shown(client):
    first, second = (client.get(f"/take/contact-sheet.png?page={page}") for page in (1, 2))
    assert first.headers["content-type"] == "image/png"
    assert first.content.startswith(b"\x89PNG")
    assert len(second.content) < len(first.content), "24 cards, and the 8 that are left"


def test_report_is_in_the_language_of_the_page_and_saved_instead_of_shown(client):
    answer = client.get("/take/report.html?lang=zh&min_edits=7")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert '<html lang="zh">' in answer.text


@pytest.mark.parametrize(
    ("query", "code", "why"),
    [("data=unknown", 404, "deleted"), ("min_edits=9", 400, "min_edits"), ("model=other", 400, "no model 'other'")],
)
@pytest.mark.parametrize("name", ["view.csv", "contact-sheet.png", "report.html"])
def test_a_missing_image_gives_a_sentence(client, name, query, code, why):
    answer = client.get(f"/take/{name}?{query}")
    assert answer.status_code == code
    assert why in answer.text


def test_a_visitors_own_needs_its_id(store, client, dashboard, tmp_path):
    added = store.add(dashboard, tmp_path / "owned")
    assert client.get(f"/take/view.csv?data={added}").status_code == 200
    store.drop(added)
    assert client.get(f"/take/view.csv?data={added}").status_code == 404


def test_links_carry_the_state_of_the_page(store):
    state = PageState.from_query("?lang=en&min_edits=3&text=a%22b", store)
    page = find_page(state.dashboard.prepared, state.view, 24)
    html = render("zh", "sections/worst/below.html", state=state, page=page)
    for name in ("view.csv", "contact-sheet.png", "report.html"):
        assert f'href="take/{name}?lang=zh&amp;min_edits=3&amp;text=a%22b" download' in html


class TestFlagged:
    def test_one_row_per_flagged_image(self, client):
        flags = {"flag": [f"{3:016x}", f"{1:016x}", "unknown"]}
        answer = client.post("/take/flagged.csv?data=", data=flags)
        assert answer.headers["content-disposition"] == 'attachment; filename="plateocr-flagged.csv"'
        rows = rows_of(answer)
        assert [row["id"] for row in rows] == [f"{1:016x}", f"{3:016x}"]
        assert rows[0]["lstm_prediction"] != rows[0]["truth"]

    def test_no_flags_give_a_file_without_rows(self, client):
        assert rows_of(client.post("/take/flagged.csv")) == []

    def test_of_a_dashboard_that_is_gone(self, client):
        assert client.post("/take/flagged.csv?data=unknown", data={"flag": "1"}).status_code == 404
