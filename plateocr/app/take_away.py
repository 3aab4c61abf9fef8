"""What a visitor can take away of a view: CSV, contact sheet, report. Links to routes that the address's query fills.

No file is written at the server and nothing is remembered: each is made when it is asked for.
"""

from collections.abc import Callable
from html import escape
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from plateocr.app.contact_sheet import contact_sheet
from plateocr.app.dashboards import STARTED_WITH, DashboardStore
from plateocr.app.page_state import PageState
from plateocr.app.report_page import report_page
from plateocr.app.texts import Language, say
from plateocr.errors import ConfigError, DataError
from plateocr.evaluation.flagged import flagged_images
from plateocr.evaluation.spreadsheet import spreadsheet
from plateocr.evaluation.view import apply_view, find_page

# Cards on the contact sheet: those of one page.
SHEET_SIZE = 24
CSV_TYPE = "text/csv; charset=utf-8"
_FOLDER, _FLAGGED = "take", "flagged.csv"
# A form of more flags than the section 'Data faults' shows pictures is no visitor's.
_MAX_FLAGS = 10_000


def show_take_away(language: Language, state: PageState) -> str:
    """The links under the cards: each downloads what the address asks for now."""
    links = (
        ("view.csv", say(language, "These pictures as CSV")),
        ("contact-sheet.png", say(language, "This page as a picture")),
        ("report.html", say(language, "Report")),
    )
    query = urlencode({"lang": language} | {key: value for key, value in state.fields.items() if key != "lang"})
    items = "".join(
        f'<a class="po-action" href="{_FOLDER}/{name}?{escape(query)}" download>{escape(text)}</a>'
        for name, text in links
    )
    label = say(language, "Take away")
    return f'<nav class="po-actions po-take-away" aria-label="{escape(label)}">{items}</nav>'


def flagged_url(dashboard_id: str) -> str:
    """Where a form posts the ids of flagged pictures (``flag``) to get them as CSV."""
    return f"{_FOLDER}/{_FLAGGED}?{urlencode({'data': dashboard_id})}"


def take_routes(store: DashboardStore) -> list[Route]:
    """The routes behind the links of :func:`show_take_away` and the form of :func:`flagged_url`."""

    async def flagged(request: Request) -> Response:
        dashboard = store.get(request.query_params.get("data", STARTED_WITH))
        if dashboard is None:
            return PlainTextResponse("there is no such dashboard", status_code=404)
        form = await request.form(max_fields=_MAX_FLAGS, max_files=0)
        ids = [str(value) for value in form.getlist("flag")]
        return _as_download(spreadsheet(flagged_images(dashboard.table, ids)), _FLAGGED, CSV_TYPE)

    def route(name: str, media_type: str, make: Callable[[PageState], bytes]) -> Route:
        def serve(request: Request) -> Response:
            try:
                content = make(PageState.from_query(request.url.query, store))
            except DataError as error:
                return PlainTextResponse(str(error), status_code=404)
            except ConfigError as error:
                return PlainTextResponse(str(error), status_code=400)
            return _as_download(content, name, media_type)

        return Route(f"/{_FOLDER}/{name}", serve)

    return [
        route("view.csv", CSV_TYPE, _csv),
        route("contact-sheet.png", "image/png", _sheet),
        route("report.html", "text/html; charset=utf-8", _report),
        Route(f"/{_FOLDER}/{_FLAGGED}", flagged, methods=["POST"]),
    ]


def _as_download(content: bytes, name: str, media_type: str) -> Response:
    """An answer that browsers save as a file: never shown, so that nothing in it runs as part of the app."""
    headers = {
        "Content-Disposition": f'attachment; filename="plateocr-{name}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, media_type=media_type, headers=headers)


def _csv(state: PageState) -> bytes:
    return spreadsheet(apply_view(state.dashboard.prepared, state.view))


def _sheet(state: PageState) -> bytes:
    page = find_page(state.dashboard.prepared, state.view, SHEET_SIZE)
    title = f"{state.view.model}: page {page.number} of {page.pages}, {page.total:,} pictures"
    return contact_sheet(page.rows, state.dashboard.picture_path, title)


def _report(state: PageState) -> bytes:
    return report_page(state).encode()
