"""A plate in two rows, rearranged into one so that recognisers of one row can read it."""

import numpy as np
import numpy.typing as npt

from plateocr.geometry.crops import part_around, rectangle
from plateocr.geometry.quads import Quad, box_of, is_plate_shaped, quad_of, size_of, within_box
from plateocr.geometry.warps import Pixels, homography, remap, transform
from plateocr.plates import SEVEN, TWO_ROWS

Floats = npt.NDArray[np.float64]

# Output pixels per input pixel: the characters of the lower row, 65 mm wide, become 45 mm wide.
_ENLARGED = 65 / 45
_SMALLEST = 88  # output width in pixels at which the narrowest gap, 6 mm, is one pixel wide
# How far the surroundings of each row's characters are shown, up, down and sideways: mm on the plate in two rows.
_UPPER_ROW, _LOWER_ROW, _BESIDE = (2.0, 83.0), (82.0, 218.0), (9.0, 431.0)


def one_row(photo: Pixels, quad: Quad) -> Pixels:
    """The plate in two rows with these corners (4, 2), in pixels of an RGB photo, as it would look in one row.

    Each character is stretched to its place in the standard's one-row layout, 440 by 140 mm, which the output shows
    whole and upright; what lies between characters is stretched with them, or left out. Beyond the photo, its edge is
    repeated; if the corners are not shaped like a plate, their upright box is used.
    """
    part, source = part_around(photo, quad if is_plate_shaped(within_box(quad)) else quad_of(box_of(quad)))
    width = max(_SMALLEST, round(_ENLARGED * size_of(source)[0]))
    scale = width / SEVEN.size[0]
    height = round(SEVEN.size[1] * scale)
    x, y = (np.arange(width) + 0.5) / scale, (np.arange(height) + 0.5) / scale  # millimetres on the plate in one row
    from_plate = np.empty((height, width, 2))
    for place in range(len(SEVEN)):
        (left, right), across = _columns(place)
        columns = (x >= left) & (x < right)
        from_plate[:, columns, 0] = np.interp(x[columns], *across)
        from_plate[:, columns, 1] = np.interp(y, *_rows(place))[:, None]
    seen = homography(rectangle(TWO_ROWS.size), source)
    return remap(part, transform(from_plate.reshape(-1, 2), seen).reshape(from_plate.shape))


def _columns(place: int) -> tuple[tuple[float, float], tuple[list[float], list[float]]]:
    """The part of the one-row plate that a character gets, and where its left surroundings, the character and its right
    surroundings begin and end: on the one-row plate, and on the two-row plate.
    """
    to, cell = SEVEN.cells[place], TWO_ROWS.cells[place]
    left = (SEVEN.cells[place - 1].right + to.left) / 2 if place else 0.0
    right = (to.right + SEVEN.cells[place + 1].left) / 2 if place + 1 < len(SEVEN) else float(SEVEN.size[0])
    wider = cell.width / to.width
    start = max(_BESIDE[0], cell.left - (to.left - left) * wider)
    end = min(_BESIDE[1], cell.right + (right - to.right) * wider)
    return (left, right), ([left, to.left, to.right, right], [start, cell.left, cell.right, end])


def _rows(place: int) -> tuple[list[float], list[float]]:
    """The same vertically: what lies above a character, the character, and what lies below."""
    to, cell = SEVEN.cells[place], TWO_ROWS.cells[place]
    over, under = _UPPER_ROW if cell.top < TWO_ROWS.cells[-1].top else _LOWER_ROW
    return [0.0, to.top, to.bottom, float(SEVEN.size[1])], [over, cell.top, cell.bottom, under]
