"""Where the characters stand on a plate by GA 36-2018, in millimetres from its left-top corner."""

from dataclasses import dataclass

CELL_WIDTH, CELL_HEIGHT, CELL_TOP = 45, 90, 25.0
_LEFT, _GAP = 15.5, 12.0


@dataclass(frozen=True)
class Cell:
    """Where one character stands on a plate, in millimetres from its left-top corner."""

    left: float
    top: float
    width: float = CELL_WIDTH
    height: float = CELL_HEIGHT

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.top + self.height


# The plate with its seven characters in one row; the gap behind the second holds a dot.
PLATE_WIDTH, PLATE_HEIGHT = 440, 140
DOT_GAP = 34.0
PLATE_CELLS = tuple(
    Cell(_LEFT + (CELL_WIDTH + _GAP) * place + (DOT_GAP - _GAP) * (place >= 2), CELL_TOP) for place in range(7)
)

# The plate with two characters above five.
TWO_ROW_WIDTH, TWO_ROW_HEIGHT = 440, 220
TWO_ROW_CELLS = (
    *(Cell(left, 15, 80, 60) for left in (110.0, 250.0)),
    *(Cell(27.5 + 80 * place, 90, 65, 110) for place in range(5)),
)
