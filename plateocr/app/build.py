"""Puts the two tabs together and serves them."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import gradio as gr

from plateocr.app.dashboard import Dashboard
from plateocr.app.dashboards import DashboardStore
from plateocr.app.error_tab import build_error_tab
from plateocr.app.example_view import example_pictures
from plateocr.app.markup import notice
from plateocr.app.pictures import picture_routes
from plateocr.app.read_tab import build_read_tab
from plateocr.app.readers import OpenedReaders, default_checkpoints, open_readers
from plateocr.app.theme import look
from plateocr.errors import ConfigError, DataError

_DEMO = Path(__file__).resolve().parents[2] / "assets" / "demo"
_HEADER = (
    '<header class="po-header"><h1>plateocr</h1>'
    "<p>Reads Chinese licence plates of seven characters, and shows what it gets wrong and why.</p></header>"
)
# Files that visitors send are deleted when they are this old; looked for as often.
_KEEP_SECONDS = 6 * 3600


def build_app(opened: OpenedReaders, dashboard: Dashboard | None, problem: str = "") -> gr.Blocks:
    """The page. Without readers or without a dashboard the tab says why; ``problem`` is the dashboard's reason."""
    workspace = Path(tempfile.mkdtemp(prefix="plateocr-"))
    page: gr.Blocks
    with gr.Blocks(
        title="plateocr", analytics_enabled=False, delete_cache=(_KEEP_SECONDS, _KEEP_SECONDS), fill_width=True
    ) as page:
        gr.HTML(_HEADER, apply_default_css=False)
        with gr.Tabs():
            with gr.Tab("Read a plate", id="read"):
                build_read_tab(opened, example_pictures(), workspace)
            with gr.Tab("Errors", id="errors"):
                if dashboard is None:
                    gr.HTML(notice("There is no evaluation to show", [problem]), apply_default_css=False)
                else:
                    build_error_tab(dashboard, workspace)
    return page


def open_dashboard(predictions: Path | None, data: Path | None) -> tuple[Dashboard | None, str]:
    """The evaluation to show: the user's own, which must be readable, or the bundled one, which may be missing.

    Raises DataError for a user's own that cannot be shown.
    """
    if predictions is not None:
        return Dashboard.open(predictions, data), ""
    try:
        return Dashboard.open(_DEMO, _DEMO / "pictures"), ""
    except DataError as error:
        return None, f"{error} Then start the app with --predictions OUT."


def launch_app(
    checkpoints: Sequence[Path] = (),
    predictions: Path | None = None,
    data: Path | None = None,
    host: str | None = None,
    port: int | None = None,
    *,
    block: bool = True,
) -> tuple[gr.Blocks, str]:
    """Build the page and serve it; returns it with its address, at once unless ``block``.

    ``checkpoints`` are folders (by default the two that are shipped), ``predictions`` is what ``plateocr evaluate``
    wrote and ``data`` the folder of its pictures. Raises DataError or ConfigError.
    """
    dashboard, problem = open_dashboard(predictions, data)
    page = build_app(open_readers(checkpoints or default_checkpoints()), dashboard, problem)
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
            app_kwargs={"routes": picture_routes(DashboardStore(dashboard))},
            **look(),
        )
    except OSError as error:
        where = f"port {port} is taken" if port else "no port is free"
        raise ConfigError(f"the app cannot be served: {where}, or --host is not this machine's.") from error
    if block:
        page.block_thread()
    return page, address
