"""The two charts of the tab 'Errors', as plotly figures. Text and grid take their colours from style.css."""

from collections.abc import Sequence

import plotly.graph_objects as go

from plateocr.alphabet import PLATE_LENGTH

ACCENT, QUIET = "#2f6fed", "#94a3b8"
_HEIGHT = 260


def edit_histogram(counts: Sequence[int], min_edits: int) -> go.Figure:
    """Pictures by number of edits (0..7), that is by CER in steps of 1/7; those at the threshold or over are blue."""
    edits = list(range(PLATE_LENGTH + 1))
    figure = go.Figure(
        go.Bar(
            x=edits,
            y=list(counts),
            text=[f"{count:,}" for count in counts],
            textposition="outside",
            cliponaxis=False,
            marker_color=[ACCENT if edit >= min_edits else QUIET for edit in edits],
            customdata=[edit / PLATE_LENGTH for edit in edits],
            hovertemplate="%{x} edits (CER %{customdata:.3f}): %{y:,} pictures<extra></extra>",
        )
    )
    labels = [f"{edit}<br>{edit / PLATE_LENGTH:.2f}" for edit in edits]
    figure.update_xaxes(tickvals=edits, ticktext=labels)
    # Room for the count above the highest bar.
    figure.update_yaxes(range=[0, 1.12 * max(counts)])
    return styled(figure, "Pictures by wrong characters (CER below)")


def position_errors(accuracies: Sequence[dict[str, float | None]]) -> go.Figure:
    """Error rate at each of the seven positions in per cent, with its 95 % interval.

    ``accuracies`` is ``per_position_accuracy`` of evaluation.metrics.
    """
    errors = [_error(accuracy) for accuracy in accuracies]
    values = [value for value, _, _ in errors]
    positions = [f"{position}" for position in range(1, PLATE_LENGTH + 1)]
    positions[0] += "<br>province"
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
            hovertemplate="%{y:.1f} % wrong (%{customdata[0]:.1f} to %{customdata[1]:.1f})<extra></extra>",
        )
    )
    figure.update_yaxes(rangemode="tozero")
    return styled(figure, "Errors by position, % (95 % interval)")


def _error(accuracy: dict[str, float | None]) -> tuple[float, float, float]:
    """An accuracy with its interval (0..1) to the error in per cent: value, low, high."""
    value, low, high = ((1 - (accuracy[key] or 0.0)) * 100 for key in ("value", "high", "low"))
    return value, low, high


def styled(figure: go.Figure, title: str) -> go.Figure:
    """The look that all charts share, put on a figure; returned for convenience."""
    transparent = "rgba(0,0,0,0)"
    figure.update_layout(
        height=_HEIGHT,
        title={"text": title, "x": 0.02, "xref": "container", "font": {"size": 13}},
        margin={"l": 40, "r": 12, "t": 44, "b": 44},
        paper_bgcolor=transparent,
        plot_bgcolor=transparent,
        font={"family": "system-ui, sans-serif", "size": 12},
        bargap=0.35,
        showlegend=False,
        dragmode=False,
    )
    figure.update_xaxes(fixedrange=True, showgrid=False)
    figure.update_yaxes(fixedrange=True, zeroline=True)
    return figure
