"""HTML of the section 'Confidence': the slider, and what each model answers at its threshold."""

from collections.abc import Mapping
from html import escape

from plateocr.app.page_state import PageState
from plateocr.app.texts import Language, say
from plateocr.evaluation.calibration import Answered
from plateocr.pipeline.wording import percent

DEFAULT_THRESHOLD = 0.9


def show_slider(language: Language) -> str:
    """The slider; its value is the key 'answer' of the address, which state.js reads and writes."""
    label = say(language, "Answer only from this confidence")
    return (
        f'<form data-state class="po-slider"><label for="po-answer">{label}</label>'
        f'<input type="range" id="po-answer" name="answer" min="0" max="1" step="0.005" value="{DEFAULT_THRESHOLD}" '
        f'data-default="{DEFAULT_THRESHOLD}"></form>'
    )


def show_answered(language: Language, state: PageState, answered: Mapping[str, Answered], threshold: float) -> str:
    """For each model a sentence: how many plates it answers from ``threshold``, and how many of those are right."""
    items = "".join(
        f"<li><b>{escape(model)}</b> {_sentence(language, one)}"
        f"{_wrong_answers(language, state, model, one, threshold)}</li>"
        for model, one in answered.items()
    )
    at = say(language, "From {threshold} confidence", threshold=percent(threshold))
    return f'<div class="po-answered" aria-live="polite"><h2 class="po-number">{at}</h2><ul>{items}</ul></div>'


def _sentence(language: Language, one: Answered) -> str:
    if one.accuracy is None or one.coverage is None:
        return say(language, "answers no plate.")
    return say(
        language,
        "answers {coverage} of plates ({answered:,} of {of:,}), {accuracy} of them right.",
        coverage=percent(one.coverage),
        answered=one.answered,
        of=one.of,
        accuracy=percent(one.accuracy),
    )


def _wrong_answers(language: Language, state: PageState, model: str, one: Answered, threshold: float) -> str:
    """The link to the answers from the threshold on that are wrong, if there are any."""
    wrong = one.answered - one.right
    if not wrong:
        return ""
    other = state.view.other if model == state.view.model else state.view.model
    link = state.pictures(model=model, other=other or "", outcome="wrong", min_confidence=threshold)
    words = say(language, "Show the wrong one") if wrong == 1 else say(language, "Show the {n:,} wrong ones", n=wrong)
    return f' <a href="{escape(link)}">{words}</a>'
