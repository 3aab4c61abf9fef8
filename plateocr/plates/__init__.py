"""The kinds of plate that plateocr knows: their characters, sizes, layouts, colours and rules (GA 36-2018).

Everything that the rest of the package knows about a kind comes from its entry in :data:`SPECS`.
"""

from plateocr.plates.alphabet import (
    ALPHABETS,
    CHARACTERS,
    DIGITS,
    FULL,
    LETTERS,
    NOTEBOOK,
    PROVINCES,
    UNREADABLE,
    USES,
    Alphabet,
)
from plateocr.plates.issue import MAX_LETTERS_IN_SERIAL, RuleViolation
from plateocr.plates.kinds import (
    CELL_HEIGHT,
    CELL_TOP,
    CELL_WIDTH,
    ORDINARY,
    RED_INK,
    SPECS,
    PlateKind,
    characters_at,
    form_of,
    spec_of,
    specs_of,
)
from plateocr.plates.spec import READ_LAYOUTS, Cell, Colour, Layout, PlateColours, PlateSpec

__all__ = [
    "ALPHABETS",
    "CELL_HEIGHT",
    "CELL_TOP",
    "CELL_WIDTH",
    "CHARACTERS",
    "DIGITS",
    "FULL",
    "LETTERS",
    "MAX_LETTERS_IN_SERIAL",
    "NOTEBOOK",
    "ORDINARY",
    "PROVINCES",
    "READ_LAYOUTS",
    "RED_INK",
    "SPECS",
    "UNREADABLE",
    "USES",
    "Alphabet",
    "Cell",
    "Colour",
    "Layout",
    "PlateColours",
    "PlateKind",
    "PlateSpec",
    "RuleViolation",
    "characters_at",
    "form_of",
    "spec_of",
    "specs_of",
]
