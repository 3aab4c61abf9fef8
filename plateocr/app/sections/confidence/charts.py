"""The charts of the section 'Confidence'."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from plateocr.app.charts import ACCENT, HIGH, QUIET, SECOND, styled
from plateocr.app.languages import Language, say

# For the current model and the other one; distinguishable without colour by dash and marker.
_LINES: tuple[dict[str, Any], ...] = (
    {"line": {"color": ACCENT, "width": 2.5}, "marker": {"color": ACCENT, "symbol": "circle", "size": 7}},
    {
        "line": {"color": SECOND, "width": 2.5, "dash": "dash"},
        "marker": {"color": SECOND, "symbol": "square", "size": 7},
    },
)


def reliability_diagram(language: Language, bins: Mapping[str, pd.DataFrame]) -> go.Figure:
    """Accuracy by confidence, in per cent, for each model; ``bins`` are from evaluation.calibration.reliability."""
    figure = go.Figure(
        go.Scatter(
            x=[0, 100],
            y=[0, 100],
            mode="lines",
            line={"color": QUIET, "width": 1.5, "dash": "dot"},
            name=say(language, "perfectly calibrated"),
            hoverinfo="skip",
        )
    )
    for (model, rows), style in zip(bins.items(), _LINES, strict=False):
        accuracy = 100 * rows["accuracy"]
        figure.add_scatter(
            x=100 * rows["confidence"],
            y=accuracy,
            mode="lines+markers",
            name=model,
            error_y={
                "array": 100 * rows["accuracy_high"] - accuracy,
                "arrayminus": accuracy - 100 * rows["accuracy_low"],
                "thickness": 1,
                "width": 3,
            },
            customdata=rows["n"],
            hovertemplate=say(language, "confidence %{x:.1f} %, correct %{y:.1f} %, n = %{customdata:,}"),
            **style,
        )
    figure.update_xaxes(range=[-2, 102], title=say(language, "Confidence, %"), showgrid=True)
    figure.update_yaxes(range=[-2, 104], title=say(language, "Correct, % (95 % interval)"))
    return styled(figure, say(language, "Can confidence be trusted? (reliability)"), HIGH)


def risk_coverage_curve(
    language: Language, curves: Mapping[str, pd.DataFrame], chosen: Mapping[str, tuple[float, float]]
) -> go.Figure:
    """Share of correct answers by share of plates answered, in per cent, for each model.

    ``curves`` are from evaluation.calibration.risk_coverage; ``chosen`` is the (coverage, accuracy) at the threshold,
    0..1.
    """
    figure = go.Figure()
    for (model, rows), style in zip(curves.items(), _LINES, strict=False):
        figure.add_scatter(
            x=100 * rows["coverage"],
            y=100 * rows["accuracy"],
            # With equal confidences there is one point, through which a line would be invisible.
            mode="lines" if len(rows) > 1 else "markers",
            name=model,
            line=style["line"],
            marker=style["marker"],
            customdata=100 * rows["threshold"],
            hovertemplate=say(language, "from %{customdata:.1f} % confidence: answers %{x:.1f} %, %{y:.1f} % correct"),
        )
        if model in chosen:
            coverage, accuracy = chosen[model]
            figure.add_scatter(
                x=[100 * coverage],
                y=[100 * accuracy],
                mode="markers",
                marker={**style["marker"], "size": 13, "line": {"color": "#ffffff", "width": 2}},
                showlegend=False,
                hoverinfo="skip",
            )
    figure.update_xaxes(range=[-2, 102], title=say(language, "Plates answered, % (coverage)"), showgrid=True)
    figure.update_yaxes(title=say(language, "Correct among them, % (1 − risk)"))
    return styled(figure, say(language, "What a threshold costs and gains"), HIGH)
