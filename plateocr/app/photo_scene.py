"""HTML of a photo with its plates drawn over it: where they are annotated, and where they were found."""

from collections.abc import Sequence
from html import escape
from typing import Any

import pandas as pd

from plateocr.app.page_state import PageState
from plateocr.app.pictures import Part, photo_url
from plateocr.app.texts import Language, say

# A close-up shows this many times the width and height of a plate, in the shape (width / height) of its frame.
_AROUND, _SHAPE = 1.5, 2.5
_LEAST = 48  # pixels of the photo that a close-up is wide


def show_scene(language: Language, state: PageState, row: "pd.Series[Any]", plates: pd.DataFrame) -> str:
    """The whole photo of ``row``, and the part around its plate; ``plates`` are all rows of the photo (photo_table)."""
    name = str(row["photo"])
    whole = (0, 0, int(row["width"]), int(row["height"]))
    marks = "".join(_marks(other, other.name == row.name) for _, other in plates.iterrows())
    photos = state.dashboard.photos
    if photos is None or photos.path(str(row["photo_id"])) is None:
        gone = say(language, "The photo is not in its folder any more. Its plates are drawn where they were.")
        return f'<span class="po-shot po-gone">{_overlay(whole, marks)}</span><span class="po-muted">{gone}</span>'
    around = close_up(row)
    photo = escape(photo_url(str(row["photo_id"]), state.dashboard_id))
    part = escape(photo_url(str(row["photo_id"]), state.dashboard_id, around))
    alternative = escape(say(language, "Photo {file}", file=name))
    closer = say(language, "The plate, larger")
    frame = _outline(_box_points(around), "po-frame")
    return (
        f'<span class="po-shot"><img src="{photo}" alt="{alternative}" loading="lazy" decoding="async">'
        f"{_overlay(whole, marks + frame)}</span>"
        f'<span class="po-shot po-close"><img src="{part}" alt="{closer}" loading="lazy" decoding="async">'
        f"{_overlay(around, marks)}</span>"
    )


def show_legend(language: Language) -> str:
    """What the lines over the photos mean."""
    names = (
        ("po-annotated", say(language, "annotated")),
        ("po-found-at", say(language, "found")),
        ("po-found-at po-other", say(language, "other plates of the photo")),
        ("po-frame", say(language, "shown larger")),
    )
    swatch = [(3.0, 3.0), (25.0, 3.0), (25.0, 11.0), (3.0, 11.0)]
    items = "".join(
        f'<li><svg class="po-swatch" viewBox="0 0 28 14" aria-hidden="true">{_outline(swatch, kind)}</svg>{name}</li>'
        for kind, name in names
    )
    return f'<ul class="po-lines-legend">{items}</ul>'


def close_up(row: "pd.Series[Any]") -> Part:
    """The part of the photo around a plate, annotated and found, in whole pixels inside the photo."""
    points = [*_box_points(row["box"]), *_corner_points(row["corners"])]
    xs, ys = zip(*points, strict=True)
    width = max(_AROUND * (max(xs) - min(xs)), _AROUND * _SHAPE * (max(ys) - min(ys)), _LEAST)
    left, right = _inside((min(xs) + max(xs)) / 2, width, int(row["width"]))
    top, bottom = _inside((min(ys) + max(ys)) / 2, width / _SHAPE, int(row["height"]))
    return left, top, right, bottom


def _inside(centre: float, length: float, end: int) -> tuple[int, int]:
    """A stretch about a centre, moved and at last shortened so that it lies in 0..end."""
    length = min(length, end)
    start = min(max(0.0, centre - length / 2), end - length)
    low = int(start)
    return low, max(low + 1, min(end, round(start + length)))


def _overlay(part: Part, marks: str) -> str:
    left, top, right, bottom = part
    return f'<svg viewBox="{left} {top} {right - left} {bottom - top}" aria-hidden="true">{marks}</svg>'


def _marks(row: "pd.Series[Any]", own: bool) -> str:
    other = "" if own else " po-other"
    annotated = _outline(_box_points(row["box"]), f"po-annotated{other}")
    return annotated + _outline(_corner_points(row["corners"]), f"po-found-at{other}")


def _outline(points: Sequence[tuple[float, float]], kind: str) -> str:
    """A closed line, twice: the lower one dark, so that the upper one is seen on any ground."""
    if not points:
        return ""
    listed = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    lines = "".join(f'<polygon class="{line}" points="{listed}"/>' for line in ("po-under-line", "po-over-line"))
    return f'<g class="po-mark {kind}">{lines}</g>'


def _box_points(box: Sequence[float] | None) -> list[tuple[float, float]]:
    if box is None:
        return []
    left, top, right, bottom = map(float, box)
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def _corner_points(corners: Sequence[float] | None) -> list[tuple[float, float]]:
    if corners is None:
        return []
    values = [float(value) for value in corners]
    return list(zip(values[::2], values[1::2], strict=True))
