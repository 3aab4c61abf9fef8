"""The names of outcomes, flags, attributes and figures on the page."""

from plateocr.app.languages import Language, say
from plateocr.evaluation.attributes import ATTRIBUTES
from plateocr.pipeline.prediction import Flag
from plateocr.pipeline.verdict import Verdict
from plateocr.pipeline.wording import RULES_IN_WORDS
from plateocr.plates import PlateKind, RuleViolation


def outcome_names(language: Language, model: str, other: str | None) -> dict[str, str]:
    """The name of each outcome of a view, with the models' names if it involves two."""
    names = {
        "all": say(language, "any"),
        "correct": say(language, "read correctly"),
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
    """The name of each flag of a reader, and of each plate rule."""
    return {
        Flag.LOW_CONFIDENCE.value: say(language, "unsure"),
        Flag.IMPLAUSIBLE_PLATE.value: say(language, "not a valid plate number"),
    } | {rule.value: say(language, RULES_IN_WORDS[rule]) for rule in RuleViolation}


def verdict_names(language: Language) -> dict[str, str]:
    """The name of each verdict."""
    return {
        Verdict.SURE.value: say(language, "Sure"),
        Verdict.CHECK.value: say(language, "Check"),
        Verdict.NOT_READ.value: say(language, "Not read"),
        Verdict.NO_PLATE.value: say(language, "No plate"),
    }


def plate_names(language: Language) -> dict[PlateKind, str]:
    """The name of each kind of plate."""
    return {
        PlateKind.BLUE: say(language, "Small vehicle"),
        PlateKind.YELLOW: say(language, "Large vehicle"),
        PlateKind.YELLOW_TWO_ROWS: say(language, "Large vehicle, rear"),
        PlateKind.MOTORCYCLE: say(language, "Motorcycle"),
        PlateKind.TRAILER: say(language, "Trailer"),
        PlateKind.LEARNER: say(language, "Driving school"),
        PlateKind.GREEN: say(language, "Small new-energy vehicle"),
        PlateKind.GREEN_LARGE: say(language, "Large new-energy vehicle"),
        PlateKind.POLICE: say(language, "Police"),
        PlateKind.POLICE_TWO_ROWS: say(language, "Police motorcycle"),
        PlateKind.ARMED_POLICE: say(language, "Armed police"),
        PlateKind.ARMED_POLICE_TWO_ROWS: say(language, "Armed police, two rows"),
        PlateKind.ARMY: say(language, "Army"),
        PlateKind.ARMY_TWO_ROWS: say(language, "Army, two rows"),
        PlateKind.EMBASSY: say(language, "Embassy"),
        PlateKind.CONSULATE: say(language, "Consulate"),
        PlateKind.HONG_KONG: say(language, "Hong Kong vehicle on the mainland"),
        PlateKind.MACAO: say(language, "Macao vehicle on the mainland"),
        PlateKind.AVIATION: say(language, "Civil aviation"),
        PlateKind.EMERGENCY: say(language, "Emergency rescue"),
        PlateKind.TRACTOR: say(language, "Tractor"),
    }


def attribute_names(language: Language) -> dict[str, str]:
    """The name of each measured attribute, in the order of ATTRIBUTES."""
    names = {
        "sharpness": say(language, "Sharpness"),
        "brightness": say(language, "Brightness"),
        "contrast": say(language, "Contrast"),
        "tilt": say(language, "Tilt in degrees"),
        "width": say(language, "Width in pixels"),
    }
    return {attribute: names[attribute] for attribute in ATTRIBUTES}


def figure_names(language: Language) -> dict[str, tuple[str, str]]:
    """The name of each figure of evaluation.overview, and its meaning."""
    return {
        "accuracy": (say(language, "Plates read correctly"), say(language, "all characters correct")),
        "cer": (say(language, "Character error rate (CER)"), say(language, "share of characters to correct")),
        "province_accuracy": (
            say(language, "Provinces correct"),
            say(language, "the first character, over all plates"),
        ),
        "province_accuracy_not_wan": (
            say(language, "Provinces correct, without 皖"),
            say(language, "皖 is most of CCPD, and can be guessed"),
        ),
        "province_macro_accuracy": (
            say(language, "Provinces correct, each weighted equally"),
            say(language, "the mean over the provinces (macro)"),
        ),
        "expected_calibration_error": (
            say(language, "Calibration error (ECE)"),
            say(language, "mean distance of confidence from accuracy"),
        ),
    }
