"""Components and events of the section 'detail': one image of an evaluation, in a dialog over the other sections."""

from collections.abc import Callable, Mapping
from typing import Any

import gradio as gr
from markupsafe import Markup

from plateocr.app.page_state import PageState
from plateocr.app.sections.detail.again import show_again, show_breaks
from plateocr.app.sections.detail.break_chart import break_chart
from plateocr.app.sections.detail.decisive import show_decisive, show_decisive_waiting
from plateocr.app.sections.detail.knobs import knob_labels
from plateocr.app.sections.detail.live import answers_of, breaking_points, decisive_parts, open_detail, read_now
from plateocr.app.sections.detail.view import show_image, show_unknown
from plateocr.app.shell import QUIET, Shell, html, on_draw
from plateocr.app.templating import render
from plateocr.errors import ImageError, PlateOcrError
from plateocr.evaluation.neighbours import find_neighbours
from plateocr.evaluation.perturb import KNOBS, Perturbation

# Maps and sweeps take seconds, so they have their own queue, which does not delay reading plates.
_SLOW: dict[str, Any] = {**QUIET, "trigger_mode": "always_last", "concurrency_id": "probes"}


def lay_out(shell: Shell) -> None:
    """Lay out the section inside the open Blocks. Without readers it shows what is in the table, and says so."""
    language, readers = shell.language, shell.opened.readers
    card = html("po-image", padding=False, js_on_load="plateocr.imageDrawn(element, trigger, watch)")
    if not readers:
        on_draw("detail", lambda query: _image(shell, query), [card])
        return

    of_the_image: dict[str, Any] = {"padding": False, "js_on_load": "plateocr.onlyOfTheImage(element, watch)"}
    decisive = html("po-decisive", padding=False, js_on_load="plateocr.positions(element, watch)")
    with gr.Column(elem_id="po-again"):
        knobs = render(language, "sections/detail/knobs.html", knobs=KNOBS, labels=knob_labels(language))
        sliders = html("po-sliders", knobs, padding=False, js_on_load="plateocr.sliders(element, trigger)")
        changed = html("po-changed", **of_the_image)
        with gr.Column(elem_id="po-breaking"):
            chart = gr.Plot(show_label=False, elem_id="po-break-chart")
            breaks = html("po-breaks", **of_the_image)

    on_draw("detail", lambda query: (_image(shell, query), show_decisive_waiting(language)), [card, decisive])

    # Gradio passes an event to the argument with this annotation.
    def parts(event: gr.SelectData) -> Markup:
        return _told(shell, lambda: _decisive(shell, str(event.value)))

    def again(event: gr.SelectData) -> Markup:
        return _told(shell, lambda: _changed(shell, event.value))

    def breaking(event: gr.SelectData) -> tuple[Any, str]:
        return _breaks(shell, event.value)

    card.select(parts, None, decisive, **_SLOW)
    sliders.select(again, None, changed, **_SLOW)
    sliders.select(breaking, None, [chart, breaks], **_SLOW)


def _told(shell: Shell, draw: Callable[[], Markup]) -> Markup:
    try:
        return draw()
    except PlateOcrError as error:
        return show_unknown(shell.language, error)


def _image(shell: Shell, query: str) -> Markup:
    return _told(shell, lambda: _draw_image(shell, PageState.from_query(query, shell.store)))


def _draw_image(shell: Shell, state: PageState) -> Markup:
    detail = open_detail(state.dashboard, state.image)
    place = find_neighbours(state.dashboard.prepared, state.view, state.image)
    image, problems = None, list(shell.opened.problems)
    try:
        image = detail.live_image()
    except ImageError as error:
        problems.append(error)
    answers = answers_of(detail.rows, shell.opened.readers, image)
    return show_image(shell.language, state, detail.rows, place, answers, problems)


def _decisive(shell: Shell, query: str) -> Markup:
    state = PageState.from_query(query, shell.store)
    detail = open_detail(state.dashboard, state.image)
    maps = [(reader.name, decisive_parts(reader, detail.live_path())) for reader in shell.opened.readers]
    return show_decisive(shell.language, state, detail.truth, maps)


def _changed(shell: Shell, asked: Mapping[str, Any]) -> Markup:
    """``asked`` has the page's ``query``, and ``settings``: a value for each knob."""
    state = PageState.from_query(asked["query"], shell.store)
    detail = open_detail(state.dashboard, state.image)
    image = Perturbation.from_values(asked["settings"]).apply(detail.live_image())
    answers = [read_now(reader, image) for reader in shell.opened.readers]
    return show_again(shell.language, state.image, detail.truth, image, answers)


def _breaks(shell: Shell, asked: Mapping[str, Any]) -> tuple[Any, str]:
    """``asked`` has the page's ``query``, ``settings``, and ``turned``: the knob to sweep through its range."""
    state, knob = PageState.from_query(asked["query"], shell.store), str(asked["turned"])
    try:
        settings = Perturbation.from_values(asked["settings"])
        file = open_detail(state.dashboard, state.image).live_path()
        sweeps = [breaking_points(reader, file, settings, knob) for reader in shell.opened.readers]
    except PlateOcrError as error:
        return None, show_unknown(shell.language, error)
    figure = break_chart(shell.language, sweeps, getattr(settings, knob))
    return figure, show_breaks(shell.language, state.image, sweeps)
