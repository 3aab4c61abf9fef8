"""HTML of the top of the section 'Photos': the figures, and how many plates were missed, badly framed, misread."""

from collections.abc import Mapping
from functools import partial
from html import escape
from typing import Any

from plateocr.app.page_state import PageState
from plateocr.app.photo_scene import show_legend
from plateocr.app.texts import Language, say
from plateocr.evaluation.photo_table import Outcome
from plateocr.pipeline.wording import interval, percent

_COMMANDS = (
    "plateocr evaluate --photos DIR --annotations FILE --checkpoint checkpoints/lstm --out OUT",
    "plateocr app --predictions OUT",
)


def show_no_photos(language: Language) -> str:
    """That the evaluation is not of whole photos, and how to make one that is."""
    title = say(language, "These pictures were crops to begin with")
    how = say(language, "Of whole photos, this section shows which plates were missed, badly framed or misread:")
    # In parts, so that a narrow page breaks a line between words alone, not at the hyphens of an option.
    commands = "\n".join(" ".join(f"<span>{word}</span>" for word in command.split()) for command in _COMMANDS)
    return f'<div class="po-empty"><h2>{title}</h2><p>{how}</p><pre class="po-command">{commands}</pre></div>'


def show_kinds(language: Language, state: PageState, counts: Mapping[Outcome, int], figures: Mapping[str, Any]) -> str:
    """The figures in a sentence, a link a kind of error, how many plates are shown, and what the lines mean."""
    chosen = state.kind
    kinds = "".join(
        _kind(language, state, kind, count, kind is chosen)
        for kind, count in counts.items()
        if count or kind is not Outcome.OUT_OF_SCOPE
    )
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
        f'aria-label="{say(language, "Kinds of errors")}">{kinds}</nav><div class="po-count"><p aria-live="polite">'
        f'<b class="po-number">{_how_many(language, chosen, counts)}</b></p>{chip}{show_legend(language)}</div>'
    )


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


def _how_many(language: Language, chosen: Outcome | None, counts: Mapping[Outcome, int]) -> str:
    """How many plates are shown; a false alarm is none."""
    shown = counts if chosen is None else {chosen: counts[chosen]}
    alarms = shown.get(Outcome.FALSE_ALARM, 0)
    plates = sum(shown.values()) - alarms
    parts = []
    if plates or chosen is not Outcome.FALSE_ALARM:
        parts.append(say(language, "1 plate") if plates == 1 else say(language, "{n:,} plates", n=plates))
    if alarms or chosen is Outcome.FALSE_ALARM:
        parts.append(say(language, "1 false alarm") if alarms == 1 else say(language, "{n:,} false alarms", n=alarms))
    return say(language, " and ").join(parts)


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
        "Photos: {photos:,}. Plates: {plates:,}, of which {found} are found ({found_span}); {precision} of what "
        "is found is annotated. {model} finds and reads exactly {read} ({read_span}) of those with seven characters.",
        photos=figures["photos"],
        plates=figures["plates"],
        found=percent(figures["recall"]["value"]),
        found_span=span(figures["recall"]),
        precision=percent(figures["precision"] or 0.0),
        model=model,
        read=percent(read["exact"]["value"]),
        read_span=span(read["exact"]),
    )
    return f'<p class="po-muted po-photo-figures po-number">{escape(sentence)}</p>'
