"""Where the plates of a photo are annotated and were found, and the close-up of one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from plateocr.app.images.routes import Part
from plateocr.app.page_state import PageState

# The size of a close-up, as a multiple of the plate's width and height, and its aspect ratio (width / height).
_AROUND, _SHAPE = 1.5, 2.5
_LEAST = 48  # minimum width of a close-up in pixels of the photo

Points = list[tuple[float, float]]


@dataclass(frozen=True)
class ScenePlate:
    """A plate's outlines in pixels of the photo, empty if there are none; ``own``: whether the card is about it."""

    annotated: Points
    found: Points
    own: bool


@dataclass(frozen=True)
class Scene:
    """A photo and its plates; ``whole`` and ``close_up`` are parts of it, in pixels."""

    name: str
    photo_id: str
    is_there: bool
    whole: Part
    close_up: Part
    plates: list[ScenePlate]

    @property
    def frame(self) -> Points:
        """The outline of the close-up."""
        return _box_points(self.close_up)


def scene_of(state: PageState, row: "pd.Series[Any]", plates: pd.DataFrame) -> Scene:
    """The photo of ``row`` with the close-up of its plate; ``plates`` are all rows of the photo (photo_table)."""
    photos, photo_id = state.dashboard.photos, str(row["photo_id"])
    return Scene(
        str(row["photo"]),
        photo_id,
        photos is not None and photos.path(photo_id) is not None,
        (0, 0, int(row["width"]), int(row["height"])),
        close_up(row),
        [
            ScenePlate(_box_points(one["box"]), _corner_points(one["corners"]), one.name == row.name)
            for _, one in plates.iterrows()
        ],
    )


def close_up(row: "pd.Series[Any]") -> Part:
    """The part of the photo around a plate's annotation and detection, in whole pixels, inside the photo."""
    points = [*_box_points(row["box"]), *_corner_points(row["corners"])]
    xs, ys = zip(*points, strict=True)
    width = max(_AROUND * (max(xs) - min(xs)), _AROUND * _SHAPE * (max(ys) - min(ys)), _LEAST)
    left, right = _inside((min(xs) + max(xs)) / 2, width, int(row["width"]))
    top, bottom = _inside((min(ys) + max(ys)) / 2, width / _SHAPE, int(row["height"]))
    return left, top, right, bottom


def _inside(centre: float, length: float, end: int) -> tuple[int, int]:
    """An interval around a centre, shifted and, if necessary, shortened to be inside 0..end."""
    length = min(length, end)
    start = min(max(0.0, centre - length / 2), end - length)
    low = int(start)
    return low, max(low + 1, min(end, round(start + length)))


def _box_points(box: Sequence[float] | None) -> Points:
    if box is None:
        return []
    left, top, right, bottom = map(float, box)
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def _corner_points(corners: Sequence[float] | None) -> Points:
    if corners is None:
        return []
    values = [float(value) for value in corners]
    return list(zip(values[::2], values[1::2], strict=True))
