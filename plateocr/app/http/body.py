"""The images in a request to /v1: parsed in memory, within limits, and never written to disk."""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from plateocr.data.names import printable

_MEGABYTE = 1_000_000
MAX_BYTES = 100 * _MEGABYTE
MAX_IMAGES = 64
# The query parameters of a request.
OPTIONS = ("model", "view")
# For all requests in progress.
_MAX_BYTES_HELD = 5 * MAX_BYTES
# The name of an image that came without one.
_UNNAMED = "image"


class RefusedError(Exception):
    """A rejected request: the status, a code for programs, and a sentence for people."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


@dataclass(frozen=True)
class SentImage:
    """The bytes of an image, and its name as sent."""

    name: str
    content: bytes


class _InMemory(MultiPartParser):
    spool_max_size = MAX_BYTES


class Intake:
    """Extracts the images from requests, limiting also how much all requests hold at a time."""

    def __init__(self, max_bytes_held: int = _MAX_BYTES_HELD) -> None:
        self._max_bytes_held = max_bytes_held
        self._held = 0

    @asynccontextmanager
    async def images(self, request: Request) -> AsyncIterator[Sequence[SentImage]]:
        """The images in a request, which count as held until the block ends. Raises RefusedError."""
        taken = 0

        async def body() -> AsyncGenerator[bytes, None]:
            nonlocal taken
            async for chunk in _arriving(request):
                taken += len(chunk)
                self._held += len(chunk)
                if taken > MAX_BYTES:
                    raise _too_large()
                if self._held > self._max_bytes_held:
                    raise RefusedError(503, "busy", "The server has too many images; send them again a little later.")
                yield chunk

        try:
            yield await _images(request, body())
        finally:
            self._held -= taken


async def _arriving(request: Request) -> AsyncGenerator[bytes, None]:
    try:
        async for chunk in request.stream():
            yield chunk
    except ClientDisconnect as error:  # nobody gets this answer, but it is not a server error
        raise RefusedError(400, "disconnected", "The request ended before all of it had arrived.") from error


async def _images(request: Request, body: AsyncGenerator[bytes, None]) -> Sequence[SentImage]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    is_form = kind == "multipart/form-data"
    if not is_form and kind != "application/octet-stream" and not kind.startswith("image/"):
        raise RefusedError(
            415,
            "unsupported_content_type",
            "Send images as multipart/form-data, or one image as the body with its content type, such as image/jpeg.",
        )
    if int(request.headers.get("content-length", 0)) > MAX_BYTES:
        raise _too_large()
    images = await _of_form(request, body) if is_form else await _of_body(body)
    if not images:
        raise RefusedError(400, "no_image", "The request holds no image; send one or more files.")
    return images


async def _of_body(body: AsyncGenerator[bytes, None]) -> Sequence[SentImage]:
    content = b"".join([chunk async for chunk in body])
    return [SentImage(_UNNAMED, content)] if content else []


async def _of_form(request: Request, body: AsyncGenerator[bytes, None]) -> Sequence[SentImage]:
    parser = _InMemory(request.headers, body, max_files=MAX_IMAGES)
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError) as error:  # KeyError: no boundary
        if "Too many files" in str(getattr(error, "message", "")):
            raise RefusedError(
                400, "too_many_images", f"The request holds more than {MAX_IMAGES} images; send fewer."
            ) from error
        raise RefusedError(400, "malformed_form", "The body is not well-formed multipart/form-data.") from error
    files = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
    option = next((field for field, value in form.multi_items() if field in OPTIONS and isinstance(value, str)), None)
    if option is not None:
        raise RefusedError(400, "invalid_option", f"'{option}' belongs in the URL: /v1/read?{option}=...")
    # If no file was chosen, a browser's form sends one without name and content.
    return [
        SentImage(printable(file.filename or _UNNAMED), await file.read())
        for file in files
        if file.filename or file.size
    ]


def _too_large() -> RefusedError:
    return RefusedError(
        413, "too_large", f"The request is larger than {MAX_BYTES // _MEGABYTE} MB; send fewer or smaller images."
    )
