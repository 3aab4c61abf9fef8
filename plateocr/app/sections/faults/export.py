"""The CSV of flagged images, whose ids a form posts."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from plateocr.app.dashboards.store import STARTED_WITH, DashboardStore
from plateocr.app.exports.downloads import CSV_TYPE, FOLDER, as_download
from plateocr.evaluation.flagged import flagged_images
from plateocr.evaluation.spreadsheet import spreadsheet

_NAME = "flagged.csv"
# More flags than the section shows images: such a form is not from a visitor.
_MAX_FLAGS = 10_000


def flagged_url(dashboard_id: str) -> str:
    """The URL to which a form posts the ids of flagged images (``flag``) to get them as CSV."""
    return f"{FOLDER}/{_NAME}?{urlencode({'data': dashboard_id})}"


def export_routes(store: DashboardStore) -> list[Route]:
    """The route behind the form of :func:`flagged_url`."""

    async def flagged(request: Request) -> Response:
        dashboard = store.get(request.query_params.get("data", STARTED_WITH))
        if dashboard is None:
            return PlainTextResponse("there is no such dashboard", status_code=404)
        form = await request.form(max_fields=_MAX_FLAGS, max_files=0)
        ids = [str(value) for value in form.getlist("flag")]
        return as_download(spreadsheet(flagged_images(dashboard.table, ids)), _NAME, CSV_TYPE)

    return [Route(f"/{FOLDER}/{_NAME}", flagged, methods=["POST"])]
