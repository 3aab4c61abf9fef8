"""A plate in two rows, rearranged into one so that recognisers of one row can read it."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from plateocr.plates import ORDINARY, SPECS, Cell, Layout, PlateKind

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class _Rows:
    """The typical place of each character on plates in two rows, in millimetres of a plate 440 wide and 220 high.

    upper, lower: how far the surroundings of each row's characters are shown, up and down.
    """

    cells: tuple[Cell, ...]
    upper: tuple[float, float]
    lower: tuple[float, float]


_SIZE = SPECS[PlateKind.YELLOW_TWO_ROWS].size
_BESIDE = (9.0, 431.0)  # the same sideways
# Of the kinds with three above five, about the mean of their cells.
_THREE_ABOVE_FIVE = (
    *(Cell(left, 22, 66, 63) for left in (90.0, 176.0, 277.0)),
    *(Cell(26 + 80.5 * place, 99, 67, 97) for place in range(5)),
)
_ROWS = {
    Layout.TWO_ROWS: _Rows(SPECS[PlateKind.YELLOW_TWO_ROWS].cells, (2.0, 83.0), (82.0, 218.0)),
    Layout.TWO_ROWS_EIGHT: _Rows(_THREE_ABOVE_FIVE, (2.0, 93.0), (90.0, 218.0)),
}
# The kinds with as many characters in one row.
ONE_ROW = {Layout.SEVEN: ORDINARY, Layout.EIGHT: SPECS[PlateKind.GREEN]}


@cache
def places_on_plate(layout: Layout, width: int, height: int, edges: tuple[float, float]) -> Floats:
    """Where each pixel of an image of the plate in one row lies on the plate in two rows: (height, width, 2).

    The values are fractions of the plate's width and height. ``edges`` are where the left and the right edge of the
    plate in one row would be, in pixels. Each character is stretched to its place in one row; what lies between
    characters is stretched with them, or left out.
    """
    rows, spec = _ROWS[layout], ONE_ROW[layout.in_one_row]
    x = (np.arange(width) + 0.5 - edges[0]) / (edges[1] - edges[0]) * spec.size[0]
    y = (np.arange(height) + 0.5) / height * spec.size[1]
    places = np.empty((height, width, 2))
    for place in range(layout.characters):
        (left, right), across = _columns(place, rows, spec.cells, spec.size[0])
        columns = (x >= left) & (x < right)
        places[:, columns, 0] = np.interp(x[columns], *across)
        to, cell = spec.cells[place], rows.cells[place]
        over, under = rows.upper if cell.top < rows.cells[-1].top else rows.lower
        down = ([0.0, to.top, to.bottom, float(spec.size[1])], [over, cell.top, cell.bottom, under])
        places[:, columns, 1] = np.interp(y, *down)[:, None]
    places /= _SIZE
    places.flags.writeable = False
    return places


def _columns(
    place: int, rows: _Rows, one_row: tuple[Cell, ...], width: int
) -> tuple[tuple[float, float], tuple[list[float], list[float]]]:
    """The part of the one-row plate that a character gets, and where its left surroundings, the character and its right
    surroundings begin and end: on the one-row plate, and on the two-row plate.
    """
    to, cell, last = one_row[place], rows.cells[place], len(one_row) - 1
    left = (one_row[place - 1].right + to.left) / 2 if place else 0.0
    right = (to.right + one_row[place + 1].left) / 2 if place < last else float(width)
    wider = cell.width / to.width
    start = max(_BESIDE[0], cell.left - (to.left - left) * wider)
    end = min(_BESIDE[1], cell.right + (right - to.right) * wider)
    return (
        (left if place else -np.inf, right if place < last else np.inf),
        ([left, to.left, to.right, right], [start, cell.left, cell.right, end]),
    )
