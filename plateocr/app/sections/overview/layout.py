"""Components and events of the section 'Overview'."""

from typing import Any

import gradio as gr

from plateocr.app.page_state import PageState
from plateocr.app.sections.overview.charts import edit_histogram, position_errors
from plateocr.app.sections.overview.view import show_overview
from plateocr.app.shell import WHY, Shell, chart, draw_views, html, on_draw
from plateocr.errors import DataError


def lay_out(shell: Shell) -> None:
    """Lay out the section inside the open Blocks."""
    table = html("po-overview")
    with gr.Row(elem_classes="po-charts"):
        histogram, positions = chart("po-histogram"), chart("po-positions")

    def draw(state: PageState) -> tuple[Any, ...]:
        language, view, dashboard = shell.language, state.view, state.dashboard
        metrics = {model: dashboard.figures(model) for model in (view.model, view.other) if model is not None}
        paired, problem = None, None
        if view.other is not None:
            try:
                paired = dashboard.comparison(view.model, view.other)
            except DataError as error:
                problem = error
        return (
            show_overview(language, state, metrics, paired, problem),
            edit_histogram(language, dashboard.edit_counts(view.model), dashboard.plate_length),
            position_errors(language, metrics[view.model]["per_position_accuracy"]),
        )

    on_draw("overview", draw_views(shell, draw, (WHY, None, None)), [table, histogram, positions])
