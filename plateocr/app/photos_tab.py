"""The section 'Photos': what became of the plates of whole photos."""

import gradio as gr

from plateocr.app.cards_view import show_pager
from plateocr.app.markup import cannot_be_shown
from plateocr.app.model_switch import show_models
from plateocr.app.page_state import PageState
from plateocr.app.photo_cards_view import show_photo_cards
from plateocr.app.photo_kinds_view import show_kinds, show_no_photos
from plateocr.app.shell import Shell, on_draw
from plateocr.errors import PlateOcrError
from plateocr.evaluation.photo_view import count_outcomes, find_photo_plates

PAGE_SIZE = 24


def build_photos(shell: Shell) -> None:
    """Lay out the section inside the open Blocks."""
    language = shell.language
    kinds = gr.HTML("", elem_id="po-photo-kinds", apply_default_css=False)
    cards = gr.HTML("", elem_id="po-photo-cards", apply_default_css=False)
    pager = gr.HTML("", elem_id="po-photo-pages", apply_default_css=False)

    def draw(query: str) -> tuple[str, str, str]:
        state = PageState.from_query(query, shell.store)
        try:
            models, photos = show_models(language, state), state.dashboard.photos
            if photos is None:
                return show_no_photos(language), "", ""
            model = state.view.model
            page = find_photo_plates(photos.table, model, state.kind, state.view.page, PAGE_SIZE)
            counts = count_outcomes(photos.table, model)
            above = models + show_kinds(language, state, counts, photos.figures)
            shown = show_photo_cards(language, state, photos.table, page)
        except PlateOcrError as error:
            return cannot_be_shown(language, error), "", ""
        return above, shown, show_pager(language, state, page, "photos")

    on_draw("photos", draw, [kinds, cards, pager])
