"""Serves the images of the shown evaluations by id, so that no path of the server reaches the page."""

import io
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from PIL import Image
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from plateocr.app.dashboards.store import STARTED_WITH, DashboardStore
from plateocr.errors import ImageError
from plateocr.heif import HEIF_SUFFIXES
from plateocr.images import open_image

# Maximum width and height of a thumbnail in pixels: those of a card's image on a high-density screen.
THUMBNAIL_SIZE = (480, 192)
# The same for a whole photo, and for a part of one.
PHOTO_SIZE, PART_SIZE = (960, 960), (720, 288)
_PART = re.compile(r"(\d{1,5})-(\d{1,5})-(\d{1,5})-(\d{1,5})", re.ASCII)
_NOT_SHOWN_BY_BROWSERS = HEIF_SUFFIXES | {".tif", ".tiff"}
# Browsers must never take a visitor's file for anything but the image that its name says it is.
_HEADERS = {"Cache-Control": "private, max-age=3600", "X-Content-Type-Options": "nosniff"}
# How many thumbnails and photos are kept in memory, of about 8 KB and 80 KB each.
_KEPT, _PHOTOS_KEPT = 2048, 256

# Left, top, right and bottom in pixels of an upright photo.
Part = tuple[int, int, int, int]


def image_url(image_id: str, dashboard_id: str = STARTED_WITH) -> str:
    """The URL of an image: relative, so that it works behind a proxy with its own path."""
    return _url("pictures", image_id, dashboard_id)


def thumbnail_url(image_id: str, dashboard_id: str = STARTED_WITH) -> str:
    """The URL of an image's thumbnail, for a card."""
    return _url("thumbnails", image_id, dashboard_id)


def photo_url(photo_id: str, dashboard_id: str = STARTED_WITH, part: Part | None = None) -> str:
    """The URL of a whole photo, shrunk, or of a part of it at the size of a close-up."""
    url = _url("photos", photo_id, dashboard_id)
    if part is None:
        return url
    return f"{url}{'&' if '?' in url else '?'}part={'-'.join(map(str, part))}"


def image_routes(store: DashboardStore) -> list[Route]:
    """The routes behind :func:`image_url`, :func:`thumbnail_url` and :func:`photo_url`."""

    def find(request: Request) -> Path | None:
        dashboard = store.get(request.query_params.get("data", STARTED_WITH))
        return dashboard.image_path(request.path_params["image_id"]) if dashboard else None

    def serve(request: Request) -> Response:
        path = find(request)
        if path is None:
            return _missing()
        if path.suffix.lower() not in _NOT_SHOWN_BY_BROWSERS:
            return FileResponse(path, headers=_HEADERS)
        return _made(lambda: _encode(open_image(path, path.name), "PNG"), "image/png")

    def serve_small(request: Request) -> Response:
        path = find(request)
        if path is None:
            return _missing()
        return _made(lambda: _thumbnail(path, path.stat().st_mtime_ns), "image/webp")

    def serve_photo(request: Request) -> Response:
        dashboard = store.get(request.query_params.get("data", STARTED_WITH))
        photos = dashboard.photos if dashboard else None
        path = photos.path(request.path_params["photo_id"]) if photos else None
        asked = request.query_params.get("part", "")
        part = _PART.fullmatch(asked) if asked else None
        if path is None or (asked and part is None):
            return _missing()
        numbers = tuple(map(int, part.groups())) if part else ()
        return _made(lambda: _photo(path, path.stat().st_mtime_ns, numbers), "image/webp")

    return [
        Route("/pictures/{image_id}", serve),
        Route("/thumbnails/{image_id}", serve_small),
        Route("/photos/{photo_id}", serve_photo),
    ]


def _url(kind: str, image_id: str, dashboard_id: str) -> str:
    asked = f"?data={quote(dashboard_id)}" if dashboard_id != STARTED_WITH else ""
    return f"{kind}/{quote(image_id, safe='')}{asked}"


def _made(make: Callable[[], bytes], media_type: str) -> Response:
    """An image made on request, or the reason why it cannot be made."""
    try:
        return Response(make(), media_type=media_type, headers=_HEADERS)
    except ImageError as error:
        return PlainTextResponse(str(error), status_code=404)
    except OSError:
        return PlainTextResponse("the file is gone", status_code=404)


def _missing() -> Response:
    return PlainTextResponse("there is no such image", status_code=404)


@lru_cache(maxsize=_KEPT)
def _thumbnail(path: Path, _changed: int) -> bytes:
    """A file's thumbnail as WebP; made again if the file's modification time has changed."""
    image = open_image(path, path.name)
    image.thumbnail(THUMBNAIL_SIZE)
    return _encode(image, "WEBP", quality=85)


@lru_cache(maxsize=_PHOTOS_KEPT)
def _photo(path: Path, _changed: int, part: tuple[int, ...]) -> bytes:
    """A photo, or a part clipped to it, shrunk, as WebP. Raises ImageError if the part is outside the photo."""
    image = open_image(path, path.name)
    size = PHOTO_SIZE
    if part:
        left, top, right, bottom = part
        right, bottom = min(right, image.width), min(bottom, image.height)
        if left >= right or top >= bottom:
            raise ImageError("there is no such part")
        image, size = image.crop((left, top, right, bottom)), PART_SIZE
    image.thumbnail(size)
    return _encode(image, "WEBP", quality=85)


def _encode(image: Image.Image, kind: str, **options: int) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()
