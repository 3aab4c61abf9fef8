"""The section 'Worst first': filters, and the cards of the pictures that pass them."""

import gradio as gr

from plateocr.app.cards_view import show_cards, show_count, show_pager
from plateocr.app.filter_bar import show_filters
from plateocr.app.markup import cannot_be_shown
from plateocr.app.model_switch import show_models
from plateocr.app.page_state import PageState
from plateocr.app.shell import FIELDS_SHOWN, Shell, draw_html, on_draw
from plateocr.app.take_away import show_take_away
from plateocr.errors import PlateOcrError
from plateocr.evaluation.view import find_page

PAGE_SIZE = 24


def build_worst(shell: Shell) -> None:
    """Lay out the section inside the open Blocks."""
    language = shell.language
    models = gr.HTML("", apply_default_css=False)
    filters = gr.HTML("", elem_id="po-filters", js_on_load=FIELDS_SHOWN, apply_default_css=False)
    count = gr.HTML("", elem_id="po-count", apply_default_css=False)
    grid = gr.HTML("", elem_id="po-grid", apply_default_css=False)
    pager = gr.HTML("", elem_id="po-pages", apply_default_css=False)

    def draw(query: str) -> tuple[str, ...]:
        state = PageState.from_query(query, shell.store)
        try:
            page = find_page(state.dashboard.prepared, state.view, PAGE_SIZE)
        except PlateOcrError as error:
            return "", "", cannot_be_shown(language, error), ""
        below = show_pager(language, state, page) + show_take_away(language, state)
        return show_models(language, state), show_count(language, state, page), show_cards(language, state, page), below

    def draw_filters(query: str) -> str:
        return draw_html(shell, query, lambda state: show_filters(language, state.dashboard))

    on_draw("filters", draw_filters, [filters])
    on_draw("worst", draw, [models, count, grid, pager])
