"""HTML of the section 'Photos': how many plates were missed, badly framed, misread, and each in its photo."""

from collections.abc import Mapping
from functools import partial
from html import escape
from typing import Any

import pandas as pd

from plateocr.alphabet import PLATE_LENGTH
from plateocr.app.markup import plate_line
from plateocr.app.page_state import PageState
from plateocr.app.photo_scene import show_legend, show_scene
from plateocr.app.texts import Language, say
from plateocr.evaluation.photo_table import Outcome
from plateocr.evaluation.photo_view import plates_of_photo
from plateocr.evaluation.table import wrong_positions
from plateocr.evaluation.view import Page
from plateocr.reading.locate import PlateKind
from plateocr.reading.wording import interval, percent

_COMMAND = (
    "plateocr evaluate --photos DIR --annotations FILE --checkpoint checkpoints/lstm --out OUT\n"
    "plateocr app --predictions OUT"
)


def show_no_photos(language: Language) -> str:
    """That the evaluation is not of whole photos, and how to make one that is."""
    title = say(language, "These pictures were crops to begin with")
    how = say(language, "Of whole photos, this section shows which plates were missed, badly framed or misread:")
    return f'<div class="po-empty"><h2>{title}</h2><p>{how}</p><pre class="po-command">{_COMMAND}</pre></div>'


def show_kinds(
    language: Language, state: PageState, counts: Mapping[Outcome, int], figures: Mapping[str, Any], page: Page
) -> str:
    """The figures in a sentence, a link a kind of error, how many plates are shown, and what the lines mean."""
    chosen = state.kind
    kinds = "".join(
        _kind(language, state, kind, count, kind is chosen)
        for kind, count in counts.items()
        if count or kind is not Outcome.OUT_OF_SCOPE
    )
    found = say(language, "1 plate") if page.total == 1 else say(language, "{n:,} plates", n=page.total)
    chip = ""
    if chosen is not None:
        words = kind_names(language)[chosen][0]
        off = escape(say(language, "Take off: {filter}", filter=words))
        chip = (
            f'<a class="po-chip" href="{escape(state.link(kind="", page=""))}" aria-label="{off}">{escape(words)}'
            '<span aria-hidden="true">×</span></a>'
        )
    return (
        f'{_summary(language, figures, state.view.model)}<nav class="po-tiles po-kinds" '
        f'aria-label="{say(language, "Kinds of errors")}">{kinds}</nav><div class="po-count">'
        f'<p aria-live="polite"><b class="po-number">{found}</b></p>{chip}{show_legend(language)}</div>'
    )


def show_photo_cards(language: Language, state: PageState, table: pd.DataFrame, page: Page) -> str:
    """One page of cards, a plate each; ``table`` is that of all photos (evaluation.photo_table)."""
    if page.rows.empty:
        return f'<div class="po-empty"><h2>{say(language, "There is no such plate")}</h2></div>'
    cards = "".join(
        _card(language, state, row, plates_of_photo(table, str(row["model"]), str(row["photo"])))
        for _, row in page.rows.iterrows()
    )
    return f'<div class="po-cards po-photo-cards">{cards}</div>'


def kind_names(language: Language) -> dict[Outcome, tuple[str, str]]:
    """What each kind is called, and what it means."""
    return {
        Outcome.MISSED: (say(language, "missed"), say(language, "nothing found with an overlap of 0.5 or more")),
        Outcome.BADLY_FRAMED: (say(language, "badly framed"), say(language, "read wrongly, overlap 0.7 or less")),
        Outcome.MISREAD: (say(language, "misread"), say(language, "read wrongly, overlap over 0.7")),
        Outcome.FALSE_ALARM: (say(language, "false alarm"), say(language, "found where no plate is annotated")),
        Outcome.RIGHT: (say(language, "right"), say(language, "found and read; O and 0 count as the same")),
        Outcome.OUT_OF_SCOPE: (say(language, "out of scope"), say(language, "not seven characters, or not known")),
    }


def _kind(language: Language, state: PageState, kind: Outcome, count: int, chosen: bool) -> str:
    name, meaning = kind_names(language)[kind]
    inside = f'<b class="po-number">{count:,}</b><span>{name}</span><small>{meaning}</small>'
    if not count and not chosen:
        return f'<div class="po-tile">{inside}</div>'
    link = escape(state.link(kind="" if chosen else kind.value, page="", picture=""))
    current = ' aria-current="true"' if chosen else ""
    return f'<a class="po-tile" href="{link}"{current}>{inside}</a>'


def _summary(language: Language, figures: Mapping[str, Any], model: str) -> str:
    """How many plates were found and read, as evaluation.photo_metrics has it."""
    read = figures.get("models", {}).get(model)
    if read is None or figures["recall"]["value"] is None or read["exact"]["value"] is None:
        return ""
    span = partial(interval, translate=partial(say, language))
    sentence = say(
        language,
        "{photos:,} photos with {plates:,} plates: {found} of them found ({found_span}). {model} finds and reads exactly "
        "{read} ({read_span}) of those with seven characters.",
        photos=figures["photos"],
        plates=figures["plates"],
        found=percent(figures["recall"]["value"]),
        found_span=span(figures["recall"]),
        model=model,
        read=percent(read["exact"]["value"]),
        read_span=span(read["exact"]),
    )
    return f'<p class="po-muted po-photo-figures po-number">{escape(sentence)}</p>'


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
    if _is_there(row["prediction"]) and _is_there(row["truth"]):
        truth, prediction = str(row["truth"]), str(row["prediction"])
        return plate_line(label, prediction, wrong_positions(truth, prediction))
    if row["corners"] is None:
        return _words(label, say(language, "not found"))
    if row["kind"] == PlateKind.EIGHT:
        return _words(label, say(language, "not read: taken for a plate of eight characters"))
    if row["kind"] == PlateKind.TWO_ROWS:
        return _words(label, say(language, "not read: taken for a plate with two rows"))
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
