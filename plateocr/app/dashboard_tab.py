"""The sections of the dashboard, and the dialog with the detail of a picture over them."""

from collections.abc import Callable

import gradio as gr

from plateocr.app.confidence_tab import build_confidence
from plateocr.app.detail_tab import build_detail
from plateocr.app.faults_tab import build_faults
from plateocr.app.overview_tab import build_overview
from plateocr.app.own_data import build_own_data
from plateocr.app.photos_tab import build_photos
from plateocr.app.shell import Shell, section
from plateocr.app.tables_tab import build_confusions, build_slices
from plateocr.app.texts import Language, say
from plateocr.app.worst_tab import build_worst

# Section of the address -> what lays it out. Each asks with shell.on_draw to be told when it must be drawn.
BUILDERS: dict[str, Callable[[Shell], None]] = {
    "overview": build_overview,
    "worst": build_worst,
    "photos": build_photos,
    "confusions": build_confusions,
    "slices": build_slices,
    "confidence": build_confidence,
    "faults": build_faults,
    "own": build_own_data,
    "detail": build_detail,
}


def build_dashboard(shell: Shell) -> None:
    """Lay out all sections inside the open Blocks; page.js shows the one that the address names."""
    for name, build in BUILDERS.items():
        with section(name):
            build(shell)
    gr.HTML(
        _dialog(shell.language),
        elem_id="po-dialog-place",
        # A link may ask for a picture before there is a dialog to show it in.
        js_on_load="document.dispatchEvent(new CustomEvent('po:ready', { detail: 'detail' }));",
        apply_default_css=False,
    )


def _dialog(language: Language) -> str:
    """The empty dialog; page.js moves the section 'detail' into it and opens it when the address has a picture."""
    return (
        '<dialog id="po-dialog" aria-labelledby="po-dialog-title"><header>'
        f'<h2 id="po-dialog-title">{say(language, "Picture in detail")}</h2>'
        f'<button type="button" data-close aria-label="{say(language, "Close")}">×</button></header></dialog>'
    )
