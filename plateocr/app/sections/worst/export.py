"""The downloads of a view: CSV, contact sheet, report. The query string of their routes has the view."""

from starlette.routing import Route

from plateocr.app.dashboards.store import DashboardStore
from plateocr.app.exports.contact_sheet import contact_sheet
from plateocr.app.exports.downloads import CSV_TYPE, download_route
from plateocr.app.exports.report import report_page
from plateocr.app.page_state import PageState
from plateocr.evaluation.spreadsheet import spreadsheet
from plateocr.evaluation.view import apply_view, find_page

# Cards on the contact sheet: those of one page.
SHEET_SIZE = 24


def export_routes(store: DashboardStore) -> list[Route]:
    """The routes behind the links under the cards."""
    return [
        download_route(store, "view.csv", CSV_TYPE, _csv),
        download_route(store, "contact-sheet.png", "image/png", _sheet),
        download_route(store, "report.html", "text/html; charset=utf-8", lambda state: report_page(state).encode()),
    ]


def _csv(state: PageState) -> bytes:
    return spreadsheet(apply_view(state.dashboard.prepared, state.view))


def _sheet(state: PageState) -> bytes:
    page = find_page(state.dashboard.prepared, state.view, SHEET_SIZE)
    title = f"{state.view.model}: page {page.number} of {page.pages}, {page.total:,} images"
    return contact_sheet(page.rows, state.dashboard.image_path, title)
