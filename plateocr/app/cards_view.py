"""HTML of the cards of a view: how many there are, what filters them, one page of them, and the way to the others."""

from collections.abc import Iterator
from html import escape
from math import isinf
from typing import Any

import pandas as pd

from plateocr.app.filter_bar import CHARACTER_FIELDS, attribute_names, flag_names, outcome_names
from plateocr.app.markup import plate_line
from plateocr.app.page_state import PageState
from plateocr.app.pictures import thumbnail_url
from plateocr.app.texts import Language, say
from plateocr.evaluation.attributes import ATTRIBUTES
from plateocr.evaluation.table import wrong_positions
from plateocr.evaluation.view import Page, View
from plateocr.pipeline.wording import percent
from plateocr.plates import PLATE_LENGTH


def show_count(language: Language, state: PageState, page: Page) -> str:
    """How many pictures the view has, and its filters, each a link that takes it off."""
    found = say(language, "1 picture") if page.total == 1 else say(language, "{n:,} pictures", n=page.total)
    chips = "".join(
        f'<a class="po-chip" href="{escape(state.link(page="", **dict.fromkeys(fields, "")))}" '
        f'aria-label="{escape(say(language, "Take off: {filter}", filter=words))}">{escape(words)}'
        '<span aria-hidden="true">×</span></a>'
        for fields, words in _filters_in_words(language, state.view)
    )
    if chips:
        clear = escape(state.pictures())
        chips += f'<a class="po-clear" href="{clear}">{say(language, "Show all")}</a>'
    return f'<div class="po-count"><p aria-live="polite"><b class="po-number">{found}</b></p>{chips}</div>'


def show_cards(language: Language, state: PageState, page: Page) -> str:
    """One page of cards, or the words for an empty one."""
    if page.rows.empty:
        return (
            f'<div class="po-empty"><h2>{say(language, "No picture passes these filters")}</h2>'
            f"<p>{say(language, 'Take one of them off to see more.')}</p></div>"
        )
    cards = "".join(_card(language, state, row) for _, row in page.rows.iterrows())
    return f'<div class="po-cards">{cards}</div>'


def show_pager(language: Language, state: PageState, page: Page, section: str = "worst") -> str:
    """The way to the pages of a section before and after, and which one this is."""
    if not page.total:
        return ""
    last = page.first + len(page.rows) - 1
    here = say(language, "{first:,} to {last:,} of {total:,}", first=page.first, last=last, total=page.total)
    numbered = say(language, "page {number:,} of {pages:,}", number=page.number, pages=page.pages)
    before = _turn(state, say(language, "Previous"), page.number - 1, page.pages, section, "previous")
    after = _turn(state, say(language, "Next"), page.number + 1, page.pages, section, "next")
    return (
        f'<nav class="po-pager" aria-label="{say(language, "Pages of cards")}">{before}'
        f'<p><b class="po-number">{here}</b><span class="po-muted">{numbered}</span></p>{after}</nav>'
    )


def _turn(state: PageState, name: str, number: int, pages: int, section: str, way: str) -> str:
    element = f'id="po-{section}-{way}" class="po-action"'
    if not 1 <= number <= pages:
        return f'<a {element} role="link" aria-disabled="true">{name}</a>'
    link = escape(state.link(page=number if number > 1 else ""))
    return f'<a {element} href="{link}" data-top="#po-section-{section}">{name}</a>'


def _card(language: Language, state: PageState, row: "pd.Series[Any]") -> str:
    truth, prediction, picture = str(row["truth"]), str(row["prediction"]), str(row["id"])
    label = say(
        language,
        "Truth {truth}, read {prediction}, CER {cer:.2f}, confidence {confidence}. Show detail.",
        truth=truth,
        prediction=prediction,
        cer=row["cer"],
        confidence=percent(row["confidence"]),
    )
    return (
        f'<a class="po-card" href="{escape(state.link(picture=picture))}" data-id="{escape(picture)}" '
        f'aria-label="{escape(label)}"><span class="po-picture">'
        f'<img src="{escape(thumbnail_url(picture, state.dashboard_id))}" alt="{say(language, "picture not found")}" '
        f'loading="lazy"></span>{plate_line(say(language, "truth"), truth)}'
        f"{plate_line(say(language, 'read'), prediction, wrong_positions(truth, prediction))}"
        f'<span class="po-card-numbers"><span>CER <b class="po-number">{row["cer"]:.2f}</b></span>'
        f'<span>{say(language, "confidence")} <b class="po-number">{percent(row["confidence"])}</b></span></span></a>'
    )


def _filters_in_words(language: Language, view: View) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each filter that is set: its fields, and what it says."""
    if view.text is not None:
        yield ("text",), say(language, "contains '{text}'", text=view.text)
    if view.outcome != "all":
        yield ("outcome",), outcome_names(language, view.model, view.other)[view.outcome]
    if view.provinces is not None:
        yield ("provinces",), say(language, "province {provinces}", provinces=" ".join(view.provinces))
    if view.truth_character is not None and view.predicted_character is not None:
        yield (
            CHARACTER_FIELDS,
            say(language, "{truth} read as {read}", truth=view.truth_character, read=view.predicted_character),
        )
    elif view.truth_character is not None:
        yield ("truth_character",), say(language, "has {character}", character=view.truth_character)
    elif view.predicted_character is not None:
        yield ("predicted_character",), say(language, "read with {character}", character=view.predicted_character)
    if view.wrong_position is not None:
        yield ("wrong_position",), say(language, "position {position} wrong", position=view.wrong_position + 1)
    if view.min_edits is not None or view.max_edits is not None:
        ends = (view.min_edits or 0, PLATE_LENGTH if view.max_edits is None else view.max_edits)
        yield ("min_edits", "max_edits"), say(language, "{low} to {high} characters wrong", low=ends[0], high=ends[1])
    if view.min_confidence is not None or view.max_confidence is not None:
        shares = (view.min_confidence or 0.0, 1.0 if view.max_confidence is None else view.max_confidence)
        yield ("min_confidence", "max_confidence"), _between(language, say(language, "confidence"), shares)
    for attribute in ATTRIBUTES:
        if getattr(view, attribute) is not None:
            yield (attribute,), _between(language, attribute_names(language)[attribute], getattr(view, attribute))
    if view.flag is not None:
        yield ("flag",), flag_names(language)[view.flag]


def _between(language: Language, name: str, ends: tuple[float, float]) -> str:
    low, high = ends
    if isinf(high):
        return say(language, "{name} from {low:g}", name=name, low=_rounded(low))
    if isinf(low):
        return say(language, "{name} up to {high:g}", name=name, high=_rounded(high))
    return say(language, "{name} {low:g} to {high:g}", name=name, low=_rounded(low), high=_rounded(high))


def _rounded(value: float) -> float:
    """Four significant digits: what a click on a slice set has seventeen."""
    return float(f"{value:.4g}")
