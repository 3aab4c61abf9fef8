"""Plate text from a file name, in every convention of the field.

``0000-皖A26Y56.jpg`` (the notebook's), ``皖A26Y56.jpg``, ``湘A0L67X_20210102.jpg``, and CCPD's own annotations.
"""

import re
from dataclasses import dataclass
from pathlib import PurePath

from plateocr.data.ccpd_names import is_ccpd_name, parse_ccpd_name
from plateocr.data.faults import Fault
from plateocr.errors import LabelError
from plateocr.plates import CHARACTERS, PLATE_LENGTH, PROVINCES, SEVEN

SPECIAL_CHARACTERS = "警学港澳挂使领"
"""Police, learner, Hong Kong, Macao, trailer, embassy, consulate: characters of plates outside the alphabet."""

_SEPARATOR = re.compile(r"[-_\s]+")
# A Chinese character and a letter or digit: a word such as 照片 is no attempt at a plate.
_LIKE_A_PLATE = re.compile(r"(?=.*[\u3400-\u9fff])(?=.*[0-9A-Za-z])")
_SPECIAL_LENGTHS = (PLATE_LENGTH, PLATE_LENGTH + 1)


@dataclass(frozen=True)
class NameReading:
    """What a file name says.

    plate: the text found, whole, also when it is a plate that plateocr does not read; None when there is none.
    fault: why the name cannot be used as a label, None when it can. reason: the fault in a sentence, else empty.
    """

    plate: str | None
    fault: Fault | None = None
    reason: str = ""


def plate_from_name(file_name: str) -> str:
    """The seven characters that a file name (with or without folder and suffix) gives as its image's plate.

    Raises LabelError with the reason when it holds none, or one of eight characters, or a special plate.
    """
    reading = read_name(file_name)
    if reading.plate is None or reading.fault is not None:
        raise LabelError(reading.reason)
    return reading.plate


def read_name(file_name: str) -> NameReading:
    """What a file name says of its image's plate; never raises, never cuts a longer plate to seven characters."""
    name = printable(PurePath(file_name).name)
    if is_ccpd_name(name):
        try:
            return _read_plate(parse_ccpd_name(name).plate, name)
        except LabelError as error:
            return NameReading(None, Fault.OUTSIDE_ALPHABET, str(error))
    parts = [part for part in _SEPARATOR.split(PurePath(name).stem) if _LIKE_A_PLATE.match(part)]
    if not parts:
        return NameReading(
            None, Fault.NO_PLATE, f"'{name}' holds no plate; name it like 0001-皖A26Y56.jpg or 皖A26Y56.jpg."
        )
    readings = [_read_plate(part, name) for part in parts]
    plates = {reading.plate: reading for reading in readings if reading.plate is not None}
    if len(plates) > 1:
        return NameReading(
            None, Fault.SEVERAL_PLATES, f"'{name}' holds more than one plate: {', '.join(map(str, plates))}."
        )
    return next(iter(plates.values()), readings[0])


def printable(text: str) -> str:
    """``text`` with bytes that are not UTF-8, which a file name may hold, written as escapes."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _read_plate(text: str, name: str) -> NameReading:
    allowed = PROVINCES + CHARACTERS
    special = [character for character in text if character in SPECIAL_CHARACTERS]
    if special and len(text) in _SPECIAL_LENGTHS and all(c in allowed or c in SPECIAL_CHARACTERS for c in text):
        reason = f"'{name}': {text} is a special plate ({special[0]}); plateocr reads the ordinary ones."
        return NameReading(text, Fault.SPECIAL_PLATE, reason)
    if len(text) == PLATE_LENGTH + 1 and text[0] in PROVINCES and all(c in CHARACTERS for c in text[1:]):
        reason = f"'{name}': {text} is a plate of eight characters (new energy); plateocr reads seven."
        return NameReading(text, Fault.EIGHT_CHARACTERS, reason)
    try:
        SEVEN.encode(text)
    except LabelError as error:
        fault = Fault.OUTSIDE_ALPHABET if len(text) == PLATE_LENGTH else Fault.WRONG_LENGTH
        return NameReading(None, fault, f"'{name}': {error}")
    return NameReading(text)
