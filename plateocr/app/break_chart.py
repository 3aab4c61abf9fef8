"""The chart of 'read again': each model's confidence over the range of one knob, and where its text changes."""

from collections.abc import Sequence
from itertools import cycle

import plotly.graph_objects as go

from plateocr.app.again_view import knob_label
from plateocr.app.charts import ACCENT, QUIET, styled
from plateocr.app.texts import Language, say
from plateocr.evaluation.perturb import KNOBS
from plateocr.evaluation.sweep import Sweep

# Told apart by dashes too, for those who do not see the colours.
_LINES = ((ACCENT, "solid"), ("#d9730d", "dash"), ("#8b5cf6", "dot"), ("#0d9488", "dashdot"))


def break_chart(language: Language, sweeps: Sequence[Sweep], value: float) -> go.Figure:
    """Plate confidence in per cent of one or more sweeps of the same knob; ``value`` is where the slider stands.

    Crosses are answers with another text than at the knob's neutral value; the first on each side carries that text.
    """
    figure = go.Figure()
    knob = sweeps[0].knob
    for (colour, dash), found in zip(cycle(_LINES), sweeps, strict=False):
        same = found.texts[found.values.index(KNOBS[knob].neutral)]
        labels = [
            text if value in (found.below, found.above) else ""
            for value, text in zip(found.values, found.texts, strict=True)
        ]
        figure.add_scatter(
            x=found.values,
            y=[100 * confidence for confidence in found.confidences],
            name=found.model,
            mode="lines+markers+text",
            text=labels,
            textposition="top center",
            cliponaxis=False,
            line={"color": colour, "dash": dash, "width": 2},
            marker={
                "size": [7 if text == same else 10 for text in found.texts],
                "symbol": ["circle" if text == same else "x" for text in found.texts],
            },
            customdata=found.texts,
            hovertemplate="%{x:g}: %{customdata}, %{y:.1f} %<extra>%{fullData.name}</extra>",
        )
    figure.add_vline(value, line={"color": QUIET, "width": 1.5, "dash": "dot"})
    figure.update_xaxes(title={"text": knob_label(language, knob), "standoff": 8})
    figure.update_yaxes(range=[-4, 112], tickvals=[0, 25, 50, 75, 100])
    styled(figure, say(language, "Confidence of the plate, % (crosses: another text)"))
    return figure.update_layout(
        showlegend=True, legend={"orientation": "h", "x": 1, "xanchor": "right", "y": 1.02, "yanchor": "bottom"}
    )
