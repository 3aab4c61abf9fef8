"""A plate in two rows, set out in one: what a reader of one row can read. Pillow and NumPy alone."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image

from plateocr.framing.geometry import WHOLE, is_plate_shaped, pad, perspective
from plateocr.standard import (
    PLATE_CELLS,
    PLATE_HEIGHT,
    PLATE_WIDTH,
    TWO_ROW_CELLS,
    TWO_ROW_HEIGHT,
    TWO_ROW_WIDTH,
)

# Pixels of width that the plate has at most in the picture it is taken from, and the answer's for each of them: the
# lower row's characters, 65 mm wide, become 45.
_LARGEST, _ENLARGED = 400, 65 / 45
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
    part, source = _part(photo, _plate_shaped(corners))
    rectangle = [[0, 0], [TWO_ROW_WIDTH, 0], [TWO_ROW_WIDTH, TWO_ROW_HEIGHT], [0, TWO_ROW_HEIGHT]]
    seen = perspective(np.array(rectangle, dtype=np.float64), source)
    width = max(_SMALLEST, round(_ENLARGED * _width(source)))
    scale = width / PLATE_WIDTH
    mesh = []
    for columns, rows in _stretches():
        for left, right, from_left, from_right in columns:
            for top, bottom, from_top, from_bottom in rows:
                box = (round(left * scale), round(top * scale), round(right * scale), round(bottom * scale))
                source_box = (from_left, from_top, from_right, from_bottom)
                mesh.append((box, tuple(_project(seen, _corners(source_box)).ravel().tolist())))
    size = (width, round(PLATE_HEIGHT * scale))
    return part.transform(size, Image.Transform.MESH, mesh, Image.Resampling.BILINEAR)


def _plate_shaped(corners: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    low, size = corners.min(axis=0), np.maximum(1, np.ptp(corners, axis=0))
    within = ((corners - low) / size).astype(np.float32)
    return corners if is_plate_shaped(within) else WHOLE * size + low


def _part(photo: Image.Image, corners: npt.NDArray[np.float64]) -> tuple[Image.Image, npt.NDArray[np.float64]]:
    """The photo around the corners, and these in its pixels: no larger than is needed, with edges wide enough."""
    low = np.clip(np.floor(corners.min(axis=0)) - 1, 0, np.array(photo.size) - 1).astype(int)
    high = np.clip(np.ceil(corners.max(axis=0)) + 1, low + 1, photo.size).astype(int)
    part, source = photo.crop((*low.tolist(), *high.tolist())), corners - low
    shrink = min(1.0, _LARGEST / max(1.0, _width(source)))
    if shrink < 1:
        size = (max(1, round(part.width * shrink)), max(1, round(part.height * shrink)))
        source = source * (np.array(size) / part.size)
        part = part.resize(size, Image.Resampling.BILINEAR)
    return pad(part, source)


def _width(corners: npt.NDArray[np.float64]) -> float:
    """The mean length of the upper and the lower side."""
    left_top, right_top, right_bottom, left_bottom = corners
    return float(np.linalg.norm(right_top - left_top) + np.linalg.norm(right_bottom - left_bottom)) / 2


def _corners(box: tuple[float, float, float, float]) -> npt.NDArray[np.float64]:
    """Of an upright box, in Pillow's order: left-top, left-bottom, right-bottom, right-top."""
    left, top, right, bottom = box
    return np.array([[left, top], [left, bottom], [right, bottom], [right, top]])


def _project(coefficients: Sequence[float], points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    a, b, c, d, e, f, g, h = coefficients
    x, y = points.T
    projected: npt.NDArray[np.float64] = np.stack([a * x + b * y + c, d * x + e * y + f], axis=1)
    projected /= (g * x + h * y + 1)[:, None]
    return projected


def _stretches() -> Iterator[tuple[list[Stretch], list[Stretch]]]:
    """Of each character: what lies left of it, itself, and right of it; and what lies over, itself, and under it."""
    for place, (to, cell) in enumerate(zip(PLATE_CELLS, TWO_ROW_CELLS, strict=True)):
        before = PLATE_CELLS[place - 1].right if place else -to.left
        behind = PLATE_CELLS[place + 1].left if place + 1 < len(PLATE_CELLS) else 2 * PLATE_WIDTH - to.right
        left, right = (before + to.left) / 2, (to.right + behind) / 2
        wider = cell.width / to.width
        columns = [
            (left, to.left, max(_BESIDE[0], cell.left - (to.left - left) * wider), cell.left),
            (to.left, to.right, cell.left, cell.right),
            (to.right, right, cell.right, min(_BESIDE[1], cell.right + (right - to.right) * wider)),
        ]
        over, under = _UPPER_ROW if cell.top < TWO_ROW_CELLS[-1].top else _LOWER_ROW
        rows = [
            (0.0, to.top, over, cell.top),
            (to.top, to.bottom, cell.top, cell.bottom),
            (to.bottom, float(PLATE_HEIGHT), cell.bottom, under),
        ]
        yield columns, rows
