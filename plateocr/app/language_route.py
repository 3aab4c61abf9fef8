"""Sends a visitor to the page in the language of the link, or else of the browser."""

from starlette.datastructures import Headers, QueryParams
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from plateocr.app.languages import SOURCE, Language, language_of, languages


def page_of(language: Language) -> str:
    """The path of a language's page; English is the home page."""
    return "" if language == SOURCE else language


class LanguageRoute:
    """ASGI middleware: redirects from a page in another language to that in the visitor's.

    Only pages are redirected, never requests of programs. The query string is kept; but Gradio does not get the number
    of the page of cards in it (``page``), since it would look for a page of the app with that name.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        is_read = scope["type"] == "http" and scope["method"] == "GET"
        page: str = scope["path"].removeprefix("/") if is_read else "no page"
        if page in map(page_of, languages()):
            wanted = page_of(_language(scope, page))
            if wanted != page:
                query = scope["query_string"].decode("latin-1")
                # Relative, so that it works behind a proxy with its own path.
                address = f"./{wanted}{'?' + query if query else ''}"
                await RedirectResponse(address, 302, {"Vary": "Accept-Language"})(scope, receive, send)
                return
            scope = {**scope, "query_string": _without_page(scope["query_string"])}
        await self._app(scope, receive, send)


def _language(scope: Scope, page: str) -> Language:
    """The home page is in the browser's language, other pages in their own; a language in the link takes precedence."""
    asked = QueryParams(scope["query_string"]).get("lang")
    return language_of(asked, page or Headers(scope=scope).get("accept-language"))


def _without_page(query: bytes) -> bytes:
    return b"&".join(part for part in query.split(b"&") if not part.startswith(b"page="))
