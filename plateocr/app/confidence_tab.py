"""The section 'Confidence': whether it means what it says, and what a threshold on it costs and buys."""

from typing import Any

import gradio as gr

from plateocr.app.charts import reliability_diagram, risk_coverage_curve
from plateocr.app.confidence_view import DEFAULT_THRESHOLD, show_answered, show_slider
from plateocr.app.markup import cannot_be_shown
from plateocr.app.model_switch import show_models
from plateocr.app.page_state import PageState
from plateocr.app.shell import FIELDS_SHOWN, Shell, on_draw
from plateocr.errors import PlateOcrError
from plateocr.evaluation.calibration import answered_at, reliability, risk_coverage


def build_confidence(shell: Shell) -> None:
    """Lay out the section inside the open Blocks."""
    language = shell.language
    models = gr.HTML("", apply_default_css=False)
    gr.HTML(show_slider(language), elem_id="po-threshold", js_on_load=FIELDS_SHOWN, apply_default_css=False)
    answered = gr.HTML("", elem_id="po-answered", apply_default_css=False)
    with gr.Row(elem_classes="po-charts"):
        diagram = gr.Plot(show_label=False, elem_id="po-reliability", elem_classes="po-chart", min_width=320)
        curve = gr.Plot(show_label=False, elem_id="po-risk", elem_classes="po-chart", min_width=320)

    def draw(query: str) -> tuple[Any, ...]:
        state = PageState.from_query(query, shell.store)
        try:
            view, prepared = state.view, state.dashboard.prepared
            rows = {model: prepared.of(model) for model in (view.model, view.other) if model is not None}
        except PlateOcrError as error:
            return cannot_be_shown(language, error), "", None, None
        threshold = _threshold(state.fields.get("answer"))
        at = {model: answered_at(of.confidence, of.correct, threshold) for model, of in rows.items()}
        bins = {model: reliability(of.confidence, of.correct) for model, of in rows.items()}
        curves = {model: risk_coverage(of.confidence, of.correct) for model, of in rows.items()}
        chosen = {
            model: (one.coverage, one.accuracy)
            for model, one in at.items()
            if one.coverage is not None and one.accuracy is not None
        }
        return (
            show_models(language, state),
            show_answered(language, state, at, threshold),
            reliability_diagram(language, bins),
            risk_coverage_curve(language, curves, chosen),
        )

    on_draw("confidence", draw, [models, answered, diagram, curve])


def _threshold(asked: str | None) -> float:
    """The threshold of the address, 0..1; what is no such number counts as not given."""
    try:
        value = float(asked or DEFAULT_THRESHOLD)
    except ValueError:
        return DEFAULT_THRESHOLD
    return value if 0 <= value <= 1 else DEFAULT_THRESHOLD
