"""An evaluation as one self-contained HTML file: figures, charts, confusions, and a view's first images."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pandas as pd
from markupsafe import Markup

from plateocr import __version__
from plateocr.app.dashboards.dashboard import Dashboard
from plateocr.app.images.inline import preview
from plateocr.app.languages import Language
from plateocr.app.page_state import PageState
from plateocr.app.sections.confidence.charts import reliability_diagram, risk_coverage_curve
from plateocr.app.sections.overview.charts import edit_histogram, position_errors
from plateocr.app.sections.overview.view import show_figures
from plateocr.app.templating import render
from plateocr.app.theme import style_sheet
from plateocr.errors import DataError, ImageError
from plateocr.evaluation.calibration import reliability, risk_coverage
from plateocr.evaluation.report import images_hash
from plateocr.evaluation.view import View, find_page
from plateocr.images import open_image

# How many images are embedded in the file, and their maximum size in pixels.
IMAGES = 48
_PREVIEW_SIZE = (480, 192)
_STYLE = Path(__file__).with_name("report.css")


def report_page(state: PageState) -> str:
    """The whole file as text: every model's figures, the charts of the view's model, and the view's first images.

    Raises DataError if there is no such dashboard, ConfigError if its table lacks what the view needs.
    """
    language, dashboard, view = state.language, state.dashboard, state.view
    page = find_page(dashboard.prepared, view.changed(page=1), IMAGES)
    return render(
        language,
        "exports/report.html",
        style=Markup(style_sheet() + _STYLE.read_text(encoding="utf-8")),
        images=dashboard.table["file"].nunique(),
        digest=images_hash(dashboard.table)[:16],
        version=__version__,
        time=f"{datetime.now(UTC):%Y-%m-%d %H:%M}",
        figures=show_figures(language, {model: dashboard.figures(model) for model in dashboard.models}),
        model=view.model,
        other=view.other,
        **_comparison(dashboard, view),
        charts=list(_charts(language, dashboard, view.model)),
        confusions=dashboard.figures(view.model)["top_confusions"],
        query=urlencode(view.to_query()),
        total=page.total,
        cards=list(_cards(dashboard, page.rows)),
    )


def _comparison(dashboard: Dashboard, view: View) -> dict[str, Any]:
    """``paired``: the comparison of the view's two models; or the ``problem`` that prevents it."""
    try:
        paired = None if view.other is None else dashboard.comparison(view.model, view.other)
    except DataError as error:
        return {"paired": None, "problem": error}
    return {"paired": paired, "problem": None}


def _charts(language: Language, dashboard: Dashboard, model: str) -> Iterator[Markup]:
    """Each chart as HTML; plotly's script, which they share, is in the first."""
    rows = dashboard.prepared.of(model)
    charts = [
        edit_histogram(language, dashboard.edit_counts(model), dashboard.plate_length),
        position_errors(language, dashboard.figures(model)["per_position_accuracy"]),
        reliability_diagram(language, {model: reliability(rows.confidence, rows.correct)}),
        risk_coverage_curve(language, {model: risk_coverage(rows.confidence, rows.correct)}, {}),
    ]
    options: dict[str, Any] = {"full_html": False, "config": {"displayModeBar": False, "responsive": True}}
    for place, chart in enumerate(charts):
        yield Markup(chart.to_html(include_plotlyjs=place == 0, **options))


def _cards(dashboard: Dashboard, rows: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """The rows of a view, each with its ``image`` as a data URI; '' if it cannot be opened."""
    for row in rows.to_dict("records"):
        path = dashboard.image_path(str(row["id"]))
        try:
            image = "" if path is None else preview(open_image(path, path.name), _PREVIEW_SIZE)
        except ImageError:
            image = ""
        yield {**{str(key): value for key, value in row.items()}, "image": image}
