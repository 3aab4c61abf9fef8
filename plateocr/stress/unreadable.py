"""Crops in which one character can no longer be read by anybody: whoever is sure of it is wrong to be."""

from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt

from plateocr.geometry.crops import rectangle
from plateocr.geometry.quads import Corners, box_of
from plateocr.geometry.warps import Pixels, homography, transform
from plateocr.plates import PlateSpec
from plateocr.plates.spec import Cell

_CUT = 0.75  # the share of the character that is cut off
_BLUR = 0.3  # standard deviation, in shares of the character's height
_WIDER = 0.1  # how far beyond a character it is covered or blurred, in shares of its width
_GREY = (96, 96, 96)

# Image, map from millimetres of the plate to pixels, kind of plate: the changed image.
Change = Callable[[Pixels, npt.NDArray[np.float64], PlateSpec], Pixels]


def _cut_left(image: Pixels, to_pixels: npt.NDArray[np.float64], spec: PlateSpec) -> Pixels:
    left, _, right, _ = _box(spec.cells[0], to_pixels)
    return image[:, min(image.shape[1] - 16, max(0, round(left + _CUT * (right - left)))) :]


def _cut_right(image: Pixels, to_pixels: npt.NDArray[np.float64], spec: PlateSpec) -> Pixels:
    left, _, right, _ = _box(spec.cells[-1], to_pixels)
    return image[:, : max(16, round(right - _CUT * (right - left)))]


def _blurred(place: int) -> Change:
    def change(image: Pixels, to_pixels: npt.NDArray[np.float64], spec: PlateSpec) -> Pixels:
        rows, columns, height = _part(spec.cells[place], to_pixels, image)
        changed = image.copy()
        changed[rows, columns] = cv2.GaussianBlur(image, (0, 0), max(0.5, _BLUR * height))[rows, columns]
        return changed

    return change


def _covered_middle(image: Pixels, to_pixels: npt.NDArray[np.float64], spec: PlateSpec) -> Pixels:
    rows, columns, _ = _part(spec.cells[len(spec) // 2], to_pixels, image)
    changed = image.copy()
    changed[rows, columns] = _GREY
    return changed


UNREADABLE_GROUPS: dict[str, Change] = {
    "cut_left": _cut_left,
    "cut_right": _cut_right,
    "first_blurred": _blurred(0),
    "last_blurred": _blurred(-1),
    "middle_covered": _covered_middle,
}


def made_unreadable(image: Pixels, corners: Corners, spec: PlateSpec, group: str) -> Pixels:
    """A crop (H, W, 3) changed as one of UNREADABLE_GROUPS says.

    Its plate, of a kind in one row, has ``corners`` (4, 2) in fractions of the crop.
    """
    return UNREADABLE_GROUPS[group](image, homography(rectangle(spec.size), corners * image.shape[1::-1]), spec)


def _box(cell: Cell, to_pixels: npt.NDArray[np.float64]) -> tuple[float, float, float, float]:
    corners = [(cell.left, cell.top), (cell.right, cell.top), (cell.right, cell.bottom), (cell.left, cell.bottom)]
    return box_of(transform(np.array(corners), to_pixels))


def _part(cell: Cell, to_pixels: npt.NDArray[np.float64], image: Pixels) -> tuple[slice, slice, float]:
    left, top, right, bottom = _box(cell, to_pixels)
    x, y = _WIDER * (right - left), _WIDER * (bottom - top)
    rows = slice(max(0, round(top - y)), max(0, round(bottom + y)))
    return rows, slice(max(0, round(left - x)), max(0, round(right + x))), bottom - top
