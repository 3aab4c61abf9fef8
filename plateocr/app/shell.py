"""What every section is given when it is laid out, and how a section hears that it must be drawn."""

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

# What events of a section have in common: not in the API, and without Gradio's veil over what they draw.
QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
# Stands for the sentence why a section cannot be drawn.
WHY = object()


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


def html(elem_id: str | None = None, value: str = "", **arguments: Any) -> gr.HTML:
    """A place for HTML of ours; ``js_on_load`` calls functions of the static files (plateocr.NAME) alone."""
    return gr.HTML(value, elem_id=elem_id, apply_default_css=False, **arguments)


def chart(elem_id: str) -> gr.Plot:
    """A place for a chart, two of which stand in a row with the class po-charts."""
    return gr.Plot(show_label=False, elem_id=elem_id, elem_classes="po-chart", min_width=320)


def on_draw(section: str, draw: Callable[[str], Any], outputs: list[Any]) -> Any:
    """Call ``draw(query)`` into ``outputs`` whenever ``section`` is shown or what it shows changes.

    ``query`` is the page's query string, without '?', the whole state of the page (app.page_state). Returns Gradio's
    dependency, to chain on.
    """
    signal = html(elem_classes="po-signal", js_on_load=f"plateocr.onDraw('{section}', trigger)", padding=False)

    def drawn(event: gr.SelectData) -> Any:
        return draw(str(event.value))

    return signal.select(drawn, None, outputs, trigger_mode="always_last", **QUIET)


def draw_views(shell: Shell, draw: Callable[[PageState], Any], otherwise: Sequence[Any] = (WHY,)) -> Any:
    """A drawer for :func:`on_draw`: what ``draw`` makes of the state of the page.

    Where it raises one of plateocr's errors, the places are filled with ``otherwise``, in which WHY is the sentence.
    """

    def drawn(query: str) -> Any:
        try:
            return draw(PageState.from_query(query, shell.store))
        except PlateOcrError as error:
            why = render(shell.language, "cannot_be_shown.html", error=error)
            places = tuple(why if place is WHY else place for place in otherwise)
            return places if len(places) > 1 else why

    return drawn
