"""Components and events of the section 'Confidence'."""

from typing import Any

import gradio as gr

from plateocr.app.page_state import PageState
from plateocr.app.sections.confidence.charts import reliability_diagram, risk_coverage_curve
from plateocr.app.sections.confidence.view import DEFAULT_THRESHOLD, show_answered
from plateocr.app.shell import WHY, Shell, chart, draw_views, html, on_draw
from plateocr.app.templating import render
from plateocr.evaluation.calibration import answered_at, reliability, risk_coverage


def lay_out(shell: Shell) -> None:
    """Lay out the section inside the open Blocks."""
    language = shell.language
    models = html()
    slider = render(language, "sections/confidence/slider.html", default=DEFAULT_THRESHOLD)
    html("po-threshold", slider, js_on_load="plateocr.fieldsShown(watch)")
    answered = html("po-answered")
    with gr.Row(elem_classes="po-charts"):
        diagram, curve = chart("po-reliability"), chart("po-risk")

    def draw(state: PageState) -> tuple[Any, ...]:
        view, prepared = state.view, state.dashboard.prepared
        rows = {model: prepared.of(model) for model in (view.model, view.other) if model is not None}
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
            render(language, "models.html", state=state),
            show_answered(language, state, at, threshold),
            reliability_diagram(language, bins),
            risk_coverage_curve(language, curves, chosen),
        )

    on_draw("confidence", draw_views(shell, draw, (WHY, "", None, None)), [models, answered, diagram, curve])


def _threshold(asked: str | None) -> float:
    """The threshold in the address, 0..1; anything else is ignored."""
    try:
        value = float(asked or DEFAULT_THRESHOLD)
    except ValueError:
        return DEFAULT_THRESHOLD
    return value if 0 <= value <= 1 else DEFAULT_THRESHOLD
