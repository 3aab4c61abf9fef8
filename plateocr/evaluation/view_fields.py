"""The filter types of a view: which values each allows, and how a range is written in a link."""

from collections.abc import Collection, Mapping
from math import inf, isfinite, isnan
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from plateocr.errors import Sentence
from plateocr.evaluation.table import LONGEST
from plateocr.pipeline.prediction import Flag
from plateocr.pipeline.verdict import Verdict
from plateocr.plates import CHARACTERS, PROVINCES, USES, PlateKind, RuleViolation

Sort = Literal["cer", "confidence", "confidently_wrong", "loss_against_other"]
Outcome = Literal["all", "correct", "wrong", "both_wrong", "only_this_wrong", "only_other_wrong"]
FLAGS: tuple[str, ...] = (*(flag.value for flag in Flag), *(rule.value for rule in RuleViolation))
MAX_TEXT = 100
_ALL = PROVINCES + CHARACTERS + USES
_RANGE_SIGN = ".."


def _known_provinces(text: str) -> str:
    strange = [character for character in text if character not in PROVINCES]
    if strange or not text:
        raise ValueError(
            Sentence("'{text}' must be one or more of the 31 provinces {provinces}", text=text, provinces=PROVINCES)
        )
    return "".join(province for province in PROVINCES if province in text)


def _known_character(text: str) -> str:
    if len(text) != 1 or text not in _ALL:
        raise ValueError(Sentence("'{text}' must be one of the characters {known}", text=text, known=_ALL))
    return text


def _one_of(known: Collection[str]) -> AfterValidator:
    """Accepts a text that is one of ``known``."""

    def check(text: str) -> str:
        if text not in known:
            raise ValueError(Sentence("'{text}' must be one of {known}", text=text, known=", ".join(known)))
        return text

    return AfterValidator(check)


def _parse_range(value: Any) -> Any:
    """The two ends of a range such as ``"1.5..3"`` in a link; an omitted end is open."""
    if not isinstance(value, str):
        return value
    low, sign, high = value.partition(_RANGE_SIGN)
    if not sign:
        raise ValueError(Sentence("'{value}' must be written like 10..20, 10.. or ..20", value=value))
    return (low or -inf, high or inf)


def _check_range(ends: tuple[float, float]) -> tuple[float, float]:
    low, high = ends
    if isnan(low) or isnan(high) or low > high:
        raise ValueError(
            Sentence("{low} to {high} is not a range: its low end must not be above its high end", low=low, high=high)
        )
    return ends


Range = Annotated[tuple[float, float], BeforeValidator(_parse_range), AfterValidator(_check_range)]
Character = Annotated[str, AfterValidator(_known_character)]
Edits = Annotated[int, Field(ge=0, le=LONGEST)]
Share = Annotated[float, Field(ge=0, le=1)]
Provinces = Annotated[str, AfterValidator(_known_provinces)]
KindName = Annotated[str, _one_of(list(PlateKind))]
VerdictName = Annotated[str, _one_of(list(Verdict))]
FlagName = Annotated[str, _one_of(FLAGS)]
Text = Annotated[str, Field(min_length=1, max_length=MAX_TEXT)]
Position = Annotated[int, Field(ge=0, lt=LONGEST)]


def in_link(value: Any) -> str:
    """A field's value as written in a link; a range as its ends joined by ``..``, with open ends omitted."""
    if isinstance(value, tuple):
        return _RANGE_SIGN.join(repr(end) if isfinite(end) else "" for end in value)
    return str(value)


# pydantic's own types of error, as sentences that can be translated; ``ctx`` has the values.
FAULTS = {
    "greater_than_equal": "Input should be greater than or equal to {ge}",
    "less_than_equal": "Input should be less than or equal to {le}",
    "less_than": "Input should be less than {lt}",
    "string_too_long": "String should have at most {max_length} characters",
    "literal_error": "Input should be {expected}",
    "int_parsing": "Input should be a valid integer, unable to parse string as an integer",
    "float_parsing": "Input should be a valid number, unable to parse string as a number",
}


def explained(fault: Mapping[str, Any]) -> str:
    """What is wrong with a field, from one of pydantic's ``errors()``: a Sentence if it can be translated."""
    context = fault.get("ctx", {})
    if isinstance(context.get("error"), ValueError):
        message: str = context["error"].args[0]
        return message
    if fault["type"] in FAULTS:
        return Sentence(FAULTS[fault["type"]], **context)
    return str(fault["msg"])
