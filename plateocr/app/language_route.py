"""Sends a visitor to the page in the language of the link, or else of the browser."""

from starlette.datastructures import Headers, QueryParams
from starlette.types import ASGIApp, Receive, Scope, Send

from plateocr.app.texts import Language, language_of

# The path of each language's page; English is the home page.
PAGES: dict[Language, str] = {"en": "", "zh": "zh"}


class LanguageRoute:
    """ASGI middleware: the home page is answered by the page of the language; the address stays as it is."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and scope["path"] == "/":
            asked = QueryParams(scope["query_string"]).get("lang")
            page = PAGES[language_of(asked, Headers(scope=scope).get("accept-language"))]
            scope = {**scope, "path": f"/{page}", "raw_path": f"/{page}".encode()}
        await self._app(scope, receive, send)
