"""An evaluation as one HTML file that needs nothing else: figures, charts, confusions, and a view's first pictures."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import plotly.graph_objects as go

from plateocr import __version__
from plateocr.app.charts import edit_histogram, position_errors, reliability_diagram, risk_coverage_curve
from plateocr.app.dashboard import Dashboard
from plateocr.app.inline import preview
from plateocr.app.markup import plate_line
from plateocr.app.overview_view import show_overview
from plateocr.app.page_state import PageState
from plateocr.app.texts import Language, say
from plateocr.app.theme import style_sheet
from plateocr.errors import DataError, ImageError
from plateocr.evaluation.calibration import reliability, risk_coverage
from plateocr.evaluation.report import images_hash
from plateocr.evaluation.table import wrong_positions
from plateocr.evaluation.view import View, find_page
from plateocr.images import open_image
from plateocr.pipeline.wording import percent

# Pictures that travel in the file, and the pixels that each stays within.
PICTURES = 48
_PREVIEW_SIZE = (480, 192)
_STYLE = """
body { margin: 0; background: #f6f8fb; color: var(--po-text); font: var(--po-base)/1.5 system-ui, sans-serif; }
main { max-width: 1180px; margin: auto; padding: 1.5rem 1.25rem 3rem; display: grid; gap: 1.5rem; }
h1, h2, p, ul, dl, dd { margin: 0; } h2 { font-size: var(--po-large); margin-bottom: 0.5rem; }
.po-report-confusions { border-collapse: collapse; background: var(--po-surface); font-variant-numeric: tabular-nums; }
.po-report-confusions :is(th, td) { padding: 0.25rem 0.75rem; border: 1px solid var(--po-line); text-align: end; }
.po-report-charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 1rem; }
.po-report-charts > div { border: 1px solid var(--po-line); border-radius: 12px; background: var(--po-surface); }
.po-card { cursor: default; break-inside: avoid; }
code { overflow-wrap: anywhere; }
"""


def report_page(state: PageState) -> str:
    """The whole file as text: every model's figures, the charts of the view's model, and the view's first pictures.

    Raises DataError when there is no such dashboard, ConfigError when the view asks for what its table lacks.
    """
    language, dashboard, view = state.language, state.dashboard, state.view
    page = find_page(dashboard.prepared, view.changed(page=1), PICTURES)
    title = say(language, "plateocr: what was read wrong, and how often")
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{style_sheet()}{_STYLE}</style></head><body><main>"
        f"<header><h1>{escape(title)}</h1>{_origin(language, dashboard)}</header>"
        f"{_section(say(language, 'Figures'), _figures(state) + _comparison(language, dashboard, view))}"
        f"{_section(say(language, 'Charts of {model}', model=view.model), _charts(language, dashboard, view))}"
        f"{_section(say(language, 'What is taken for what'), _confusions(language, dashboard, view))}"
        f"{_section(_shown(language, len(page.rows), page.total), _pictures(language, dashboard, view, page.rows))}"
        "</main></body></html>"
    )


def _section(title: str, content: str) -> str:
    return f"<section><h2>{escape(title)}</h2>{content}</section>"


def _origin(language: Language, dashboard: Dashboard) -> str:
    """What the report is a report of, so that it can be told from another."""
    facts = say(
        language,
        "{pictures:,} pictures, SHA-256 {digest}; made by plateocr {version} at {time} UTC.",
        pictures=dashboard.table["file"].nunique(),
        digest=images_hash(dashboard.table)[:16],
        version=__version__,
        time=f"{datetime.now(UTC):%Y-%m-%d %H:%M}",
    )
    return f'<p class="po-muted">{escape(facts)}</p>'


def _figures(state: PageState) -> str:
    metrics = {model: state.dashboard.figures(model) for model in state.dashboard.models}
    return show_overview(state.language, state, metrics, None)


def _comparison(language: Language, dashboard: Dashboard, view: View) -> str:
    if view.other is None:
        return ""
    try:
        paired = dashboard.comparison(view.model, view.other)
    except DataError as error:
        return f"<p>{escape(str(error))}</p>"
    difference = paired["accuracy_difference"]
    sentence = say(
        language,
        "{model} reads {difference:+.1f} percentage points more plates exactly than {other} (95 % interval {low:+.1f} "
        "to {high:+.1f}; McNemar's p = {p:.2g}).",
        model=view.model,
        other=view.other,
        difference=100 * difference["value"],
        low=100 * difference["low"],
        high=100 * difference["high"],
        p=paired["mcnemar_p"],
    )
    return f"<p>{escape(sentence)}</p>"


def _charts(language: Language, dashboard: Dashboard, view: View) -> str:
    rows = {view.model: dashboard.prepared.of(view.model)}
    charts = [
        edit_histogram(language, dashboard.edit_counts(view.model)),
        position_errors(language, dashboard.figures(view.model)["per_position_accuracy"]),
        reliability_diagram(language, {model: reliability(of.confidence, of.correct) for model, of in rows.items()}),
        risk_coverage_curve(
            language, {model: risk_coverage(of.confidence, of.correct) for model, of in rows.items()}, {}
        ),
    ]
    return f'<div class="po-report-charts">{"".join(_draw(charts))}</div>'


def _draw(charts: Sequence[go.Figure]) -> list[str]:
    """Each chart as HTML; plotly's script, which they share, travels with the first."""
    options: dict[str, Any] = {"full_html": False, "config": {"displayModeBar": False, "responsive": True}}
    return [chart.to_html(include_plotlyjs=place == 0, **options) for place, chart in enumerate(charts)]


