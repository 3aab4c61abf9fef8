"""What a kind of plate is: its slots, alphabets, size, layout, colours and rules.

Lengths are in millimetres from a plate's top-left corner; colours are RGB, 0..255.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from plateocr.errors import LabelError
from plateocr.plates.alphabet import raise_for_character
from plateocr.plates.issue import Rule, RuleViolation

Colour = tuple[int, int, int]


class Layout(StrEnum):
    """How many characters a plate has and in how many rows, in the order of the networks' outputs.

    OTHER: plates that are not read, such as foreign and temporary ones.
    """

    SEVEN = "seven"
    EIGHT = "eight"
    TWO_ROWS = "two_rows"  # two above five
    TWO_ROWS_EIGHT = "two_rows_eight"  # three above five
    OTHER = "other"

    @property
    def place(self) -> int:
        """Its place in the networks' outputs."""
        return list(Layout).index(self)

    @property
    def rows(self) -> int:
        """The number of rows; 1 if it is not known."""
        return 2 if self in (Layout.TWO_ROWS, Layout.TWO_ROWS_EIGHT) else 1

    @property
    def characters(self) -> int:
        """The number of characters; 0 if the plate is not read."""
        return {Layout.SEVEN: 7, Layout.TWO_ROWS: 7, Layout.OTHER: 0}.get(self, 8)

    @property
    def in_one_row(self) -> "Layout":
        """The layout with as many characters in one row."""
        return Layout.SEVEN if self.characters == 7 else Layout.EIGHT


# All but the last.
READ_LAYOUTS = tuple(layout for layout in Layout if layout != Layout.OTHER)


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
    """One colour scheme of a kind of plate: its background and its characters.

    above: the background at the upper edge, from which it changes evenly to ``ground``; None if it is the same.
    left: the background under the first two characters; None if it is the same.
    """

    name: str
    ground: Colour
    paint: Colour
    above: Colour | None = None
    left: Colour | None = None


@dataclass(frozen=True)
class PlateSpec:
    """One kind of plate.

    Args:
        kind: its name.
        layout: its number of characters and rows.
        slots: the characters that each position may hold.
        size: width and height.
        cells: where the character of each slot is.
        dot: the centre of the separating dot; None if the kind has none.
        rules: the rules of issued plates, each with a function that tells whether a text breaks it.
        colours: the colour schemes of the kind, most frequent first.
        red: the slots whose characters are red.
        source: where size, form and rules are from.

    """

    kind: str
    layout: Layout
    slots: tuple[str, ...]
    size: tuple[int, int]
    cells: tuple[Cell, ...]
    dot: tuple[float, float] | None
    rules: tuple[Rule, ...]
    colours: tuple[PlateColours, ...]
    red: tuple[int, ...] = ()
    source: str = "GA 36-2018"

    def __len__(self) -> int:
        return len(self.slots)

    def check(self, text: str) -> None:
        """Raise LabelError, naming the position, if ``text`` is too short, too long or has another character."""
        if len(text) != len(self):
            raise LabelError("'{text}' has {n} characters; a plate has {of}.", text=text, n=len(text), of=len(self))
        for position, (character, slot) in enumerate(zip(text, self.slots, strict=True)):
            if character not in slot:
                raise_for_character(text, position, slot)

    def violations(self, text: str) -> tuple[RuleViolation, ...]:
        """The rules that a plate number breaks, empty if it is plausible. They only flag it; nothing is corrected.

        Raises LabelError as :meth:`check` does.
        """
        self.check(text)
        return tuple(rule for rule, is_broken in self.rules if is_broken(text))

    def coloured(self, ground: str) -> PlateColours:
        """The colour scheme with a background of that name, else the most frequent one."""
        return next((colours for colours in self.colours if colours.name == ground), self.colours[0])

    def accepts(self, text: str) -> bool:
        """Whether ``text`` has this kind's length and characters."""
        return len(text) == len(self) and all(one in slot for one, slot in zip(text, self.slots, strict=True))


def row(lefts: Sequence[float], top: float, width: float, height: float) -> tuple[Cell, ...]:
    """Cells of one size side by side."""
    return tuple(Cell(left, top, width, height) for left in lefts)


def steps(first: float, step: float, count: int) -> tuple[float, ...]:
    """Equally spaced left edges."""
    return tuple(first + step * place for place in range(count))
