"""The alphabet of a Chinese seven-character licence plate, and the rules a plate obeys.

Position 0 is one of 31 provinces, positions 1 to 6 are one of 35 letters and digits (no I). The order of both
strings is part of every checkpoint: never reorder them.
"""

from enum import StrEnum

from plateocr.errors import LabelError

PROVINCES = "云京冀吉宁川新晋桂沪津浙渝湘琼甘皖粤苏蒙藏豫贵赣辽鄂闽陕青鲁黑"
CHARACTERS = "0123456789ABCDEFGHJKLMNOPQRSTUVWXYZ"
DIGITS = CHARACTERS[:10]
LETTERS = CHARACTERS[10:]
PLATE_LENGTH = 7

_PROVINCE_INDEX = {character: index for index, character in enumerate(PROVINCES)}
_CHARACTER_INDEX = {character: index for index, character in enumerate(CHARACTERS)}
MAX_LETTERS_IN_SERIAL = 3


class RuleViolation(StrEnum):
    """A way in which seven characters of the alphabet are not a plate that is issued."""

    O_OUTSIDE_AGENCY = "o_outside_agency"
    AGENCY_NOT_A_LETTER = "agency_not_a_letter"
    TOO_MANY_LETTERS = "too_many_letters"


def position_alphabet(position: int) -> str:
    """The characters allowed at ``position`` (0 to 6): provinces at 0, letters and digits after it."""
    return PROVINCES if position == 0 else CHARACTERS


def encode(text: str) -> tuple[int, ...]:
    """Plate text to seven class indices: the first in 0..30, the other six in 0..34.

    Raises LabelError, naming the position, when ``text`` is not seven characters of the alphabet.
    """
    if len(text) != PLATE_LENGTH:
        raise LabelError(f"'{text}' has {len(text)} characters; a plate has {PLATE_LENGTH}.")
    if text[0] not in _PROVINCE_INDEX:
        raise LabelError(f"'{text}': '{text[0]}' is not one of the 31 provinces {PROVINCES}.")
    for position, character in enumerate(text[1:], start=1):
        if character not in _CHARACTER_INDEX:
            raise LabelError(f"'{text}': '{character}' at position {position} is not one of {CHARACTERS}.")
    return (_PROVINCE_INDEX[text[0]], *(_CHARACTER_INDEX[character] for character in text[1:]))


def decode(indices: tuple[int, ...] | list[int]) -> str:
    """Seven class indices to plate text; the inverse of :func:`encode`.

    Raises LabelError when there are not seven indices or one is out of range.
    """
    if len(indices) != PLATE_LENGTH:
        raise LabelError(f"{len(indices)} class indices given; a plate has {PLATE_LENGTH}.")
    for position, index in enumerate(indices):
        if not 0 <= index < len(position_alphabet(position)):
            raise LabelError(
                f"class index {index} at position {position} is outside 0..{len(position_alphabet(position)) - 1}."
            )
    return "".join(position_alphabet(position)[index] for position, index in enumerate(indices))


def rule_violations(text: str) -> tuple[RuleViolation, ...]:
    """The rules of issued plates that seven characters of the alphabet break; empty for a plausible plate.

    Rules (GA 36-2018 as far as blue and yellow plates go): the letter O is used at position 1 only; position 1, the
    issuing agency, is a letter; at most three letters follow it. A flag for the reader, never a correction.
    """
    encode(text)
    found = []
    if "O" in text[2:]:
        found.append(RuleViolation.O_OUTSIDE_AGENCY)
    if text[1] not in LETTERS:
        found.append(RuleViolation.AGENCY_NOT_A_LETTER)
    if sum(character in LETTERS for character in text[2:]) > MAX_LETTERS_IN_SERIAL:
        found.append(RuleViolation.TOO_MANY_LETTERS)
    return tuple(found)


def is_plausible(text: str) -> bool:
    """Whether seven characters of the alphabet keep all rules of issued plates."""
    return not rule_violations(text)
