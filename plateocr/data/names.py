"""Plate texts from file names, in all common conventions.

``0000-皖A26Y56.jpg`` (the notebook's), ``皖A26Y56.jpg``, ``湘A0L67X_20210102.jpg``, and CCPD's own annotations.
"""

import re
from dataclasses import dataclass
from operator import contains
from pathlib import PurePath

from plateocr.data.ccpd_names import is_ccpd_name, parse_ccpd_name
from plateocr.data.faults import Fault
from plateocr.errors import LabelError, Sentence
from plateocr.plates import FULL, SPECS, USES, Alphabet, Layout, PlateKind, spec_of

_SEPARATOR = re.compile(r"[-_\s]+")
# A Chinese character and a letter or digit, so that a word such as 照片 is not taken for a misspelt plate.
_LIKE_A_PLATE = re.compile(r"(?=.*[\u3400-\u9fff])(?=.*[0-9A-Za-z])")
_ARMY = SPECS[PlateKind.ARMY]


@dataclass(frozen=True)
class NameReading:
    """The plate in a file name.

    plate: the complete text, even of a plate that plateocr does not read; None if there is none. fault: why the name
    cannot be used as a label, None if it can. reason: the fault as a Sentence, '' if there is none.
    """

    plate: str | None
    fault: Fault | None = None
    reason: str = ""


def plate_from_name(file_name: str) -> str:
    """The characters of the plate in a file name, with or without folder and suffix.

    Raises LabelError with the reason if there is no plate of any kind.
    """
    reading = read_name(file_name)
    if reading.plate is None or reading.fault is not None:
        raise LabelError(reading.reason)
    return reading.plate


def read_name(file_name: str, alphabet: Alphabet = FULL) -> NameReading:
    """Find the plate in a file name; never raises, and never shortens a longer plate to fewer characters.

    A plate that the ``alphabet`` of a recogniser does not have is a fault.
    """
    name = printable(PurePath(file_name).name)
    if is_ccpd_name(name):
        try:
            return _read_plate(parse_ccpd_name(name).plate, name, alphabet)
        except LabelError as error:
            return NameReading(None, Fault.OUTSIDE_ALPHABET, error.message)
    every = _SEPARATOR.split(PurePath(name).stem)
    # The army's plates alone have no Chinese character, and so count only if no other part may be a plate.
    parts = [part for part in every if _LIKE_A_PLATE.match(part)] or list(filter(_ARMY.accepts, every))
    if not parts:
        template = "'{name}' contains no plate; name it like 0001-皖A26Y56.jpg or 皖A26Y56.jpg."
        return NameReading(None, Fault.NO_PLATE, Sentence(template, name=name))
    readings = [_read_plate(part, name, alphabet) for part in parts]
    plates = {reading.plate: reading for reading in readings if reading.plate is not None}
    if len(plates) > 1:
        reason = Sentence("'{name}' contains more than one plate: {plates}.", name=name, plates=", ".join(plates))
        return NameReading(None, Fault.SEVERAL_PLATES, reason)
    return next(iter(plates.values()), readings[0])


def printable(text: str) -> str:
    """``text`` with bytes that are not UTF-8, which file names may contain, replaced by escapes."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _read_plate(text: str, name: str, alphabet: Alphabet) -> NameReading:
    if spec_of(text) is None:
        try:
            _explain(text)
        except LabelError as error:
            fault = Fault.OUTSIDE_ALPHABET if len(text) in FULL.lengths else Fault.WRONG_LENGTH
            return NameReading(None, fault, Sentence("'{name}': {why}", name=name, why=error.message))
    if alphabet.accepts(text):
        return NameReading(text)
    if len(text) == Layout.EIGHT.characters:
        template = "'{name}': {text} is a plate of eight characters; this checkpoint reads plates of seven."
        return NameReading(text, Fault.EIGHT_CHARACTERS, Sentence(template, name=name, text=text))
    special = next(iter(set(text) & set(USES)), text[0])
    template = "'{name}': {text} is a special plate ({character}); this checkpoint reads ordinary ones only."
    reason = Sentence(template, name=name, text=text, character=special)
    return NameReading(text, Fault.SPECIAL_PLATE, reason)


def _explain(text: str) -> None:
    """Raise the LabelError that says why no kind of plate has this number: by the kind that comes closest."""
    as_long = [spec for spec in SPECS.values() if len(spec) == len(text)]
    if not as_long:
        FULL.encode(text)
    closest = max(as_long, key=lambda spec: sum(map(contains, spec.slots, text)))
    closest.check(text)
