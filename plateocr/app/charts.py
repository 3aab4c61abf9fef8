"""The look shared by all charts of the page, as plotly figures. Colours of text and grid come from style.css."""

import plotly.graph_objects as go

from plateocr.app.theme import TEXT_FONTS

ACCENT, SECOND, QUIET = "#2f6fed", "#d9730d", "#94a3b8"
# Heights in pixels: of a small chart, and of one with a grid and a legend.
LOW, HIGH = 260, 380


def styled(figure: go.Figure, title: str, height: int = LOW) -> go.Figure:
    """Apply the look that all charts share to a figure, which is returned for convenience. ``height`` is in pixels.

    plotly breaks no lines: a title of more than 42 characters is cut on a phone.
    """
    transparent = "rgba(0,0,0,0)"
    figure.update_layout(
        height=height,
        title={"text": title, "x": 0.02, "xref": "container", "font": {"size": 13}},
        margin={"l": 48, "r": 12, "t": 44, "b": 44},
        paper_bgcolor=transparent,
        plot_bgcolor=transparent,
        font={"family": ", ".join(f"'{one}'" if " " in one else one for one in TEXT_FONTS), "size": 12},
        bargap=0.35,
        showlegend=height == HIGH,
        # Below the plot and the title of its axis: no line is behind it, and on a phone it may take several rows.
        legend={"orientation": "h", "x": 0, "xanchor": "left", "y": -0.28, "yanchor": "top", "bgcolor": transparent},
        dragmode=False,
    )
    figure.update_xaxes(fixedrange=True, showgrid=height == HIGH)
    figure.update_yaxes(fixedrange=True, zeroline=True)
    return figure
