"""Responses that browsers save as a file. Nothing is written on the server: each is made on request."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from plateocr.app.dashboards.store import DashboardStore
from plateocr.app.languages import tell
from plateocr.app.page_state import PageState
from plateocr.errors import ConfigError, DataError

# The path prefix of all downloads.
FOLDER = "take"
CSV_TYPE = "text/csv; charset=utf-8"


def download_route(store: DashboardStore, name: str, media_type: str, make: Callable[[PageState], bytes]) -> Route:
    """The route of a download that ``make`` makes from the state of the page, given by the query string."""

    def serve(request: Request) -> Response:
        state = PageState.from_query(request.url.query, store)
        try:
            content = make(state)
        except (DataError, ConfigError) as error:
            status = 404 if isinstance(error, DataError) else 400
            return PlainTextResponse(tell(state.language, error), status_code=status)
        return as_download(content, name, media_type)

    return Route(f"/{FOLDER}/{name}", serve)


def as_download(content: bytes, name: str, media_type: str) -> Response:
    """A response that browsers save as a file; it is never displayed, so nothing in it can run as part of the app."""
    headers = {
        "Content-Disposition": f'attachment; filename="plateocr-{name}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, media_type=media_type, headers=headers)
