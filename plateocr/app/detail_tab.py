"""The section 'detail': one picture of an evaluation, which page.js shows in a dialog over the other sections."""

from collections.abc import Mapping
from typing import Any

import gradio as gr

from plateocr.app.again_view import show_again, show_breaks, show_sliders
from plateocr.app.break_chart import break_chart
from plateocr.app.decisive_view import show_decisive, show_decisive_waiting
from plateocr.app.detail_live import answers_of, breaking_points, decisive_parts, open_detail, read_now
from plateocr.app.detail_view import show_picture, show_unknown
from plateocr.app.page_state import PageState
from plateocr.app.shell import Shell, on_draw
from plateocr.app.texts import tell
from plateocr.errors import ImageError, PlateOcrError
from plateocr.evaluation.neighbours import find_neighbours
from plateocr.evaluation.perturb import Perturbation

# Maps and sweeps take seconds: a queue of their own, so that nobody who reads a plate waits behind them.
_QUEUE = "probes"

# Events that may come faster than they are answered share one object, for the reason that app.shell gives.
# Once a picture has been looked at for a moment, asks for what takes longer; leafing through costs no maps.
_PICTURED = """
const told = { index: 0, value: '' };
let wait;
watch('value', () => {
  clearTimeout(wait);
  const live = element.querySelector('[data-live]') !== null;
  element.closest('.po-section').dataset.live = live;
  if (live) wait = setTimeout(() => {
    if (!new URLSearchParams(location.search).has('picture')) return;
    told.value = element.querySelector('[data-query]').dataset.query;
    trigger('select', told);
    document.dispatchEvent(new Event('po:pictured'));
  }, 250);
});
"""
# What was made for a picture that was left meanwhile is not shown, until that picture is looked at again: what is then
# made for it is the same, which is no new value.
_ONLY_OF_THE_PICTURE = """
const check = () => {
  const picture = element.querySelector('[data-picture]')?.dataset.picture;
  element.hidden = picture !== undefined && picture !== new URLSearchParams(location.search).get('picture');
};
watch('value', check);
const looked = () => {
  if (!element.isConnected) document.removeEventListener('po:pictured', looked);
  else if (element.hidden) check();
};
document.addEventListener('po:pictured', looked);
"""
_POSITIONS = (
    _ONLY_OF_THE_PICTURE
    + """
const choose = (position) => {
  element.dataset.position = position;
  for (const button of element.querySelectorAll('button[data-position]')) {
    button.setAttribute('aria-pressed', button.dataset.position === position);
  }
};
watch('value', () => choose(element.querySelector('[data-start]')?.dataset.start ?? '1'));
element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-position]');
  if (button) choose(button.dataset.position);
});
"""
)
_SLIDERS = """
const sliders = () => [...element.querySelectorAll('input[type=range]')];
const told = { index: 0, value: null };
let turned = 'blur', wait;
const send = () => {
  const query = document.querySelector('#po-picture [data-query]')?.dataset.query;
  if (!query) return;
  const settings = Object.fromEntries(sliders().map((slider) => [slider.name, Number(slider.value)]));
  told.value = { query, turned, settings };
  trigger('select', told);
};
const label = (slider) => { slider.previousElementSibling.textContent = slider.value; };
element.addEventListener('input', (event) => {
  label(event.target);
  turned = event.target.name;
  clearTimeout(wait);
  wait = setTimeout(send, 60);
});
element.addEventListener('click', (event) => {
  if (!event.target.closest('.po-reset')) return;
  for (const slider of sliders()) { slider.value = slider.defaultValue; label(slider); }
  send();
});
const pictured = () => {
  if (element.isConnected) send();
  else document.removeEventListener('po:pictured', pictured);
};
document.addEventListener('po:pictured', pictured);
"""


