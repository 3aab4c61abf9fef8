"""A plate in two rows, set out in one: what a reader of one row can read. Pillow and NumPy alone."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from PIL import Image

from plateocr.geometry.quads import (
    WHOLE,
    homography,
    is_plate_shaped,
    mean_width,
    moved,
    part_around,
    perspective,
    within_box,
)
from plateocr.plates import SEVEN, TWO_ROWS

# Pixels of the answer's width for each of the image's that the plate is taken from: the lower row's characters, 65 mm
# wide, become 45.
_ENLARGED = 65 / 45
_SMALLEST = 88  # pixels of the answer's width: its narrowest stretch, 6 mm, is one pixel wide
# Between these, millimetres of the plate in two rows, lies what is shown around the characters of each row, and beside.
_UPPER_ROW, _LOWER_ROW, _BESIDE = (2.0, 83.0), (82.0, 218.0), (9.0, 431.0)

# Where a stretch of the plate in one row begins and ends, and the same of the plate in two: millimetres.
Stretch = tuple[float, float, float, float]


def one_row(photo: Image.Image, corners: npt.NDArray[np.float64]) -> Image.Image:
    """The plate in two rows with ``corners`` (4, 2), pixels of an RGB photo, as it would look in one row.

    Each character is stretched to where the standard has it on the plate of one row, 440 by 140 mm, which the answer
    shows whole and upright; what lies between characters is stretched with them, or left out. ``corners``: left-top,
    right-top, right-bottom, left-bottom. Where they leave the photo, its edge is repeated; where they are no plate's,
    the upright box around them is taken.
    """
    part, source = part_around(photo, _plate_shaped(corners))
    rectangle = [[0, 0], [TWO_ROWS.size[0], 0], [TWO_ROWS.size[0], TWO_ROWS.size[1]], [0, TWO_ROWS.size[1]]]
    seen = homography(perspective(np.array(rectangle, dtype=np.float64), source))
    width = max(_SMALLEST, round(_ENLARGED * mean_width(source)))
    scale = width / SEVEN.size[0]
    mesh = []
    for columns, rows in _stretches():
        for left, right, from_left, from_right in columns:
            for top, bottom, from_top, from_bottom in rows:
                box = (round(left * scale), round(top * scale), round(right * scale), round(bottom * scale))
                source_box = (from_left, from_top, from_right, from_bottom)
                mesh.append((box, tuple(moved(seen, _corners(source_box)).ravel().tolist())))
    size = (width, round(SEVEN.size[1] * scale))
    return part.transform(size, Image.Transform.MESH, mesh, Image.Resampling.BILINEAR)


def _plate_shaped(corners: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    low, size = corners.min(axis=0), np.maximum(1, np.ptp(corners, axis=0))
    return corners if is_plate_shaped(within_box(corners)) else WHOLE * size + low


def _corners(box: tuple[float, float, float, float]) -> npt.NDArray[np.float64]:
    """Of an upright box, in Pillow's order: left-top, left-bottom, right-bottom, right-top."""
    left, top, right, bottom = box
    return np.array([[left, top], [left, bottom], [right, bottom], [right, top]], dtype=np.float64)


def _stretches() -> Iterator[tuple[list[Stretch], list[Stretch]]]:
    """Of each character: what lies left of it, itself, and right of it; and what lies over, itself, and under it."""
    for place, (to, cell) in enumerate(zip(SEVEN.cells, TWO_ROWS.cells, strict=True)):
        before = SEVEN.cells[place - 1].right if place else -to.left
        behind = SEVEN.cells[place + 1].left if place + 1 < len(SEVEN.cells) else 2 * SEVEN.size[0] - to.right
        left, right = (before + to.left) / 2, (to.right + behind) / 2
        wider = cell.width / to.width
        columns = [
            (left, to.left, max(_BESIDE[0], cell.left - (to.left - left) * wider), cell.left),
            (to.left, to.right, cell.left, cell.right),
            (to.right, right, cell.right, min(_BESIDE[1], cell.right + (right - to.right) * wider)),
        ]
        over, under = _UPPER_ROW if cell.top < TWO_ROWS.cells[-1].top else _LOWER_ROW
        rows = [
            (0.0, to.top, over, cell.top),
            (to.top, to.bottom, cell.top, cell.bottom),
            (to.bottom, float(SEVEN.size[1]), cell.bottom, under),
        ]
        yield columns, rows
