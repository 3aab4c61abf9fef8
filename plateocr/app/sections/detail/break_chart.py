"""The chart of 'read again': each model's confidence over the range of one knob, and where its text changes."""

from collections.abc import Sequence
from itertools import cycle

import plotly.graph_objects as go

from plateocr.app.charts import ACCENT, QUIET, SECOND, styled
from plateocr.app.languages import Language, say
from plateocr.app.sections.detail.knobs import knob_labels
from plateocr.evaluation.perturb import KNOBS
from plateocr.evaluation.sweep import Sweep

# Distinguishable by dashes too, for those who cannot tell the colours apart.
_LINES = ((ACCENT, "solid"), (SECOND, "dash"), ("#8b5cf6", "dot"), ("#0d9488", "dashdot"))

_FIRST, _OTHERS = 14, 7
_HEIGHT = 290


def break_chart(language: Language, sweeps: Sequence[Sweep], value: float) -> go.Figure:
    """Plate confidence in per cent of one or more sweeps of the same knob; ``value`` is the slider's.

    Crosses are answers whose text differs from that at the knob's neutral value; the first on each side is large.
    """
    figure = go.Figure()
    knob = sweeps[0].knob
    for (colour, dash), found in zip(cycle(_LINES), sweeps, strict=False):
        same = found.texts[found.values.index(KNOBS[knob].neutral)]
        changed = [text != same for text in found.texts]
        figure.add_scatter(
            x=found.values,
            y=[100 * confidence for confidence in found.confidences],
            name=found.model,
            mode="lines+markers",
            cliponaxis=False,
            line={"color": colour, "dash": dash, "width": 2},
            marker={
                "symbol": ["x" if is_changed else "circle" for is_changed in changed],
                "size": [_FIRST if value in (found.below, found.above) else _OTHERS for value in found.values],
            },
            customdata=found.texts,
            hovertemplate="%{x:g}: %{customdata}, %{y:.1f} %<extra>%{fullData.name}</extra>",
        )
    figure.add_vline(value, line={"color": QUIET, "width": 1.5, "dash": "dot"})
    figure.update_xaxes(title={"text": knob_labels(language)[knob], "standoff": 8})
    figure.update_yaxes(range=[-4, 104], tickvals=[0, 25, 50, 75, 100])
    styled(figure, say(language, "Confidence, % (cross: a different text)"))
    return figure.update_layout(
        height=_HEIGHT,
        margin={"t": 64, "b": 52},
        title={"y": 0.97, "yanchor": "top"},
        showlegend=True,
        legend={"orientation": "h", "x": 0, "xanchor": "left", "y": 1.02, "yanchor": "bottom"},
    )
