"""HTML of the cards of the section 'Photos': a plate each, in its photo, with what it was read as."""

from html import escape
from typing import Any

import pandas as pd

from plateocr.app.markup import NOTHING_WRONG, plate_line
from plateocr.app.page_state import PageState
from plateocr.app.photo_kinds_view import kind_names
from plateocr.app.photo_scene import show_scene
from plateocr.app.texts import Language, say
from plateocr.evaluation.photo_table import Outcome
from plateocr.evaluation.photo_view import plates_of_photo
from plateocr.evaluation.table import wrong_positions
from plateocr.evaluation.view import Page
from plateocr.plates import PLATE_LENGTH, PlateKind


def show_photo_cards(language: Language, state: PageState, table: pd.DataFrame, page: Page) -> str:
    """One page of cards, a plate each; ``table`` is that of all photos (evaluation.photo_table)."""
    if page.rows.empty:
        return f'<div class="po-empty"><h2>{say(language, "There is no such plate")}</h2></div>'
    cards = "".join(
        _card(language, state, row, plates_of_photo(table, str(row["model"]), str(row["photo"])))
        for _, row in page.rows.iterrows()
    )
    return f'<div class="po-cards po-photo-cards">{cards}</div>'


def _card(language: Language, state: PageState, row: "pd.Series[Any]", plates: pd.DataFrame) -> str:
    kind, photo = Outcome(row["outcome"]), escape(str(row["photo"]))
    name = kind_names(language)[kind][0]
    crop = state.dashboard.id_of(str(row["crop"])) if _is_there(row["crop"]) else None
    way = f'<span class="po-way">{say(language, "Crop in detail")}</span>' if crop else ""
    inside = (
        f'<span class="po-photo-head"><b class="po-kind" data-kind="{kind.value}">{name}</b>'
        f'<span class="po-file po-muted" title="{photo}">{photo}</span></span>'
        f"{show_scene(language, state, row, plates)}{_truth(language, row)}{_reading(language, row)}"
        f'<span class="po-card-numbers"><span>{say(language, "overlap")} {_number(row["overlap"], row["box"])}</span>'
        f"<span>{say(language, 'score')} {_number(row['score'], row['corners'])}</span>{way}</span>"
    )
    if crop is None:
        return f'<article class="po-card po-photo-card">{inside}</article>'
    label = say(
        language,
        "{kind}: truth {truth}, read {prediction}, overlap {overlap:.2f}. Show the crop in detail.",
        kind=name,
        truth=row["truth"],
        prediction=row["prediction"],
        overlap=row["overlap"],
    )
    return (
        f'<a class="po-card po-photo-card" href="{escape(state.link(picture=crop))}" data-id="{escape(crop)}" '
        f'aria-label="{escape(label)}">{inside}</a>'
    )


def _truth(language: Language, row: "pd.Series[Any]") -> str:
    label = say(language, "truth")
    if row["outcome"] == Outcome.FALSE_ALARM:
        return _words(label, say(language, "no plate is annotated here"))
    if not _is_there(row["truth"]):
        return _words(label, say(language, "text not known"))
    truth = str(row["truth"])
    if len(truth) != PLATE_LENGTH:
        return _words(label, truth)
    return plate_line(label, truth)


def _reading(language: Language, row: "pd.Series[Any]") -> str:
    label = say(language, "read")
    if _is_there(row["prediction"]):
        prediction = str(row["prediction"])
        wrong = wrong_positions(str(row["truth"]), prediction) if _is_there(row["truth"]) else NOTHING_WRONG
        return plate_line(label, prediction, wrong)
    if row["corners"] is None:
        return _words(label, say(language, "not found"))
    if row["kind"] == PlateKind.EIGHT:
        return _words(label, say(language, "not read: taken for a plate of eight characters"))
    if row["kind"] == PlateKind.TWO_ROWS:
        return _words(label, say(language, "two rows, not read with confidence"))
    return _words(label, say(language, "not read"))


def _words(label: str, words: str) -> str:
    """A line like that of a plate text, for what is none."""
    return (
        f'<span class="po-line"><span class="po-line-label">{escape(label)}</span>'
        f'<span class="po-no-plate">{escape(words)}</span></span>'
    )


def _number(value: float, measured: object) -> str:
    """Two decimals, or a dash where there was nothing to measure."""
    shown = "–" if measured is None or pd.isna(value) else f"{value:.2f}"
    return f'<b class="po-number">{shown}</b>'


def _is_there(value: Any) -> bool:
    return value is not None and not pd.isna(value)
