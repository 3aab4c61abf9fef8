"""The look shared by all charts of the page, as plotly figures. Colours of text and grid come from style.css."""

import plotly.graph_objects as go

from plateocr.app.theme import FONT_FAMILY

ACCENT, SECOND, QUIET = "#2f6fed", "#d9730d", "#94a3b8"
# Heights in pixels: of a small chart, and of one with a grid and a legend.
LOW, HIGH = 260, 340


def styled(figure: go.Figure, title: str, height: int = LOW) -> go.Figure:
    """Apply the look that all charts share to a figure, which is returned for convenience. ``height`` is in pixels."""
    transparent = "rgba(0,0,0,0)"
    figure.update_layout(
        height=height,
        title={"text": title, "x": 0.02, "xref": "container", "font": {"size": 13}},
        margin={"l": 48, "r": 12, "t": 44, "b": 44},
        paper_bgcolor=transparent,
        plot_bgcolor=transparent,
        font={"family": f"system-ui, '{FONT_FAMILY}', sans-serif", "size": 12},
        bargap=0.35,
        showlegend=height == HIGH,
        legend={"x": 0.98, "y": 0.02, "xanchor": "right", "yanchor": "bottom", "bgcolor": transparent},
        dragmode=False,
    )
    figure.update_xaxes(fixedrange=True, showgrid=height == HIGH)
    figure.update_yaxes(fixedrange=True, zeroline=True)
    return figure
