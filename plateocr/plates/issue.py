"""The rules of plate numbers that are issued. They flag a reading as implausible and never correct it."""

from collections.abc import Callable
from enum import StrEnum

from plateocr.plates.alphabet import LETTERS


class RuleViolation(StrEnum):
    """A reason why a text in the alphabet is not a plate number that is issued."""

    O_OUTSIDE_AGENCY = "o_outside_agency"
    AGENCY_NOT_A_LETTER = "agency_not_a_letter"
    AGENCY_NOT_ISSUED = "agency_not_issued"
    TOO_MANY_LETTERS = "too_many_letters"
    ENERGY_LETTER = "energy_letter"
    NOT_ISSUED_IN_THIS_FORM = "not_issued_in_this_form"


Rule = tuple[RuleViolation, Callable[[str], bool]]

# GA 36-2018, 5.9, as transcribed in public code; none of 4,864 real plates has more.
MAX_LETTERS_IN_SERIAL = 2
# Which letters follow each province: the agencies of cities and prefectures. From appendix A of GA 36-2018, as
# transcribed in public code, with those opened since then (冀X, 苏U, 浙M, 鲁W, 豫V, 鄂W, 陕U, 新S) and old ones whose
# plates still drive. O, of authorities, is issued everywhere.
AGENCIES = {
    "京": "ABCDEFGHJKLMNPQY",
    "津": "ABCDEFGHJKLMNPQR",
    "冀": "ABCDEFGHJRSTX",
    "晋": "ABCDEFHJKLM",
    "蒙": "ABCDEFGHJKLM",
    "辽": "ABCDEFGHJKLMNP",
    "吉": "ABCDEFGHJK",
    "黑": "ABCDEFGHJKLMNPR",
    "沪": "ABCDEFGHJKLMNR",
    "苏": "ABCDEFGHJKLMNU",
    "浙": "ABCDEFGHJKLM",
    "皖": "ABCDEFGHJKLMNPQRS",
    "闽": "ABCDEFGHJK",
    "赣": "ABCDEFGHJKLMS",
    "鲁": "ABCDEFGHJKLMNPQRSUVWY",
    "豫": "ABCDEFGHJKLMNPQRSUV",
    "鄂": "ABCDEFGHJKLMNPQRSW",
    "湘": "ABCDEFGHJKLMNSU",
    "粤": "ABCDEFGHJKLMNPQRSTUVWXYZ",
    "桂": "ABCDEFGHJKLMNPR",
    "琼": "ABCDEF",
    "渝": "ABCDFGHN",
    "川": "ABCDEFGHJKLMQRSTUVWXYZ",
    "贵": "ABCDEFGHJ",
    "云": "ACDEFGHJKLMNPQRSV",
    "藏": "ABCDEFGHJ",
    "陕": "ABCDEFGHJKUV",
    "甘": "ABCDEFGHJKLMNP",
    "青": "ABCDEFGH",
    "宁": "ABCDE",
    "新": "ABCDEFGHJKLMNPQRS",
}
# New-energy vehicles: battery electric, and all others (hybrids, fuel cells).
ENERGY_LETTERS = "DABCE" + "FGHJK"


def letters_in(text: str) -> int:
    """How many characters are letters."""
    return sum(one in LETTERS for one in text)


AGENCY: tuple[Rule, ...] = (
    (RuleViolation.O_OUTSIDE_AGENCY, lambda text: "O" in text[2:]),
    (RuleViolation.AGENCY_NOT_A_LETTER, lambda text: text[1] not in LETTERS),
    (
        RuleViolation.AGENCY_NOT_ISSUED,
        lambda text: text[1] in LETTERS.replace("O", "") and text[1] not in AGENCIES.get(text[0], LETTERS),
    ),
)
SERIAL: Rule = (RuleViolation.TOO_MANY_LETTERS, lambda text: letters_in(text[2:]) > MAX_LETTERS_IN_SERIAL)
# Small vehicles have the letter third, and perhaps another letter after it; large ones have it last.
SMALL_ENERGY: Rule = (
    RuleViolation.ENERGY_LETTER,
    lambda text: text[2] not in ENERGY_LETTERS or letters_in(text[4:]) > 0,
)
LARGE_ENERGY: Rule = (
    RuleViolation.ENERGY_LETTER,
    lambda text: text[-1] not in ENERGY_LETTERS or letters_in(text[2:-1]) > 0,
)


def form(fits: Callable[[str], bool]) -> Rule:
    """A rule that a text breaks unless it has the form of its kind."""
    return RuleViolation.NOT_ISSUED_IN_THIS_FORM, lambda text: not fits(text)
