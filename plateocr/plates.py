"""The kinds of plate that plateocr knows: their characters, sizes, layouts, colours and rules (GA 36-2018).

Everything that the rest of the package knows about a kind comes from its entry in :data:`SPECS`. Lengths are in
millimetres from a plate's top-left corner; colours are RGB, 0..255.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from plateocr.errors import LabelError

# The order of both is part of every checkpoint: never reorder them. Plates have no I.
PROVINCES = "云京冀吉宁川新晋桂沪津浙渝湘琼甘皖粤苏蒙藏豫贵赣辽鄂闽陕青鲁黑"
CHARACTERS = "0123456789ABCDEFGHJKLMNOPQRSTUVWXYZ"
DIGITS = CHARACTERS[:10]
LETTERS = CHARACTERS[10:]
MAX_LETTERS_IN_SERIAL = 3
# The cell of a character on a plate in one row, for which glyphs are drawn.
CELL_WIDTH, CELL_HEIGHT, CELL_TOP = 45, 90, 25.0

Colour = tuple[int, int, int]


class PlateKind(StrEnum):
    """Kinds of plate, by number and layout of characters, in the order of the detector's heat maps."""

    SEVEN = "seven"
    EIGHT = "eight"
    TWO_ROWS = "two_rows"


class RuleViolation(StrEnum):
    """A reason why a text in the alphabet is not a plate number that is issued."""

    O_OUTSIDE_AGENCY = "o_outside_agency"
    AGENCY_NOT_A_LETTER = "agency_not_a_letter"
    TOO_MANY_LETTERS = "too_many_letters"


@dataclass(frozen=True)
class Cell:
    """The rectangle that one character fills."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.top + self.height


@dataclass(frozen=True)
class PlateColours:
    """One colour scheme of a kind of plate: its background and its characters."""

    name: str
    ground: Colour
    paint: Colour


@dataclass(frozen=True)
class PlateSpec:
    """One kind of plate.

    Args:
        kind: its name.
        slots: the characters that each position may hold; a character's class is its index there.
        size: width and height.
        cells: where the character of each slot is.
        dot: the centre of the separating dot; None if the kind has none.
        rules: the rules of issued plates, each with a function that tells whether a text breaks it.
        colours: the colour schemes of the kind, most frequent first.

    """

    kind: PlateKind
    slots: tuple[str, ...]
    size: tuple[int, int]
    cells: tuple[Cell, ...]
    dot: tuple[float, float] | None
    rules: tuple[tuple[RuleViolation, Callable[[str], bool]], ...]
    colours: tuple[PlateColours, ...]

    def __len__(self) -> int:
        return len(self.slots)

    def encode(self, text: str) -> tuple[int, ...]:
        """A plate number to the class index of each slot.

        Raises LabelError, naming the position, if ``text`` is too short, too long or has another character.
        """
        if len(text) != len(self):
            raise LabelError("'{text}' has {n} characters; a plate has {of}.", text=text, n=len(text), of=len(self))
        for position, (character, slot) in enumerate(zip(text, self.slots, strict=True)):
            if character not in slot:
                template = "'{text}': '{character}' at position {position} is not one of {slot}."
                if slot == PROVINCES:
                    template = "'{text}': '{character}' is not one of the 31 provinces {slot}."
                raise LabelError(template, text=text, character=character, position=position, slot=slot)
        return tuple(slot.index(character) for character, slot in zip(text, self.slots, strict=True))

    def decode(self, indices: Sequence[int]) -> str:
        """Class indices to the plate number; the inverse of :meth:`encode`.

        Raises LabelError if there are too few or too many indices, or one is out of range.
        """
        if len(indices) != len(self):
            raise LabelError(f"{len(indices)} class indices given; a plate has {len(self)}.")
        for position, (index, slot) in enumerate(zip(indices, self.slots, strict=True)):
            if not 0 <= index < len(slot):
                raise LabelError(f"class index {index} at position {position} is outside 0..{len(slot) - 1}.")
        return "".join(slot[index] for index, slot in zip(indices, self.slots, strict=True))

    def violations(self, text: str) -> tuple[RuleViolation, ...]:
        """The rules that a plate number breaks, empty if it is plausible. They only flag it; nothing is corrected.

        Raises LabelError as :meth:`encode` does.
        """
        self.encode(text)
        return tuple(rule for rule, is_broken in self.rules if is_broken(text))

    def accepts(self, text: str) -> bool:
        """Whether ``text`` has this kind's length and characters."""
        return len(text) == len(self) and all(one in slot for one, slot in zip(text, self.slots, strict=True))


def _row(left: float, widths: Sequence[float], gap: float, wide_gap: float) -> tuple[Cell, ...]:
    """Characters side by side, with a wider gap after the second."""
    cells = []
    for position, width in enumerate(widths):
        cells.append(Cell(left, CELL_TOP, width, CELL_HEIGHT))
        left += width + (wide_gap if position == 1 else gap)
    return tuple(cells)


_AGENCY_RULES = (
    (RuleViolation.O_OUTSIDE_AGENCY, lambda text: "O" in text[2:]),
    (RuleViolation.AGENCY_NOT_A_LETTER, lambda text: text[1] not in LETTERS),
)
_SERIAL_RULE = (
    RuleViolation.TOO_MANY_LETTERS,
    lambda text: sum(one in LETTERS for one in text[2:]) > MAX_LETTERS_IN_SERIAL,
)
BLUE = PlateColours("blue", ground=(25, 70, 175), paint=(240, 242, 245))
YELLOW = PlateColours("yellow", ground=(232, 165, 25), paint=(25, 25, 28))

SEVEN = PlateSpec(
    PlateKind.SEVEN,
    slots=(PROVINCES, *[CHARACTERS] * 6),
    size=(440, 140),
    cells=_row(15.5, [CELL_WIDTH] * 7, gap=12.0, wide_gap=34.0),
    dot=(134.5, 70.0),
    rules=(*_AGENCY_RULES, _SERIAL_RULE),
    colours=(BLUE, YELLOW),
)
# New-energy vehicles: the emblem is in the wide gap. The plate is nearly white at the top and green at the bottom.
EIGHT = PlateSpec(
    PlateKind.EIGHT,
    slots=(PROVINCES, *[CHARACTERS] * 7),
    size=(480, 140),
    cells=_row(14.5, [CELL_WIDTH] * 2 + [43.0] * 6, gap=9.0, wide_gap=49.0),
    dot=None,
    rules=_AGENCY_RULES,
    colours=(PlateColours("green", ground=(70, 185, 110), paint=(20, 24, 22)),),
)
# Lorries, buses and trailers: two characters above five.
TWO_ROWS = PlateSpec(
    PlateKind.TWO_ROWS,
    slots=SEVEN.slots,
    size=(440, 220),
    cells=(
        *(Cell(left, 15, 80, 60) for left in (110.0, 250.0)),
        *(Cell(27.5 + 80 * place, 90, 65, 110) for place in range(5)),
    ),
    dot=(220.0, 45.0),
    rules=SEVEN.rules,
    colours=(YELLOW,),
)
SPECS = {spec.kind: spec for spec in (SEVEN, EIGHT, TWO_ROWS)}

# What the shipped recognisers read: seven characters, in one row or two.
PLATE_LENGTH = len(SEVEN)


def spec_of(text: str) -> PlateSpec | None:
    """The first kind of plate whose length and characters fit ``text``; None if no kind does."""
    return next((spec for spec in SPECS.values() if spec.accepts(text)), None)
