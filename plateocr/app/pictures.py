"""Serves the pictures of the evaluations that are shown, by id, so that no path of the machine reaches the page."""

import io
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from PIL import Image
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from plateocr.app.dashboards import STARTED_WITH, DashboardStore
from plateocr.errors import PictureError
from plateocr.picture import open_picture

# Width and height in pixels that a thumbnail stays within: a card's picture on a screen of twice the density.
THUMBNAIL_SIZE = (480, 192)
_NOT_SHOWN_BY_BROWSERS = frozenset({".tif", ".tiff"})
# A visitor's file is never taken for anything but the picture that its name promises.
_HEADERS = {"Cache-Control": "private, max-age=3600", "X-Content-Type-Options": "nosniff"}
# Thumbnails kept in memory, some 8 KB each.
_KEPT = 2048


def picture_url(picture_id: str, dashboard_id: str = STARTED_WITH) -> str:
    """Where the page finds a picture: relative, so that it holds behind a proxy with a path of its own."""
    return _url("pictures", picture_id, dashboard_id)


def thumbnail_url(picture_id: str, dashboard_id: str = STARTED_WITH) -> str:
    """Where the page finds a picture small, for a card."""
    return _url("thumbnails", picture_id, dashboard_id)


def picture_routes(store: DashboardStore) -> list[Route]:
    """The routes that answer :func:`picture_url` and :func:`thumbnail_url`."""

    def find(request: Request) -> Path | None:
        dashboard = store.get(request.query_params.get("data", STARTED_WITH))
        return dashboard.picture_path(request.path_params["picture_id"]) if dashboard else None

    def serve(request: Request) -> Response:
        path = find(request)
        if path is None:
            return _missing()
        if path.suffix.lower() not in _NOT_SHOWN_BY_BROWSERS:
            return FileResponse(path, headers=_HEADERS)
        try:
            return Response(_encode(open_picture(path, path.name), "PNG"), media_type="image/png", headers=_HEADERS)
        except PictureError as error:
            return PlainTextResponse(str(error), status_code=404)

    def serve_small(request: Request) -> Response:
        path = find(request)
        if path is None:
            return _missing()
        try:
            return Response(_thumbnail(path, path.stat().st_mtime_ns), media_type="image/webp", headers=_HEADERS)
        except PictureError as error:
            return PlainTextResponse(str(error), status_code=404)

    return [Route("/pictures/{picture_id}", serve), Route("/thumbnails/{picture_id}", serve_small)]


def _url(kind: str, picture_id: str, dashboard_id: str) -> str:
    asked = f"?data={quote(dashboard_id)}" if dashboard_id != STARTED_WITH else ""
    return f"{kind}/{quote(picture_id, safe='')}{asked}"


def _missing() -> Response:
    return PlainTextResponse("there is no such picture", status_code=404)


@lru_cache(maxsize=_KEPT)
def _thumbnail(path: Path, _changed: int) -> bytes:
    """A file's thumbnail as WebP; made anew when the file's time of change is another."""
    picture = open_picture(path, path.name)
    picture.thumbnail(THUMBNAIL_SIZE)
    return _encode(picture, "WEBP", quality=85)


def _encode(picture: Image.Image, kind: str, **options: int) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()
