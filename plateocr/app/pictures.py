"""Serves the pictures of the evaluations that are shown, by id, so that no path of the machine reaches the page."""

import io

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from plateocr.app.dashboard import Dashboard
from plateocr.errors import PictureError
from plateocr.picture import open_picture

_NOT_SHOWN_BY_BROWSERS = frozenset({".tif", ".tiff"})
_HEADERS = {"Cache-Control": "private, max-age=3600"}


def picture_url(picture_id: str) -> str:
    """Where the page finds a picture: relative, so that it holds behind a proxy with a path of its own."""
    return f"pictures/{picture_id}"


def picture_route(dashboard: Dashboard) -> Route:
    """The route that answers :func:`picture_url`."""

    def serve(request: Request) -> Response:
        path = dashboard.picture_path(request.path_params["picture_id"])
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

    return Route("/pictures/{picture_id}", serve)
