"""Puts the pages together, in each language, and serves them."""

import atexit
import logging
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import gradio as gr
from starlette.middleware import Middleware

from plateocr.app import WORKSPACE
from plateocr.app.dashboards.store import DashboardStore
from plateocr.app.environment import check_environment
from plateocr.app.footer import show_footer
from plateocr.app.hosting import Shown, open_shown
from plateocr.app.http.api import http_api
from plateocr.app.http.tool import add_read_endpoint, answer_in_json
from plateocr.app.images.routes import image_routes
from plateocr.app.language_route import LanguageRoute, page_of
from plateocr.app.languages import SOURCE, languages
from plateocr.app.reading.pool import ReadingPool
from plateocr.app.sections.confidence import CONFIDENCE
from plateocr.app.sections.confusions import CONFUSIONS
from plateocr.app.sections.detail import DETAIL
from plateocr.app.sections.faults import FAULTS
from plateocr.app.sections.overview import OVERVIEW
from plateocr.app.sections.own import OWN
from plateocr.app.sections.photos import PHOTOS
from plateocr.app.sections.read import READ
from plateocr.app.sections.slices import SLICES
from plateocr.app.sections.worst import WORST
from plateocr.app.shell import Shell, html
from plateocr.app.templating import render
from plateocr.app.theme import look
from plateocr.data.train_plates import read_train_plates
from plateocr.errors import ConfigError
from plateocr.shipped import SHIPPED_MODELS

# In the order of the navigation.
SECTIONS = (READ, OVERVIEW, WORST, PHOTOS, CONFUSIONS, SLICES, CONFIDENCE, FAULTS, OWN)
# The age at which visitors' files are deleted, and how often that is checked; all of them are deleted at the end.
_KEEP_SECONDS, _LOOK_SECONDS = 6 * 3600, 600
_log = logging.getLogger(__name__)


def build_app(
    shown: Shown, store: DashboardStore, pool: ReadingPool, train_plates: frozenset[str] | None = None
) -> gr.Blocks:
    """The app, with one page per language. Without readers, or an evaluation to show, its sections say why."""
    opened = shown.opened
    WORKSPACE.mkdir(mode=0o700, exist_ok=True)
    atexit.register(shutil.rmtree, WORKSPACE, ignore_errors=True)
    workspace = Path(tempfile.mkdtemp(dir=WORKSPACE))
    app: gr.Blocks
    with gr.Blocks(
        title="plateocr", analytics_enabled=False, delete_cache=(_LOOK_SECONDS, _KEEP_SECONDS), fill_width=True
    ) as app:
        _build_page(Shell(SOURCE, opened, store, workspace, pool, train_plates), shown)
        if opened.readers:
            add_read_endpoint(opened, pool)
    for language, name in languages().items():
        if language != SOURCE:
            with app.route(name, page_of(language), show_in_navbar=False):
                _build_page(Shell(language, opened, store, workspace, pool, train_plates), shown)
    return app


def _build_page(shell: Shell, shown: Shown) -> None:
    """The header, the sections (address.js shows the one named in the address), the dialog and the footer."""
    header = render(shell.language, "header.html", languages=languages(), sections=SECTIONS)
    html("po-top", header, js_on_load="plateocr.fieldsShown(watch)")
    for section in (*SECTIONS, DETAIL):
        with gr.Column(elem_id=f"po-section-{section.name}", elem_classes="po-section"):
            section.layout(shell)
    # A link may ask for an image before there is a dialog to show it in.
    html("po-dialog-place", render(shell.language, "dialog.html"), js_on_load="plateocr.ready('detail')")
    html("po-foot", show_footer(shell.language, shown))


def launch_app(
    checkpoints: Sequence[str | Path] = (),
    predictions: Path | None = None,
    data: Path | None = None,
    host: str | None = None,
    port: int | None = None,
    *,
    train_plates: Path | None = None,
    bundled: Sequence[str | Path] = SHIPPED_MODELS,
    block: bool = True,
) -> tuple[gr.Blocks, str]:
    """Build the page and serve it; returns it with its address, immediately unless ``block``.

    ``checkpoints`` are those to read with, ``predictions`` is what ``plateocr evaluate`` wrote, ``data`` the folder of
    its images, and ``bundled`` the shipped checkpoints; for the defaults see
    :func:`plateocr.app.hosting.open_shown`. ``train_plates`` is a folder or list of the plates that the models were
    trained on. Raises DataError or ConfigError.
    """
    check_environment()
    shown = open_shown(checkpoints, predictions, data, bundled)
    opened, store, pool = shown.opened, DashboardStore(shown.dashboard), ReadingPool()
    for problem in opened.problems:
        _log.warning("%s", problem)  # also on the page, but whoever starts the app may not look there
    trained_on = None if train_plates is None else read_train_plates(train_plates)
    page = build_app(shown, store, pool, trained_on)
    exports = [route for section in SECTIONS for route in section.exports(store)]
    try:
        _, address, _ = page.launch(
            server_name=host,
            server_port=port,
            prevent_thread_lock=True,
            footer_links=[],
            run_history=False,
            enable_monitoring=False,
            ssr_mode=False,
            pwa=False,
            max_file_size="100mb",
            mcp_server=bool(opened.readers) and find_spec("mcp") is not None,
            app_kwargs={
                "routes": [http_api(opened, pool), *image_routes(store), *exports],
                "middleware": [Middleware(LanguageRoute)],
            },
            **look([section.name for section in SECTIONS]),
        )
    except OSError as error:
        where = f"port {port} is taken" if port else "no port is free"
        raise ConfigError(f"the app cannot be served: {where}, or --host is not this machine's.") from error
    answer_in_json(page)
    if block:
        # Containers are stopped by SIGTERM; a regular exit of Python deletes what visitors sent.
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, lambda *_: sys.exit())
        page.block_thread()
    return page, address
