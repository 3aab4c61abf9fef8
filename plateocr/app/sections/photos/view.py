"""HTML of the cards of the section 'Photos': one plate each, in its photo, with its reading."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup

from plateocr.app.languages import Language, say
from plateocr.app.page_state import PageState
from plateocr.app.sections.photos.kinds import kind_names
from plateocr.app.sections.photos.scene import Scene, scene_of
from plateocr.app.templating import render
from plateocr.evaluation.photo_table import Outcome
from plateocr.evaluation.photo_view import plates_of_photo
from plateocr.evaluation.table import wrong_positions
from plateocr.evaluation.view import Page
from plateocr.plates import Layout, spec_of


@dataclass(frozen=True)
class Line:
    """A plate text with its wrong characters, or words (``is_plate`` False) if it is none."""

    text: str
    wrong: tuple[bool, ...] = ()
    is_plate: bool = True


@dataclass(frozen=True)
class Card:
    """A plate of a photo. ``crop``: the id of its crop, None if it has none; missing numbers are shown as a dash."""

    outcome: Outcome
    kind: str
    photo: str
    scene: Scene
    truth: Line
    read: Line
    overlap: str
    score: str
    crop: str | None


def show_cards(language: Language, state: PageState, table: pd.DataFrame, page: Page) -> Markup:
    """One page of cards, one plate each; ``table`` is that of all photos (evaluation.photo_table)."""
    cards = [
        _card(language, state, row, plates_of_photo(table, str(row["model"]), str(row["photo"])))
        for _, row in page.rows.iterrows()
    ]
    return render(language, "sections/photos/view.html", state=state, cards=cards)


def _card(language: Language, state: PageState, row: "pd.Series[Any]", plates: pd.DataFrame) -> Card:
    outcome = Outcome(row["outcome"])
    return Card(
        outcome,
        kind_names(language)[outcome][0],
        str(row["photo"]),
        scene_of(state, row, plates),
        _truth(language, row),
        _reading(language, row),
        _number(row["overlap"], row["box"]),
        _number(row["score"], row["corners"]),
        state.dashboard.id_of(str(row["crop"])) if _is_there(row["crop"]) else None,
    )


def _truth(language: Language, row: "pd.Series[Any]") -> Line:
    if row["outcome"] == Outcome.FALSE_ALARM:
        return Line(say(language, "no plate is annotated here"), is_plate=False)
    if not _is_there(row["truth"]):
        return Line(say(language, "text not known"), is_plate=False)
    return Line(str(row["truth"]), is_plate=spec_of(str(row["truth"])) is not None)


def _reading(language: Language, row: "pd.Series[Any]") -> Line:
    if _is_there(row["prediction"]):
        prediction = str(row["prediction"])
        return Line(prediction, wrong_positions(str(row["truth"]), prediction) if _is_there(row["truth"]) else ())
    if row["corners"] is None:
        words = say(language, "not found")
    elif row["kind"] == Layout.OTHER:
        words = say(language, "not read: taken for a foreign plate")
    else:
        words = say(language, "not read")
    return Line(words, is_plate=False)


def _number(value: float, measured: object) -> str:
    """Two decimals, or a dash if there was nothing to measure."""
    return "–" if measured is None or pd.isna(value) else f"{value:.2f}"


def _is_there(value: Any) -> bool:
    return value is not None and not pd.isna(value)
