"""HTML of the top of the section 'Photos': the figures, and how many plates were missed, badly cropped, misread."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from markupsafe import Markup

from plateocr.app.languages import Language, say
from plateocr.app.page_state import PageState
from plateocr.app.templating import render
from plateocr.evaluation.photo_table import IN_WORDS, Outcome
from plateocr.pipeline.wording import interval, percent


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
        figures_in_words=_figures_in_words(language, figures, state.view.model),
        kinds=kinds,
        chosen="" if chosen is None else names[chosen][0],
        how_many=_how_many(language, chosen, counts),
    )


def kind_names(language: Language) -> dict[Outcome, tuple[str, str]]:
    """The name of each kind, and its meaning."""
    meanings = {
        Outcome.MISSED: say(language, "nothing found with an IoU of 0.5 or more"),
        Outcome.BADLY_FRAMED: say(language, "read wrongly, IoU 0.7 or less"),
        Outcome.MISREAD: say(language, "read wrongly, IoU over 0.7"),
        Outcome.FALSE_ALARM: say(language, "found where no plate is annotated"),
        Outcome.RIGHT: say(language, "found and read; O and 0 count as the same"),
        Outcome.OUT_OF_SCOPE: say(language, "no number of a known kind, or not known"),
    }
    return {outcome: (say(language, IN_WORDS[outcome]), meaning) for outcome, meaning in meanings.items()}


def _how_many(language: Language, chosen: Outcome | None, counts: Mapping[Outcome, int]) -> str:
    """How many plates are shown, with false alarms counted separately."""
    shown = counts if chosen is None else {chosen: counts[chosen]}
    alarms = shown.get(Outcome.FALSE_ALARM, 0)
    plates = sum(shown.values()) - alarms
    alarms_in_words = say(language, "1 false alarm") if alarms == 1 else say(language, "{n:,} false alarms", n=alarms)
    if chosen is Outcome.FALSE_ALARM:
        return alarms_in_words
    if not alarms:
        return _plates(language, plates)
    return say(language, "{plates} and {alarms}", plates=_plates(language, plates), alarms=alarms_in_words)


def _figures_in_words(language: Language, figures: Mapping[str, Any], model: str) -> str:
    """How many plates the detector found and a model read (evaluation.photo_metrics); '' if some figures are unknown.

    Not all detections where no plate is annotated are false alarms: those were also read.
    """
    read = figures.get("models", {}).get(model)
    if read is None or figures["recall"]["value"] is None or read["exact"]["value"] is None:
        return ""
    photos, found, detections = (figures.get(name) for name in ("photos", "found", "detections"))
    if found is None or detections is None:  # an evaluation by an earlier version
        return ""
    in_words = partial(interval, translate=partial(say, language))
    return say(
        language,
        "{photos} with {plates}. The detector finds {found:,} of {n:,} ({found_share}; 95 % interval {found_span}). "
        "Its {detections:,} detections include {others:,} where no plate is annotated. {model} reads {read_share} of "
        "the plates correctly, counting those not found as wrong ({read_span}).",
        photos=say(language, "1 photo") if photos == 1 else say(language, "{n:,} photos", n=photos),
        plates=_plates(language, figures["plates"]),
        found=found,
        n=figures["plates"],
        found_share=percent(figures["recall"]["value"]),
        found_span=in_words(figures["recall"]),
        detections=detections,
        others=detections - found,
        model=model,
        read_share=percent(read["exact"]["value"]),
        read_span=in_words(read["exact"]),
    )


def _plates(language: Language, n: int) -> str:
    return say(language, "1 plate") if n == 1 else say(language, "{n:,} plates", n=n)
