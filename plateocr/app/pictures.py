"""Serves the pictures of the evaluations that are shown, by id, so that no path of the machine reaches the page."""

import io

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from plateocr.app.dashboards import STARTED_WITH, DashboardStore
from plateocr.errors import PictureError
from plateocr.picture import open_picture

_NOT_SHOWN_BY_BROWSERS = frozenset({".tif", ".tiff"})
_HEADERS = {"Cache-Control": "private, max-age=3600", "X-Content-Type-Options": "nosniff"}


def picture_url(picture_id: str, dashboard_id: str = STARTED_WITH) -> str:
    """Where the page finds a picture of a dashboard: relative, so that it holds behind a proxy with its own path."""
    return f"pictures/{dashboard_id}/{picture_id}" if dashboard_id else f"pictures/{picture_id}"


def picture_routes(store: DashboardStore) -> list[Route]:
    """The routes that answer :func:`picture_url`; a picture of a visitor's ZIP is given for its dashboard's id only."""

    def serve(request: Request) -> Response:
        dashboard = store.get(request.path_params.get("dashboard_id", STARTED_WITH))
        path = dashboard.picture_path(request.path_params["picture_id"]) if dashboard else None
        if path is None:
            return PlainTextResponse("there is no such picture", status_code=404)
        if path.suffix.lower() not in _NOT_SHOWN_BY_BROWSERS:
            return FileResponse(path, headers=_HEADERS)
        try:
            picture = open_picture(path, path.name)
        except PictureError as error:
            return PlainTextResponse(str(error), status_code=404)
        buffer = io.BytesIO()
        picture.save(buffer, "PNG")
        return Response(buffer.getvalue(), media_type="image/png", headers=_HEADERS)

    return [Route("/pictures/{picture_id}", serve), Route("/pictures/{dashboard_id}/{picture_id}", serve)]
