"""The sections 'Confusions' and 'Slices': tables that are drawn from the address, and lead to the pictures."""

import gradio as gr

from plateocr.app.confusion_view import show_confusions
from plateocr.app.model_switch import show_models
from plateocr.app.page_state import PageState
from plateocr.app.shell import Shell, draw_html, on_draw
from plateocr.app.slices_view import show_slices
from plateocr.evaluation.attribute_slices import slice_errors
from plateocr.evaluation.confusion import confusion_matrix


def build_confusions(shell: Shell) -> None:
    """Lay out the section 'Confusions' inside the open Blocks."""

    def show(state: PageState) -> str:
        rows = state.dashboard.prepared.of(state.view.model).rows
        top = state.dashboard.figures(state.view.model)["top_confusions"]
        tables = confusion_matrix(rows, "province"), confusion_matrix(rows, "character")
        return show_models(shell.language, state) + show_confusions(shell.language, state, top, *tables)

    confusions = gr.HTML("", elem_id="po-confusions", apply_default_css=False)
    on_draw("confusions", lambda query: draw_html(shell, query, show), [confusions])


def build_slices(shell: Shell) -> None:
    """Lay out the section 'Slices' inside the open Blocks."""

    def show(state: PageState) -> str:
        slices = slice_errors(state.dashboard.prepared.of(state.view.model).rows)
        return show_models(shell.language, state) + show_slices(shell.language, state, slices)

    table = gr.HTML("", elem_id="po-slices", apply_default_css=False)
    on_draw("slices", lambda query: draw_html(shell, query, show), [table])
