"""The curves of a run as one HTML page."""

from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from plateocr.errors import DataError
from plateocr.files import write_text

CURVES_NAME = "curves.html"
_COLOURS = {"train_batch": "#d5dae1", "train": "#7d8899", "val": "#1f5fbf"}


def read_log(run: Path) -> pd.DataFrame:
    """The CSV logs of a run, with all resumed parts in one table, by step. Raises DataError if there are none."""
    files = sorted((run / "log").glob("version_*/metrics.csv"), key=lambda path: path.stat().st_mtime)
    if not files:
        raise DataError(f"{run} has no log; its training has not started yet.")
    return pd.concat([pd.read_csv(file) for file in files], ignore_index=True).sort_values("step", kind="stable")


def write_curves(run: Path) -> Path:
    """Write ``curves.html`` into a run folder: everything logged in training and validation, by step."""
    log = read_log(run)
    panels = list(dict.fromkeys(str(name).partition("/")[2] for name in log if "/" in str(name)))
    figure = make_subplots(rows=len(panels), cols=1, shared_xaxes=True, vertical_spacing=0.03, subplot_titles=panels)
    for row, panel in enumerate(panels, start=1):
        for side, colour in _COLOURS.items():
            points = log[["step", f"{side}/{panel}"]].dropna() if f"{side}/{panel}" in log else None
            if points is not None:
                line = go.Scatter(
                    x=points["step"],
                    y=points[f"{side}/{panel}"],
                    name=side,
                    line={"color": colour},
                    showlegend=row == 1,
                    mode="lines" if side == "train_batch" else "lines+markers",
                )
                figure.add_trace(line, row=row, col=1)
    figure.update_xaxes(title_text="step", row=len(panels), col=1)
    figure.update_layout(template="plotly_white", title=f"Training of {run.name}", height=1100)
    write_text(run / CURVES_NAME, figure.to_html(include_plotlyjs=True))
    return run / CURVES_NAME
