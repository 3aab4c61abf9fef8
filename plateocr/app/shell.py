"""What every section gets when it is laid out, and how it is notified that it must be drawn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import gradio as gr

from plateocr.app.dashboards.store import DashboardStore
from plateocr.app.languages import Language
from plateocr.app.page_state import PageState
from plateocr.app.reading.pool import ReadingPool
from plateocr.app.reading.readers import OpenedReaders
from plateocr.app.reading.turns import Turns
from plateocr.app.templating import render
from plateocr.errors import PlateOcrError

# Common settings of a section's events: not in the API, and without Gradio's loading overlay.
QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
# Placeholder for the sentence that says why a section cannot be drawn.
WHY = object()


@dataclass(frozen=True)
class Shell:
    """The language of the page, the readers, the dashboards by id, a folder for visitors' files, and the pool in which
    images are read.

    ``train_plates`` are the plates that the readers were trained on, or None if unknown.
    """

    language: Language
    opened: OpenedReaders
    store: DashboardStore
    workspace: Path
    pool: ReadingPool
    train_plates: frozenset[str] | None = None
    turns: Turns = field(default_factory=Turns)


def html(elem_id: str | None = None, value: str = "", **arguments: Any) -> gr.HTML:
    """A component for our own HTML; ``js_on_load`` may only call functions of the static files (plateocr.NAME)."""
    return gr.HTML(value, elem_id=elem_id, apply_default_css=False, **arguments)


def chart(elem_id: str) -> gr.Plot:
    """A component for a chart; a row of class po-charts holds two."""
    return gr.Plot(show_label=False, elem_id=elem_id, elem_classes="po-chart", min_width=320)


def on_draw(section: str, draw: Callable[[str], Any], outputs: list[Any]) -> Any:
    """Call ``draw(query)`` into ``outputs`` whenever ``section`` is shown or what it shows changes.

    ``query`` is the page's query string, without '?', which is the whole state of the page (app.page_state). Returns
    Gradio's dependency, for chaining.
    """
    signal = html(elem_classes="po-signal", js_on_load=f"plateocr.onDraw('{section}', trigger)", padding=False)

    def drawn(event: gr.SelectData) -> Any:
        return draw(str(event.value))

    return signal.select(drawn, None, outputs, trigger_mode="always_last", **QUIET)


def draw_views(shell: Shell, draw: Callable[[PageState], Any], otherwise: Sequence[Any] = (WHY,)) -> Any:
    """A callback for :func:`on_draw` that calls ``draw`` with the state of the page.

    If it raises one of plateocr's errors, the outputs are ``otherwise``, with the error's sentence in place of WHY.
    """

    def drawn(query: str) -> Any:
        try:
            return draw(PageState.from_query(query, shell.store))
        except PlateOcrError as error:
            why = render(shell.language, "cannot_be_shown.html", error=error)
            places = tuple(why if place is WHY else place for place in otherwise)
            return places if len(places) > 1 else why

    return drawn
