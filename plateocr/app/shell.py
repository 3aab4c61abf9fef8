"""What every part of the app is given when it is laid out, and how a part hears that its page must be drawn."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import gradio as gr

from plateocr.app.dashboards import DashboardStore
from plateocr.app.markup import cannot_be_shown
from plateocr.app.page_state import PageState
from plateocr.app.readers import OpenedReaders
from plateocr.app.reading_pool import ReadingPool
from plateocr.app.texts import Language
from plateocr.app.turns import Turns
from plateocr.errors import PlateOcrError

# state.js sends this event with the section to draw and the page's query string; po:ready asks for one. The same object
# goes with every event: while one is under way Gradio remembers only that there was another, and repeats the first.
_SIGNAL = """
const told = { index: 0, value: '' };
document.addEventListener('po:draw', (event) => {
  if (event.detail.section !== '%(section)s') return;
  told.value = event.detail.query;
  trigger('select', told);
});
document.dispatchEvent(new CustomEvent('po:ready', { detail: '%(section)s' }));
"""
# js_on_load of HTML with fields or navigation, which state.js then fills from the address.
FIELDS_SHOWN = """
const shown = () => document.dispatchEvent(new Event('po:drawn'));
watch('value', shown);
shown();
"""


@dataclass(frozen=True)
class Shell:
    """The language of the page, the readers, the dashboards by id, a folder to write files for visitors below, and the
    pool that images are read in.

    ``train_plates`` are the plates that the readers were trained on, or None where that is not known.
    """

    language: Language
    opened: OpenedReaders
    store: DashboardStore
    workspace: Path
    pool: ReadingPool
    train_plates: frozenset[str] | None = None
    turns: Turns = field(default_factory=Turns)


def on_draw(section: str, draw: Callable[[str], Any], outputs: list[Any]) -> Any:
    """Call ``draw(query)`` into ``outputs`` whenever ``section`` is shown or what it shows changes.

    ``query`` is the page's query string, without '?', the whole state of the page (app.page_state). Returns Gradio's
    dependency, to chain on.
    """
    signal = gr.HTML(
        "", elem_classes="po-signal", js_on_load=_SIGNAL % {"section": section}, apply_default_css=False, padding=False
    )

    def drawn(event: gr.SelectData) -> Any:
        return draw(str(event.value))

    return signal.select(
        drawn, None, outputs, api_visibility="private", show_progress="hidden", trigger_mode="always_last"
    )


def section(name: str) -> gr.Column:
    """The column that a section is laid out in; page.js shows the one that the address names."""
    return gr.Column(elem_id=f"po-section-{name}", elem_classes="po-section")


def draw_html(shell: Shell, query: str, draw: Callable[[PageState], str]) -> str:
    """What ``draw`` makes of the state of the page, or the sentence why it cannot."""
    try:
        return draw(PageState.from_query(query, shell.store))
    except PlateOcrError as error:
        return cannot_be_shown(shell.language, error)
