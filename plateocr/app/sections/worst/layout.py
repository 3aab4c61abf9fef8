"""Components and events of the section 'Worst first'."""

from markupsafe import Markup

from plateocr.app.page_state import PageState
from plateocr.app.sections.worst.filters import show_filters
from plateocr.app.sections.worst.view import show_cards, show_count
from plateocr.app.shell import WHY, Shell, draw_views, html, on_draw
from plateocr.app.templating import render
from plateocr.evaluation.view import find_page

PAGE_SIZE = 24


def lay_out(shell: Shell) -> None:
    """Lay out the section inside the open Blocks."""
    language = shell.language
    models = html()
    filters = html("po-filters", js_on_load="plateocr.fieldsShown(watch)")
    places = [html("po-count"), html("po-grid"), html("po-pages")]

    def draw(state: PageState) -> tuple[Markup, ...]:
        page = find_page(state.dashboard.prepared, state.view, PAGE_SIZE)
        return (
            render(language, "models.html", state=state),
            show_count(language, state, page.total),
            show_cards(language, state, page),
            render(language, "sections/worst/below.html", state=state, page=page),
        )

    def draw_filters(state: PageState) -> Markup:
        return show_filters(language, state.dashboard)

    on_draw("filters", draw_views(shell, draw_filters), [filters])
    on_draw("worst", draw_views(shell, draw, ("", "", WHY, "")), [models, *places])