def _confusions(language: Language, dashboard: Dashboard, view: View) -> str:
    confusions = dashboard.figures(view.model)["top_confusions"]
    if not confusions:
        return f"<p>{escape(say(language, '{model} took no character for another.', model=view.model))}</p>"
    head = "".join(
        f"<th>{escape(title)}</th>"
        for title in (say(language, "Truth"), say(language, "Read as"), say(language, "Times"), say(language, "Of"))
    )
    rows = "".join(
        f'<tr class="po-text"><th>{one["truth"]}</th><td>{one["prediction"]}</td><td>{one["count"]:,}</td>'
        f"<td>{one['of']:,}</td></tr>"
        for one in confusions
    )
    return f'<table class="po-report-confusions"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _shown(language: Language, shown: int, total: int) -> str:
    return say(language, "Pictures: the first {shown:,} of {total:,} in this view", shown=shown, total=total)


def _pictures(language: Language, dashboard: Dashboard, view: View, rows: pd.DataFrame) -> str:
    asked = say(language, "The view, as it stands in the address of the app:")
    cards = "".join(_card(language, row, dashboard.picture_path) for _, row in rows.iterrows())
    return (
        f'<p class="po-muted">{escape(asked)} <code>?{escape(urlencode(view.to_query()))}</code></p>'
        f'<div class="po-cards">{cards}</div>'
    )


def _card(language: Language, row: "pd.Series[Any]", path_of: Callable[[str], Path | None]) -> str:
    truth, read = str(row["truth"]), str(row["prediction"])
    numbers = say(
        language,
        "CER {cer:.2f}, confidence {confidence}",
        cer=row["cer"],
        confidence=percent(float(row["confidence"])),
    )
    return (
        f'<div class="po-card"><span class="po-picture">{_picture(language, path_of(str(row["id"])))}</span>'
        f"{plate_line(say(language, 'truth'), truth)}"
        f"{plate_line(say(language, 'read'), read, wrong_positions(truth, read))}"
        f'<span class="po-muted po-number">{escape(numbers)}</span>'
        f'<span class="po-muted po-file" title="{escape(str(row["file"]))}">{escape(str(row["file"]))}</span></div>'
    )


def _picture(language: Language, path: Path | None) -> str:
    try:
        if path is not None:
            return f'<img src="{preview(open_image(path, path.name), _PREVIEW_SIZE)}" alt="">'
    except ImageError:
        pass
    return f'<span class="po-muted">{say(language, "picture not found")}</span>'
