"""Numbers, flags and broken rules as the page and the command line word them."""

from collections.abc import Callable, Mapping
from typing import Protocol

from plateocr.pipeline.prediction import Flag
from plateocr.pipeline.results import NothingFound
from plateocr.pipeline.verdict import Doubt, Judgement, Verdict
from plateocr.plates import Layout, RuleViolation, spec_of

# Translates an English sentence and fills its {placeholders}; the app passes its own.
Translate = Callable[..., str]


class Flagged(Protocol):
    """A model's reading of a plate."""

    @property
    def text(self) -> str:
        """The characters."""

    @property
    def confidence(self) -> float:
        """The plate's confidence, 0..1."""

    @property
    def layout(self) -> Layout:
        """How many characters were read in how many rows."""

    @property
    def flags(self) -> tuple[Flag, ...]:
        """The model's warnings."""


RULES_IN_WORDS = {
    RuleViolation.O_OUTSIDE_AGENCY: "O outside position 2",
    RuleViolation.AGENCY_NOT_A_LETTER: "position 2 is not a letter",
    RuleViolation.AGENCY_NOT_ISSUED: "that letter is not issued in this province",
    RuleViolation.TOO_MANY_LETTERS: "more than two letters after position 2",
    RuleViolation.ENERGY_LETTER: "the letter of a new-energy vehicle is missing or in the wrong place",
    RuleViolation.NOT_ISSUED_IN_THIS_FORM: "not in the form of such plates",
}

# By degrees (Detection.turned).
TURNED_IN_WORDS = {
    90: "The image was turned by 90 degrees to be read.",
    180: "The image was turned by 180 degrees to be read.",
    270: "The image was turned by 270 degrees to be read.",
}


def percent(rate: float) -> str:
    """A rate in 0..1 with one decimal, never rounded up to certainty: 0.312 gives '31.2 %', 0.9999 '> 99.9 %'."""
    if 0.9995 <= rate < 1:
        return "> 99.9 %"
    return f"{rate:.1%}".replace("%", " %")


def interval(figure: Mapping[str, float | None], translate: Translate = str.format) -> str:
    """The 95 % interval of a figure of evaluation.metrics ('value', 'low', 'high'), or '' if it has none."""
    low, high = figure["low"], figure["high"]
    if low is None or high is None:
        return ""
    return translate("{low:.1f} to {high:.1f} %", low=100 * low, high=100 * high)


def flag_sentences(prediction: Flagged, translate: Translate = str.format) -> list[str]:
    """The warnings of a prediction's flags, one sentence per flag."""
    sentences = []
    if Flag.LOW_CONFIDENCE in prediction.flags:
        sentences.append(translate("Unsure: confidence {confidence}.", confidence=percent(prediction.confidence)))
    if Flag.IMPLAUSIBLE_PLATE in prediction.flags:
        spec = spec_of(prediction.text, prediction.layout)
        rules = spec.violations(prediction.text) if spec else ()
        broken = translate("; ").join(translate(RULES_IN_WORDS[rule]) for rule in rules)
        broken = broken or translate("no kind of plate has these characters in these places")
        sentences.append(translate("Not a valid plate number: {broken}.", broken=broken))
    return sentences


DOUBTS_IN_WORDS = {
    Doubt.CHARACTER: "a character is uncertain",
    Doubt.DISAGREEMENT: "the models disagree",
    Doubt.CUT_OFF: "the plate runs off the image",
    Doubt.TOO_SMALL: "the plate is very small",
    Doubt.NOT_ISSUED: "no such number is issued",
}


def verdict_sentence(judgement: Judgement, translate: Translate = str.format) -> str:
    """What to do with an answer, and why; '' if it is sure."""
    if judgement.verdict == Verdict.NOT_READ:
        return translate("A plate that plateocr does not read, such as a foreign or a temporary one.")
    if judgement.verdict == Verdict.NO_PLATE:
        return translate("There is no plate here that could be read.")
    if judgement.verdict == Verdict.SURE:
        return ""
    why = translate("; ").join(translate(DOUBTS_IN_WORDS[doubt]) for doubt in judgement.doubts)
    return translate("Check this: {why}.", why=why)


def nothing_found_sentence(problem: NothingFound, translate: Translate = str.format) -> str:
    """That no plate was found in a photo, and a possible reason."""
    if problem == NothingFound.TOO_SMALL:
        return translate("No plate found: the photo may be too small.")
    if problem == NothingFound.TOO_DARK:
        return translate("No plate found: the photo may be too dark.")
    return translate("No plate found: there may be none, or it may be covered, blurred, or less than 40 pixels wide.")
