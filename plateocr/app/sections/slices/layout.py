"""Components and events of the section 'Slices'."""

from markupsafe import Markup

from plateocr.app.page_state import PageState
from plateocr.app.sections.slices.view import show_slices
from plateocr.app.shell import Shell, draw_views, html, on_draw
from plateocr.evaluation.attribute_slices import slice_errors


def lay_out(shell: Shell) -> None:
    """Lay out the section inside the open Blocks."""

    def draw(state: PageState) -> Markup:
        rows = state.dashboard.prepared.of(state.view.model).rows
        return show_slices(shell.language, state, slice_errors(rows))

    on_draw("slices", draw_views(shell, draw), [html("po-slices")])
