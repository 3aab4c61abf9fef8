"""HTML of the filters above the cards: a form whose fields are keys of the address. address.js fills and reads it."""

from markupsafe import Markup

from plateocr.app.dashboards.dashboard import Dashboard
from plateocr.app.languages import Language, say
from plateocr.app.names import attribute_names, flag_names, outcome_names, plate_names, verdict_names
from plateocr.app.templating import render
from plateocr.evaluation.metrics import COMMON_PROVINCE
from plateocr.evaluation.table import LONGEST
from plateocr.evaluation.view_fields import MAX_TEXT
from plateocr.plates import CHARACTERS, PROVINCES, USES


def show_filters(language: Language, dashboard: Dashboard) -> Markup:
    """The form for a dashboard: its provinces, its models, and the measured ranges as hints.

    Empty if nothing was read.
    """
    if dashboard.table.empty:
        return Markup()
    paired = len(dashboard.models) > 1
    table = dashboard.table
    anything = {"": say(language, "any")}
    ranges = {
        attribute: (name, float(table[attribute].min()), float(table[attribute].max()))
        for attribute, name in attribute_names(language).items()
        if attribute in table.columns
    }
    return render(
        language,
        "sections/worst/filters.html",
        max_text=MAX_TEXT,
        sorts=_sorts(language, paired),
        outcomes=_outcomes(language, paired),
        provinces=anything | _provinces(language, set(table["truth"].str[0])),
        kinds=anything | _kinds(language, set(table["kind"]) if "kind" in table.columns else set()),
        verdicts=anything | (verdict_names(language) if "verdict" in table.columns else {}),
        characters=anything | {character: character for character in PROVINCES + CHARACTERS + USES},
        positions=anything | {str(place): str(place + 1) for place in range(LONGEST)},
        flags=anything | flag_names(language),
        plate_length=LONGEST,
        ranges=ranges,
    )


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
    """The outcomes without the models' names, since the address can change these while the form stays."""
    names = outcome_names(language, "", None)
    if paired:
        names["both_wrong"] = say(language, "both models wrong")
        names["only_this_wrong"] = say(language, "only this model wrong")
        names["only_other_wrong"] = say(language, "only the other model wrong")
    return names


def _kinds(language: Language, present: set[str]) -> dict[str, str]:
    return {kind.value: name for kind, name in plate_names(language).items() if kind in present}


def _provinces(language: Language, present: set[str]) -> dict[str, str]:
    rest = "".join(province for province in PROVINCES if province != COMMON_PROVINCE)
    but_common = {rest: say(language, "all but 皖")} if COMMON_PROVINCE in present else {}
    return but_common | {province: province for province in PROVINCES if province in present}
