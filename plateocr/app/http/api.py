"""The programming interface under /v1: images in, JSON records out, with an OpenAPI document and its page."""

from collections.abc import Sequence
from functools import partial
from http import HTTPStatus
from typing import Annotated

from fastapi import FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi_offline import FastAPIOffline
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send

import plateocr
from plateocr.app.http.body import OPTIONS, Intake, RefusedError
from plateocr.app.http.schema import REFUSALS, REQUEST_BODY, Health, ModelState, ReadAnswer, Refusal
from plateocr.app.reading.pool import ReadingPool
from plateocr.app.reading.readers import OpenedReaders, source_of
from plateocr.app.reading.recognise import read_record
from plateocr.data.names import printable
from plateocr.models.config import ONNX_NAME
from plateocr.pipeline.crop_or_photo import View
from plateocr.pipeline.reader import PlateReader
from plateocr.pipeline.record import Fault, ImageRecord

_PREFIX = "/v1"
_STATIC = "/static"
_DESCRIPTION = """Reads Chinese licence plates from crops of plates and from whole photos.

Images are read in memory and not kept. The same records are printed by `plateocr predict --json`.
"""


def http_api(opened: OpenedReaders, pool: ReadingPool) -> Mount:
    """POST /v1/read, GET /v1/health, and their documentation under /v1/docs, as a route of the app."""
    api = FastAPIOffline(
        docs_url=None,
        redirect_slashes=False,  # redirects would reveal the address behind a proxy
        redoc_url=None,
        static_url=_STATIC,
        title="plateocr",
        version=plateocr.__version__,
        description=_DESCRIPTION,
        # Relative to the document, so that it works behind a proxy with its own path.
        servers=[{"url": "."}],
        root_path_in_servers=False,
    )
    _add_reading(api, opened, pool)
    _add_health(api, opened)
    _add_documentation(api)
    _add_refusals(api)

    async def below_prefix(scope: Scope, receive: Receive, send: Send) -> None:
        # If the server is given a proxy's path, that is not part of the path that arrives, which breaks a Mount.
        rest = scope["path"].partition(_PREFIX)[2]
        await api({**scope, "root_path": _PREFIX, "path": _PREFIX + rest}, receive, send)

    return Mount(_PREFIX, below_prefix)


def _add_reading(api: FastAPI, opened: OpenedReaders, pool: ReadingPool) -> None:
    intake = Intake()

    @api.post("/read", response_model=ReadAnswer, responses=REFUSALS, openapi_extra=REQUEST_BODY, summary="Read images")
    async def read(
        request: Request,
        model: Annotated[list[str] | None, Query(description="Read only with this model; repeatable.")] = None,
        view: Annotated[
            View,
            Query(description="crop: each image shows one plate; photo: detect plates; auto: decide by the image."),
        ] = "auto",
    ) -> Response:
        """Read the plates in one or more images, sent as files of a form, or one as the request body.

        A file that cannot be opened is reported as `error` in its record; the others are still read.
        """
        unknown = next((option for option in request.query_params if option not in OPTIONS), None)
        if unknown is not None:
            raise RefusedError(
                400, "invalid_option", f"There is no option '{printable(unknown)}'; there are {' and '.join(OPTIONS)}."
            )
        names = _chosen([reader.name for reader in opened.readers], model or [])
        images: list[ImageRecord] = []
        async with intake.images(request) as sent:
            for one in sent:
                if await request.is_disconnected():
                    break
                images.append(await pool.run(partial(read_record, opened, one.content, one.name, view, names)))
        return _json(ReadAnswer(version=plateocr.__version__, models=names, images=tuple(images)))


def _add_health(api: FastAPI, opened: OpenedReaders) -> None:
    @api.head("/health", include_in_schema=False)
    @api.get("/health", response_model=Health, responses={503: {"model": Health}}, summary="Health check")
    async def health() -> Response:
        """Whether images can be read, and with which models."""
        state = Health(
            status="ready" if opened.readers else "no_model",
            version=plateocr.__version__,
            models=tuple(_state(reader) for reader in opened.readers),
            finds_plates=opened.detector is not None,
        )
        return _json(state, 200 if opened.readers else 503)


def _add_documentation(api: FastAPI) -> None:
    @api.get("/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        static = _STATIC.removeprefix("/")  # relative, like the document's address
        return get_swagger_ui_html(
            openapi_url="openapi.json",
            title="plateocr",
            swagger_js_url=f"{static}/swagger-ui-bundle.js",
            swagger_css_url=f"{static}/swagger-ui.css",
            swagger_favicon_url=f"{static}/favicon.png",
        )


def _add_refusals(api: FastAPI) -> None:
    """Report all errors to programs in the same JSON form."""

    def refused(status: int, code: str, message: str) -> Response:
        return _json(Refusal(error=Fault(code=code, message=message)), status)

    @api.exception_handler(RefusedError)
    async def on_refused(_: Request, error: RefusedError) -> Response:
        return refused(error.status, error.code, error.message)

    @api.exception_handler(RequestValidationError)
    async def on_invalid(_: Request, error: RequestValidationError) -> Response:
        fault = error.errors()[0]
        return refused(400, "invalid_option", f"{fault['loc'][-1]}: {fault['msg']}.")

    @api.exception_handler(HTTPException)
    async def on_http(_: Request, error: HTTPException) -> Response:
        code = HTTPStatus(error.status_code).name.lower()
        answer = refused(error.status_code, code, f"{error.detail}: see {_PREFIX}/docs.")
        answer.headers.update(error.headers or {})
        return answer

    @api.exception_handler(Exception)
    async def on_bug(_: Request, error: Exception) -> Response:
        return refused(500, "internal", "Something went wrong on the server; see its log.")


def _chosen(names: Sequence[str], asked: Sequence[str]) -> tuple[str, ...]:
    if not names:
        raise RefusedError(503, "no_model", "There is no model to read with; the app's page says why.")
    unknown = next((name for name in asked if name not in names), None)
    if unknown is not None:
        raise RefusedError(400, "invalid_option", f"There is no model '{unknown}'; choose from {', '.join(names)}.")
    return tuple(name for name in names if not asked or name in asked)


def _state(reader: PlateReader) -> ModelState:
    return ModelState(
        name=reader.name,
        source=source_of(reader) or "a folder on the server",
        architecture=reader.config.architecture,
        sha256=reader.config.hashes.get(ONNX_NAME),
    )


def _json(value: BaseModel, status: int = 200) -> Response:
    return Response(value.model_dump_json(), status, media_type="application/json")
