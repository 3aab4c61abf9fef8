"""HTML of the section 'Slices': where the errors are, the slice that costs most first."""

from html import escape
from typing import Any

import pandas as pd

from plateocr.app.filter_bar import attribute_names
from plateocr.app.page_state import PageState
from plateocr.app.texts import Language, say
from plateocr.evaluation.attribute_slices import SMALL_BELOW
from plateocr.evaluation.view_fields import in_link
from plateocr.pipeline.wording import percent


def show_slices(language: Language, state: PageState, slices: pd.DataFrame) -> str:
    """The table of evaluation.attribute_slices.slice_errors; each row leads to its pictures."""
    heads = (
        say(language, "Slice"),
        say(language, "Pictures"),
        say(language, "Wrong"),
        say(language, "Error rate, 95 % interval"),
        say(language, "Share of all errors"),
    )
    legend = say(
        language,
        "Sharpness, brightness, contrast, tilt and width are cut into fifths of equally many pictures. The slices with "
        "most errors come first: mending them helps most. Grey: fewer than {n} pictures, too few to say much.",
        n=SMALL_BELOW,
    )
    body = "".join(_row(language, state, row) for _, row in slices.iterrows())
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    return (
        f'<p class="po-muted po-legend">{legend}</p><div class="po-scroll"><table class="po-table po-slices">'
        f'<caption class="po-hidden">{say(language, "Errors by slice")}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(language: Language, state: PageState, row: "pd.Series[Any]") -> str:
    filters = {field: in_link(value) for field, value in row["filter"].items()}
    name = _names(language)[row["name"]]
    link = escape(state.pictures(**filters))
    interval = say(language, "{low:.1f} to {high:.1f} %", low=100 * row["low"], high=100 * row["high"])
    small = ' class="po-small"' if row["small"] else ""
    return (
        f'<tr{small}><th scope="row"><a href="{link}"><b>{name}</b> '
        f'<span class="po-number">{escape(str(row["label"]))}</span></a></th>'
        f'<td class="po-number">{row["n"]:,}</td><td class="po-number">{row["errors"]:,}</td>'
        f'<td class="po-number">{percent(row["error_rate"])} <small>{interval}</small></td>'
        f'<td class="po-number po-mass" style="--share:{min(1.0, row["error_mass"]):.3f}">'
        f"{percent(row['error_mass'])}</td></tr>"
    )


def _names(language: Language) -> dict[str, str]:
    return attribute_names(language) | {
        "province": say(language, "Province"),
        "position": say(language, "Position"),
    }
