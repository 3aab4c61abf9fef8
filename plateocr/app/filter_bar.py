"""HTML of the filters over the cards: a form whose fields are the keys of the address. state.js fills and reads it."""

from collections.abc import Iterable, Mapping
from html import escape

from plateocr.app.dashboard import Dashboard
from plateocr.app.texts import Language, say
from plateocr.evaluation.attributes import ATTRIBUTES
from plateocr.evaluation.metrics import COMMON_PROVINCE
from plateocr.evaluation.view_fields import MAX_TEXT
from plateocr.pipeline.prediction import Flag
from plateocr.pipeline.wording import RULES_IN_WORDS
from plateocr.plates import CHARACTERS, PLATE_LENGTH, PROVINCES, RuleViolation

# Of one position: taken off together where both are set.
CHARACTER_FIELDS = ("truth_character", "predicted_character")


def show_filters(language: Language, dashboard: Dashboard) -> str:
    """The form for a dashboard: its provinces, its models, and the ends of what was measured as hints.

    Nothing where nothing was read.
    """
    if dashboard.table.empty:
        return ""
    paired = len(dashboard.models) > 1
    first = (
        _search(language),
        _select(say(language, "Order"), "sort", _sorts(language, paired), default="cer"),
        _select(say(language, "Outcome"), "outcome", _outcomes(language, paired), default="all"),
        _select(say(language, "Province"), "provinces", _provinces(language, dashboard)),
    )
    anything = say(language, "any")
    either = {"": anything} | {character: character for character in PROVINCES + CHARACTERS}
    positions = {"": anything} | {str(place): str(place + 1) for place in range(PLATE_LENGTH)}
    more = (
        _select(say(language, "True character"), "truth_character", either),
        _select(say(language, "Read as"), "predicted_character", either),
        _select(say(language, "Wrong at position"), "wrong_position", positions),
        _select(say(language, "Flag"), "flag", {"": anything} | flag_names(language)),
        _ends(language, say(language, "Characters wrong"), "min_edits", "max_edits", (0, PLATE_LENGTH), "1"),
        _ends(language, say(language, "Confidence"), "min_confidence", "max_confidence", (0, 1), "any"),
        *(
            _ends(language, name, f"{attribute}:low", f"{attribute}:high", _range(dashboard, attribute), "any")
            for attribute, name in attribute_names(language).items()
            if attribute in dashboard.table.columns
        ),
    )
    return (
        f'<form data-state class="po-filters" aria-label="{say(language, "Filters")}">'
        f'<div class="po-fields">{"".join(first)}</div>'
        f"<details><summary>{say(language, 'More filters')}</summary>"
        f'<div class="po-fields">{"".join(more)}</div></details></form>'
    )


def outcome_names(language: Language, model: str, other: str | None) -> dict[str, str]:
    """What each outcome of a view is called, with the names of the models where it speaks of two."""
    names = {
        "all": say(language, "right or wrong"),
        "correct": say(language, "right"),
        "wrong": say(language, "wrong"),
    }
    if other is None:
        return names
    return names | {
        "both_wrong": say(language, "both models wrong"),
        "only_this_wrong": say(language, "only {model} wrong", model=model),
        "only_other_wrong": say(language, "only {model} wrong", model=other),
    }


def flag_names(language: Language) -> dict[str, str]:
    """What each flag of a reader, and each rule of plates, is called."""
    return {
        Flag.LOW_CONFIDENCE.value: say(language, "unsure"),
        Flag.IMPLAUSIBLE_PLATE.value: say(language, "not a text that is issued"),
    } | {rule.value: say(language, RULES_IN_WORDS[rule]) for rule in RuleViolation}


def attribute_names(language: Language) -> dict[str, str]:
    """What each measured attribute is called, in the order of ATTRIBUTES."""
    names = {
        "sharpness": say(language, "Sharpness"),
        "brightness": say(language, "Brightness"),
        "contrast": say(language, "Contrast"),
        "tilt": say(language, "Tilt in degrees"),
        "width": say(language, "Width in pixels"),
    }
    return {attribute: names[attribute] for attribute in ATTRIBUTES}


def _sorts(language: Language, paired: bool) -> dict[str, str]:
    names = {
        "cer": say(language, "most characters wrong first"),
        "confidence": say(language, "least confident first"),
        "confidently_wrong": say(language, "confidently wrong first"),
    }
    if paired:
        names["loss_against_other"] = say(language, "worse than the other model first")
    return names


def _outcomes(language: Language, paired: bool) -> dict[str, str]:
    """The outcomes without names of models, which the address can change under the form."""
    names = outcome_names(language, "", None)
    if paired:
        names["both_wrong"] = say(language, "both models wrong")
        names["only_this_wrong"] = say(language, "only this model wrong")
        names["only_other_wrong"] = say(language, "only the other model wrong")
    return names


def _provinces(language: Language, dashboard: Dashboard) -> dict[str, str]:
    present = set(dashboard.table["truth"].str[0])
    names = {"": say(language, "any")}
    rest = "".join(province for province in PROVINCES if province != COMMON_PROVINCE)
    if COMMON_PROVINCE in present:
        names[rest] = say(language, "all but 皖")
    return names | {province: province for province in PROVINCES if province in present}


def _range(dashboard: Dashboard, attribute: str) -> tuple[float, float]:
    column = dashboard.table[attribute]
    return float(column.min()), float(column.max())


def _search(language: Language) -> str:
    hint = say(language, "plate or file name")
    return (
        f'<label class="po-field"><span>{say(language, "Search")}</span>'
        f'<input type="search" name="text" maxlength="{MAX_TEXT}" placeholder="{hint}" autocomplete="off"></label>'
    )


def _select(label: str, name: str, options: Mapping[str, str], default: str = "") -> str:
    listed = "".join(f'<option value="{escape(value)}">{escape(text)}</option>' for value, text in options.items())
    kept = f' data-default="{default}"' if default else ""
    return f'<label class="po-field"><span>{label}</span><select name="{name}"{kept}>{listed}</select></label>'


def _ends(language: Language, label: str, low: str, high: str, ends: Iterable[float], step: str) -> str:
    """Two number fields for the ends of a range; the hints are the smallest and the largest value there is."""
    fields = "".join(
        f'<input type="number" name="{name}" step="{step}" placeholder="{end:.4g}" aria-label="{label}: {word}">'
        for name, end, word in zip((low, high), ends, (say(language, "from"), say(language, "to")), strict=True)
    )
    return f'<fieldset class="po-field"><legend>{label}</legend><span class="po-ends">{fields}</span></fieldset>'
