"""HTML of the top of the section 'Photos': the figures, and how many plates were missed, badly cropped, misread."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from plateocr.app.languages import Language, say
from plateocr.app.page_state import PageState
from plateocr.app.templating import render
from plateocr.evaluation.photo_table import Outcome


def show_kinds(
    language: Language, state: PageState, counts: Mapping[Outcome, int], figures: Mapping[str, Any]
) -> Markup:
    """The figures in a sentence, a link for each kind of error, how many plates are shown, and a legend."""
    chosen, names = state.kind, kind_names(language)
    kinds = [
        (kind, *names[kind], count, kind is chosen)
        for kind, count in counts.items()
        if count or kind is not Outcome.OUT_OF_SCOPE
    ]
    return render(
        language,
        "sections/photos/kinds.html",
        state=state,
        figures=figures,
        read=_read(figures, state.view.model),
        kinds=kinds,
        chosen="" if chosen is None else names[chosen][0],
        how_many=_how_many(language, chosen, counts),
    )


def kind_names(language: Language) -> dict[Outcome, tuple[str, str]]:
    """The name of each kind, and its meaning."""
    return {
        Outcome.MISSED: (say(language, "missed"), say(language, "nothing found with an IoU of 0.5 or more")),
        Outcome.BADLY_FRAMED: (say(language, "badly cropped"), say(language, "read wrongly, IoU 0.7 or less")),
        Outcome.MISREAD: (say(language, "misread"), say(language, "read wrongly, IoU over 0.7")),
        Outcome.FALSE_ALARM: (say(language, "false alarm"), say(language, "found where no plate is annotated")),
        Outcome.RIGHT: (say(language, "right"), say(language, "found and read; O and 0 count as the same")),
        Outcome.OUT_OF_SCOPE: (say(language, "out of scope"), say(language, "not seven characters, or not known")),
    }


def _how_many(language: Language, chosen: Outcome | None, counts: Mapping[Outcome, int]) -> str:
    """How many plates are shown, with false alarms counted separately."""
    shown = counts if chosen is None else {chosen: counts[chosen]}
    alarms = shown.get(Outcome.FALSE_ALARM, 0)
    plates = sum(shown.values()) - alarms
    parts = []
    if plates or chosen is not Outcome.FALSE_ALARM:
        parts.append(say(language, "1 plate") if plates == 1 else say(language, "{n:,} plates", n=plates))
    if alarms or chosen is Outcome.FALSE_ALARM:
        parts.append(say(language, "1 false alarm") if alarms == 1 else say(language, "{n:,} false alarms", n=alarms))
    return say(language, " and ").join(parts)


def _read(figures: Mapping[str, Any], model: str) -> Mapping[str, Any] | None:
    """How many plates a model read exactly (evaluation.photo_metrics); None if some figures are unknown."""
    read = figures.get("models", {}).get(model)
    if read is None or figures["recall"]["value"] is None or read["exact"]["value"] is None:
        return None
    exact: Mapping[str, Any] = read["exact"]
    return exact
