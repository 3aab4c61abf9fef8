"""The section 'Overview': the figures of the models beside each other, and where the errors are."""

from typing import Any

import gradio as gr

from plateocr.app.charts import edit_histogram, position_errors
from plateocr.app.markup import cannot_be_shown, notice
from plateocr.app.model_switch import show_models
from plateocr.app.overview_view import show_overview
from plateocr.app.page_state import PageState
from plateocr.app.shell import Shell, on_draw
from plateocr.app.texts import say, tell
from plateocr.errors import DataError, PlateOcrError


def build_overview(shell: Shell) -> None:
    """Lay out the section inside the open Blocks."""
    language = shell.language
    table = gr.HTML("", elem_id="po-overview", apply_default_css=False)
    with gr.Row(elem_classes="po-charts"):
        histogram = gr.Plot(show_label=False, elem_id="po-histogram", elem_classes="po-chart", min_width=320)
        positions = gr.Plot(show_label=False, elem_id="po-positions", elem_classes="po-chart", min_width=320)

    def draw(query: str) -> tuple[Any, ...]:
        state = PageState.from_query(query, shell.store)
        try:
            view, dashboard = state.view, state.dashboard
            metrics = {model: dashboard.figures(model) for model in (view.model, view.other) if model is not None}
        except PlateOcrError as error:
            return cannot_be_shown(language, error), None, None
        paired, problem = None, ""
        if view.other is not None:
            try:
                paired = dashboard.comparison(view.model, view.other)
            except DataError as error:
                problem = notice(say(language, "The models cannot be compared"), [tell(language, error)])
        return (
            show_models(language, state) + show_overview(language, state, metrics, paired) + problem,
            edit_histogram(language, dashboard.edit_counts(view.model)),
            position_errors(language, metrics[view.model]["per_position_accuracy"]),
        )

    on_draw("overview", draw, [table, histogram, positions])
