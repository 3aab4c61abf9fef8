"""Components and events of the section 'Photos'."""

from markupsafe import Markup

from plateocr.app.page_state import PageState
from plateocr.app.sections.photos.kinds import show_kinds
from plateocr.app.sections.photos.view import show_cards
from plateocr.app.shell import WHY, Shell, draw_views, html, on_draw
from plateocr.app.templating import render
from plateocr.evaluation.photo_view import count_outcomes, find_photo_plates

PAGE_SIZE = 24


def lay_out(shell: Shell) -> None:
    """Lay out the section inside the open Blocks."""
    language = shell.language
    places = [html("po-photo-kinds"), html("po-photo-cards"), html("po-photo-pages")]

    def draw(state: PageState) -> tuple[Markup, ...]:
        model, photos = state.view.model, state.dashboard.photos
        if photos is None:
            return render(language, "sections/photos/none.html"), Markup(), Markup()
        page = find_photo_plates(photos.table, model, state.kind, state.view.page, PAGE_SIZE)
        return (
            show_kinds(language, state, count_outcomes(photos.table, model), photos.figures),
            show_cards(language, state, photos.table, page),
            render(language, "sections/photos/below.html", state=state, page=page),
        )

    on_draw("photos", draw_views(shell, draw, (WHY, "", "")), places)
