"""The statistics of a data folder as a self-contained HTML page, CJK font included."""

import base64
import html
from pathlib import Path

import plotly.graph_objects as go
import plotly.io as pio
from plotly.offline import get_plotlyjs

from plateocr.assets import WEB_FONT_PATH
from plateocr.data.stats import FolderStatistics, span
from plateocr.files import write_text
from plateocr.plates import PROVINCES

_FONT = '"Plate CJK", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif'
_BLUE = "#1f4fa8"
_SCALE = ["#f4f6fa", "#b9cbea", "#5f8bd0", _BLUE, "#0c2450"]
_LIGHT_BLUE = "#9dbbe8"
# Diameters in px of the dot of a single image, and of the most frequent size.
_SMALLEST_DOT, _LARGEST_DOT = 5, 40
_POSITIONS_NOTE = (
    "Share of images with a character at a position; the scale ends at the largest share after position 2."
)

# The generator is within the first bytes of a page.
_START = 500
_MADE_BY = '<meta name="generator" content="plateocr data stats">'
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">{made_by}
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
@font-face {{ font-family: "Plate CJK"; src: url(data:font/woff2;base64,{font}) format("woff2"); }}
body {{ margin: 0 auto; max-width: 1100px; padding: 24px 16px; color: #1c2430; background: #f4f6fa;
       font-family: system-ui, "Plate CJK", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; }}
h1 {{ font-size: 1.5rem; overflow-wrap: anywhere; }} h2 {{ font-size: 1.1rem; margin: 0 0 4px; }}
p {{ color: #55606f; margin: 0; }}
dl {{ display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; }}
dl div, section {{ background: white; border: 1px solid #dde3ec; border-radius: 10px; padding: 14px 16px; }}
section {{ margin: 16px 0; overflow-x: auto; }} .plotly-graph-div {{ min-width: 680px; }}
dt {{ color: #55606f; font-size: .85rem; }}
dd {{ margin: 4px 0 0; font-size: 1.35rem; font-weight: 600; }}
</style>
<script>{plotly}</script></head><body><h1>{title}</h1><dl>{figures}</dl>{sections}</body></html>
"""


def is_page(path: Path) -> bool:
    """Whether a file is a page that :func:`write_page` wrote."""
    with path.open("rb") as file:
        return _MADE_BY.encode() in file.read(_START)


def write_page(statistics: FolderStatistics, title: str, path: Path) -> None:
    """Write the page (about 5 MB, most of it Plotly's script) atomically. Raises OutputError."""
    sections = [
        ("Provinces", "Images per province (position 1).", _provinces(statistics)),
        (f"Positions 2 to {len(statistics.characters)}", _POSITIONS_NOTE, _positions(statistics)),
        ("Characters", "How often each character occurs behind the first position.", _totals(statistics)),
    ]
    if statistics.sizes:
        sections.append(("Sizes", "Width and height in pixels; larger dots are more images.", _sizes(statistics)))
    page = _PAGE.format(
        made_by=_MADE_BY,
        title=html.escape(title),
        font=base64.b64encode(WEB_FONT_PATH.read_bytes()).decode("ascii"),
        plotly=get_plotlyjs(),
        figures="".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in _key_figures(statistics)),
        sections="".join(
            f"<section><h2>{heading}</h2><p>{note}</p>{_as_html(figure, f'figure-{number}')}</section>"
            for number, (heading, note, figure) in enumerate(sections)
        ),
    )
    write_text(path, page)


def _key_figures(statistics: FolderStatistics) -> list[tuple[str, str]]:
    first, count = next(iter(statistics.provinces.items()))
    figures = [
        ("Images", f"{statistics.images:,}"),
        ("Different plates", f"{statistics.plates:,}"),
        ("Provinces present", f"{sum(map(bool, statistics.provinces.values()))} of {len(PROVINCES)}"),
        ("Most frequent province", f"{first} {count / statistics.images:.0%}"),
    ]
    if statistics.sizes:
        medians = [span(statistics.sizes, axis)[1] for axis in (0, 1)]
        figures.append(("Median size", f"{medians[0]} × {medians[1]}"))
    return [*figures, ("Files left out", f"{len(statistics.bad):,}")]


def _provinces(statistics: FolderStatistics) -> go.Figure:
    names, counts = list(statistics.provinces), list(statistics.provinces.values())
    bars = go.Bar(x=names, y=counts, text=counts, textposition="outside", cliponaxis=False, marker_color=_BLUE)
    figure = go.Figure(bars)
    figure.update_traces(hovertemplate="%{x}: %{y} images<extra></extra>")
    return figure.update_xaxes(type="category", tickangle=0, dtick=1)


def _positions(statistics: FolderStatistics) -> go.Figure:
    rows = [list(position.values()) for position in statistics.characters[1:]]
    share = [[100 * count / statistics.images for count in row] for row in rows]
    heat = go.Heatmap(
        x=list(statistics.characters[1]),
        y=[f"position {position}" for position in range(2, len(rows) + 2)],
        z=share,
        customdata=rows,
        colorscale=_SCALE,
        # In some data sets position 2 is nearly always one letter, beside which all others would vanish.
        zmax=max(max(row) for row in share[1:]),
        zmin=0,
        xgap=1,
        ygap=1,
        colorbar={"ticksuffix": "%", "thickness": 12},
        hovertemplate="%{x} at %{y}: %{customdata} images, %{z:.1f} %<extra></extra>",
    )
    return go.Figure(heat).update_yaxes(autorange="reversed").update_xaxes(type="category", tickangle=0, dtick=1)


def _totals(statistics: FolderStatistics) -> go.Figure:
    agency, *serial = statistics.characters[1:]
    shown = list(agency)
    in_serial = [sum(position[character] for position in serial) for character in shown]
    figure = go.Figure(
        [
            go.Bar(x=shown, y=in_serial, name=f"positions 3 to {len(serial) + 2}", marker_color=_BLUE),
            go.Bar(x=shown, y=list(agency.values()), name="position 2", marker_color=_LIGHT_BLUE),
        ]
    )
    figure.update_traces(hovertemplate="%{x}: %{y} times")
    figure.update_layout(barmode="stack", legend={"orientation": "h", "x": 1, "xanchor": "right", "y": 1.1})
    return figure.update_xaxes(type="category", tickangle=0, dtick=1)


def _sizes(statistics: FolderStatistics) -> go.Figure:
    counts = list(statistics.sizes.values())
    dots = go.Scatter(
        x=[width for width, _ in statistics.sizes],
        y=[height for _, height in statistics.sizes],
        customdata=counts,
        mode="markers",
        marker={
            "size": counts,
            "sizemode": "area",
            "sizeref": max(2 * max(counts) / _LARGEST_DOT**2, 2 / _SMALLEST_DOT**2),
            "sizemin": _SMALLEST_DOT / 2,
            "color": _BLUE,
            "opacity": 0.5,
        },
        hovertemplate="%{x} × %{y}: %{customdata} images<extra></extra>",
    )
    figure = go.Figure(dots).update_yaxes(title="height, px", rangemode="tozero")
    return figure.update_xaxes(title="width, px", rangemode="tozero")


def _as_html(figure: go.Figure, name: str) -> str:
    figure.update_layout(
        template="plotly_white",
        font={"family": _FONT, "size": 13},
        height=340,
        margin={"l": 60, "r": 20, "t": 20, "b": 40},
    )
    config = {"responsive": True, "displaylogo": False}
    return str(pio.to_html(figure, config=config, include_plotlyjs=False, full_html=False, div_id=name))
