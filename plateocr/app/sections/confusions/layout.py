"""Components and events of the section 'Confusions'."""

from markupsafe import Markup

from plateocr.app.page_state import PageState
from plateocr.app.sections.confusions.view import show_confusions
from plateocr.app.shell import Shell, draw_views, html, on_draw
from plateocr.evaluation.confusion import KINDS, confusion_matrix


def lay_out(shell: Shell) -> None:
    """Lay out the section inside the open Blocks."""

    def draw(state: PageState) -> Markup:
        rows = state.dashboard.prepared.of(state.view.model).rows
        top = state.dashboard.figures(state.view.model)["top_confusions"]
        tables = {kind: confusion_matrix(rows, kind) for kind in KINDS}
        return show_confusions(shell.language, state, top, tables)

    on_draw("confusions", draw_views(shell, draw), [html("po-confusions")])
