"""The charts of the dashboard, as plotly figures. Text and grid take their colours from style.css."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from plateocr.app.texts import Language, say
from plateocr.app.theme import FONT_FAMILY
from plateocr.plates import PLATE_LENGTH

ACCENT, SECOND, QUIET = "#2f6fed", "#d9730d", "#94a3b8"
# Of the model that is looked at and of the other one; told apart without colour by dash and marker.
_LINES: tuple[dict[str, Any], ...] = (
    {"line": {"color": ACCENT, "width": 2.5}, "marker": {"color": ACCENT, "symbol": "circle", "size": 7}},
    {
        "line": {"color": SECOND, "width": 2.5, "dash": "dash"},
        "marker": {"color": SECOND, "symbol": "square", "size": 7},
    },
)
_LOW, _HIGH = 260, 340


def edit_histogram(language: Language, counts: Sequence[int]) -> go.Figure:
    """Pictures by number of edits (0..7), that is by CER in steps of 1/7; those with an error are blue."""
    edits = list(range(PLATE_LENGTH + 1))
    figure = go.Figure(
        go.Bar(
            x=edits,
            y=list(counts),
            text=[f"{count:,}" for count in counts],
            textposition="outside",
            cliponaxis=False,
            marker_color=[ACCENT if edit else QUIET for edit in edits],
            customdata=[edit / PLATE_LENGTH for edit in edits],
            hovertemplate=say(language, "%{x} wrong (CER %{customdata:.3f}): %{y:,} pictures") + "<extra></extra>",
        )
    )
    labels = [f"{edit}<br>{edit / PLATE_LENGTH:.2f}" for edit in edits]
    figure.update_xaxes(tickvals=edits, ticktext=labels)
    # Room for the count above the highest bar.
    figure.update_yaxes(range=[0, 1.12 * max(counts)])
    return styled(figure, say(language, "Pictures by wrong characters (CER below)"))


def position_errors(language: Language, accuracies: Sequence[Mapping[str, float | None]]) -> go.Figure:
    """Error rate at each of the seven positions in per cent, with its 95 % interval.

    ``accuracies`` is ``per_position_accuracy`` of evaluation.metrics.
    """
    errors = [_error(accuracy) for accuracy in accuracies]
    values = [value for value, _, _ in errors]
    positions = [f"{position}" for position in range(1, PLATE_LENGTH + 1)]
    positions[0] += "<br>" + say(language, "province")
    figure = go.Figure(
        go.Bar(
            x=positions,
            y=values,
            marker_color=ACCENT,
            error_y={
                "array": [high - value for value, _, high in errors],
                "arrayminus": [value - low for value, low, _ in errors],
                "thickness": 1.5,
                "width": 4,
                "color": QUIET,
            },
            customdata=[[low, high] for _, low, high in errors],
            hovertemplate=say(language, "%{y:.1f} % wrong (%{customdata[0]:.1f} to %{customdata[1]:.1f})")
            + "<extra></extra>",
        )
    )
    figure.update_yaxes(rangemode="tozero")
    return styled(figure, say(language, "Errors by position, % (95 % interval)"))


def reliability_diagram(language: Language, bins: Mapping[str, pd.DataFrame]) -> go.Figure:
    """Accuracy against confidence, in per cent, for each model; ``bins`` as evaluation.calibration.reliability."""
    figure = go.Figure(
        go.Scatter(
            x=[0, 100],
            y=[0, 100],
            mode="lines",
            line={"color": QUIET, "width": 1.5, "dash": "dot"},
            name=say(language, "exactly right"),
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
            hovertemplate=say(language, "confident %{x:.1f} %, right %{y:.1f} %, n = %{customdata:,}"),
            **style,
        )
    figure.update_xaxes(range=[-2, 102], title=say(language, "Confidence, %"), showgrid=True)
    figure.update_yaxes(range=[-2, 104], title=say(language, "Right, % (95 % interval)"))
    return styled(figure, say(language, "Is confidence what it says? (reliability)"), _HIGH)


def risk_coverage_curve(
    language: Language, curves: Mapping[str, pd.DataFrame], chosen: Mapping[str, tuple[float, float]]
) -> go.Figure:
    """Share of answers that are right against share of plates answered, in per cent, for each model.

    ``curves`` as evaluation.calibration.risk_coverage; ``chosen`` is the (coverage, accuracy) at the threshold, 0..1.
    """
    figure = go.Figure()
    for (model, rows), style in zip(curves.items(), _LINES, strict=False):
        figure.add_scatter(
            x=100 * rows["coverage"],
            y=100 * rows["accuracy"],
            # A line through one point would not be seen: all confidences are the same.
            mode="lines" if len(rows) > 1 else "markers",
            name=model,
            line=style["line"],
            marker=style["marker"],
            customdata=100 * rows["threshold"],
            hovertemplate=say(language, "from %{customdata:.1f} % confidence: answers %{x:.1f} %, %{y:.1f} % right"),
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
    figure.update_yaxes(title=say(language, "Right among them, %"))
    # The curves fall to the right; the corner that they leave free is the lower left one.
    styled(figure, say(language, "What a threshold costs and buys (risk and coverage)"), _HIGH)
    return figure.update_layout(legend={"x": 0.02, "xanchor": "left"})


def _error(accuracy: Mapping[str, float | None]) -> tuple[float, float, float]:
    """An accuracy with its interval (0..1) to the error in per cent: value, low, high."""
    value, low, high = ((1 - (accuracy[key] or 0.0)) * 100 for key in ("value", "high", "low"))
    return value, low, high


def styled(figure: go.Figure, title: str, height: int = _LOW) -> go.Figure:
    """The look that all charts share, put on a figure; returned for convenience. ``height`` in pixels."""
    transparent = "rgba(0,0,0,0)"
    figure.update_layout(
        height=height,
        title={"text": title, "x": 0.02, "xref": "container", "font": {"size": 13}},
        margin={"l": 48, "r": 12, "t": 44, "b": 44},
        paper_bgcolor=transparent,
        plot_bgcolor=transparent,
        font={"family": f"system-ui, '{FONT_FAMILY}', sans-serif", "size": 12},
        bargap=0.35,
        showlegend=height == _HIGH,
        legend={"x": 0.98, "y": 0.02, "xanchor": "right", "yanchor": "bottom", "bgcolor": transparent},
        dragmode=False,
    )
    figure.update_xaxes(fixedrange=True, showgrid=height == _HIGH)
    figure.update_yaxes(fixedrange=True, zeroline=True)
    return figure
