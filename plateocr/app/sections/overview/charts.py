"""The charts of the section 'Overview'."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from plateocr.app.charts import ACCENT, QUIET, styled
from plateocr.app.languages import Language, say


def edit_histogram(language: Language, counts: Sequence[int], length: int | None) -> go.Figure:
    """Images by number of edits; those with errors are blue.

    If all plates have the same ``length``, that is also by CER in steps of one character; None if they differ.
    """
    edits = list(range(len(counts)))
    labels, cers = [f"{edit}" for edit in edits], None
    title, hover = say(language, "Images by wrong characters"), say(language, "%{x} wrong: %{y:,} images")
    if length:
        cers = [edit / length for edit in edits]
        labels = [f"{edit}<br>{cer:.2f}" for edit, cer in zip(edits, cers, strict=True)]
        title = say(language, "Images by wrong characters (CER below)")
        hover = say(language, "%{x} wrong (CER %{customdata:.3f}): %{y:,} images")
    figure = go.Figure(
        go.Bar(
            x=edits,
            y=list(counts),
            text=[f"{count:,}" for count in counts],
            textposition="outside",
            cliponaxis=False,
            marker_color=[ACCENT if edit else QUIET for edit in edits],
            customdata=cers,
            hovertemplate=f"{hover}<extra></extra>",
        )
    )
    figure.update_xaxes(tickvals=edits, ticktext=labels)
    # Room for the count above the tallest bar.
    figure.update_yaxes(range=[0, 1.12 * max(counts)])
    return styled(figure, title)


def position_errors(language: Language, accuracies: Sequence[Mapping[str, float | None]]) -> go.Figure:
    """Error rate at each position in per cent, with its 95 % interval.

    ``accuracies`` is ``per_position_accuracy`` of evaluation.metrics.
    """
    errors = [_error(accuracy) for accuracy in accuracies]
    values = [value for value, _, _ in errors]
    positions = [f"{position}" for position in range(1, len(accuracies) + 1)]
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


def _error(accuracy: Mapping[str, float | None]) -> tuple[float, float, float]:
    """An accuracy with its interval (0..1) to the error in per cent: value, low, high."""
    value, low, high = ((1 - (accuracy[key] or 0.0)) * 100 for key in ("value", "high", "low"))
    return value, low, high
