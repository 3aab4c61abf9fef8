"""HTML of the cards of a view: their number, the filters, and one page of them."""

from collections.abc import Iterator
from math import isinf

from markupsafe import Markup

from plateocr.app.languages import Language, say
from plateocr.app.names import attribute_names, flag_names, outcome_names, plate_names, verdict_names
from plateocr.app.page_state import PageState
from plateocr.app.templating import render
from plateocr.evaluation.attributes import ATTRIBUTES
from plateocr.evaluation.table import LONGEST
from plateocr.evaluation.view import Page, View
from plateocr.plates import PlateKind

# Both apply to one position, and are removed together if both are set.
CHARACTER_FIELDS = ("truth_character", "predicted_character")


def show_count(language: Language, state: PageState, total: int) -> Markup:
    """The number of images in the view, and its filters, each a link that removes it."""
    filters = [
        (state.link(page="", **dict.fromkeys(fields, "")), words)
        for fields, words in _filters_in_words(language, state.view)
    ]
    return render(language, "sections/worst/count.html", state=state, total=total, filters=filters)


def show_cards(language: Language, state: PageState, page: Page) -> Markup:
    """One page of cards, or a message for an empty one."""
    return render(language, "sections/worst/view.html", state=state, rows=page.rows.to_dict("records"))


def _filters_in_words(language: Language, view: View) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each filter that is set: its fields, and a description."""
    if view.text is not None:
        yield ("text",), say(language, "contains '{text}'", text=view.text)
    if view.outcome != "all":
        yield ("outcome",), outcome_names(language, view.model, view.other)[view.outcome]
    if view.provinces is not None:
        yield ("provinces",), say(language, "province {provinces}", provinces=" ".join(view.provinces))
    if view.plate_kind is not None:
        yield ("plate_kind",), plate_names(language)[PlateKind(view.plate_kind)]
    if view.verdict is not None:
        yield ("verdict",), say(language, "verdict: {verdict}", verdict=verdict_names(language)[view.verdict])
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
        ends = (view.min_edits or 0, LONGEST if view.max_edits is None else view.max_edits)
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
    # Four significant digits, since a click on a slice sets seventeen.
    low, high = (float(f"{end:.4g}") for end in ends)
    if isinf(high):
        return say(language, "{name} from {low:g}", name=name, low=low)
    if isinf(low):
        return say(language, "{name} up to {high:g}", name=name, high=high)
    return say(language, "{name} {low:g} to {high:g}", name=name, low=low, high=high)