def build_detail(shell: Shell) -> None:
    """Lay out the section inside the open Blocks. Without readers it shows what the table holds, and says so."""
    language, readers = shell.language, shell.opened.readers
    card = _html("po-picture", js_on_load=_PICTURED)
    if not readers:
        on_draw("detail", lambda query: _card(shell, query), [card])
        return

    decisive = _html("po-decisive", js_on_load=_POSITIONS)
    with gr.Column(elem_id="po-again"):
        sliders = _html("po-sliders", show_sliders(language), js_on_load=_SLIDERS)
        changed = _html("po-changed", js_on_load=_ONLY_OF_THE_PICTURE)
        with gr.Column(elem_id="po-breaking"):
            chart = gr.Plot(show_label=False, elem_id="po-break-chart")
            breaks = _html("po-breaks", js_on_load=_ONLY_OF_THE_PICTURE)

    on_draw("detail", lambda query: (_card(shell, query), show_decisive_waiting(language)), [card, decisive])

    # Gradio hands an event over by the annotation of the argument.
    def parts(event: gr.SelectData) -> str:
        return _decisive(shell, str(event.value))

    def again(event: gr.SelectData) -> str:
        return _changed(shell, event.value)

    def breaking(event: gr.SelectData) -> tuple[Any, str]:
        return _breaks(shell, event.value)

    slow: dict[str, Any] = {
        "api_visibility": "private",
        "show_progress": "hidden",
        "trigger_mode": "always_last",
        "concurrency_id": _QUEUE,
    }
    card.select(parts, None, decisive, **slow)
    sliders.select(again, None, changed, **slow)
    sliders.select(breaking, None, [chart, breaks], **slow)


def _html(elem_id: str, value: str = "", **arguments: Any) -> gr.HTML:
    return gr.HTML(value, elem_id=elem_id, apply_default_css=False, padding=False, **arguments)


def _card(shell: Shell, query: str) -> str:
    state = PageState.from_query(query, shell.store)
    try:
        detail = open_detail(state.dashboard, state.picture)
        place = find_neighbours(state.dashboard.prepared, state.view, state.picture)
    except PlateOcrError as error:
        return show_unknown(shell.language, tell(shell.language, error))
    picture, problems = None, list(shell.opened.problems)
    try:
        picture = detail.live_picture()
    except ImageError as error:
        problems.append(tell(shell.language, error))
    answers = answers_of(detail.rows, shell.opened.readers, picture)
    return show_picture(shell.language, state, detail.rows, place, answers, problems)


def _decisive(shell: Shell, query: str) -> str:
    state = PageState.from_query(query, shell.store)
    try:
        detail = open_detail(state.dashboard, state.picture)
        maps = [(reader.name, decisive_parts(reader, detail.live_path())) for reader in shell.opened.readers]
    except PlateOcrError as error:
        return show_unknown(shell.language, tell(shell.language, error))
    return show_decisive(shell.language, state, detail.truth, maps)


def _changed(shell: Shell, asked: Mapping[str, Any]) -> str:
    """``asked`` has the page's ``query``, and ``settings``: a value for each knob."""
    state = PageState.from_query(asked["query"], shell.store)
    try:
        detail = open_detail(state.dashboard, state.picture)
        picture = Perturbation.from_values(asked["settings"]).apply(detail.live_picture())
    except PlateOcrError as error:
        return show_unknown(shell.language, tell(shell.language, error))
    answers = [read_now(reader, picture) for reader in shell.opened.readers]
    return show_again(shell.language, state.picture, detail.truth, picture, answers)


def _breaks(shell: Shell, asked: Mapping[str, Any]) -> tuple[Any, str]:
    """``asked`` has the page's ``query``, ``settings``, and ``turned``: the knob to turn through its range."""
    state, knob = PageState.from_query(asked["query"], shell.store), str(asked["turned"])
    try:
        settings = Perturbation.from_values(asked["settings"])
        file = open_detail(state.dashboard, state.picture).live_path()
        sweeps = [breaking_points(reader, file, settings, knob) for reader in shell.opened.readers]
    except PlateOcrError as error:
        return None, show_unknown(shell.language, tell(shell.language, error))
    figure = break_chart(shell.language, sweeps, getattr(settings, knob))
    return figure, show_breaks(shell.language, state.picture, sweeps)
