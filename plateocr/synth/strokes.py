"""Letters and digits of the plate standard as strokes, drawn in code.

Shapes follow the typeface of GA 36-2018: a cell of 45 x 90 mm, strokes about 10 mm wide with flat ends. A glyph is a
list of centre lines in millimetres, x to the right and y down; what extends beyond the cell is clipped, which gives the
flat ends at its edges.
"""

import itertools
from math import cos, radians, sin

import cv2
import numpy as np
import numpy.typing as npt

from plateocr.plates import CELL_HEIGHT, CELL_WIDTH

STROKE = 10.0
_SUPERSAMPLING = 4

Path = list[tuple[float, float]]

# Centre lines that touch the edges of the cell, and its middle column.
_L, _R, _T, _B, _X = 5.0, 40.0, 5.0, 85.0, 22.5


def _arc(cx: float, cy: float, rx: float, ry: float, start: float, end: float) -> Path:
    """Points of an elliptic arc; degrees, clockwise from the right because y points down."""
    steps = max(2, int(abs(end - start) / 6))
    angles = [radians(start + (end - start) * step / steps) for step in range(steps + 1)]
    return [(cx + rx * cos(angle), cy + ry * sin(angle)) for angle in angles]


def _ring(left: float, top: float, right: float, bottom: float, radius: float) -> Path:
    """A closed rectangle with rounded corners."""
    corners = (
        _arc(right - radius, top + radius, radius, radius, -90, 0)
        + _arc(right - radius, bottom - radius, radius, radius, 0, 90)
        + _arc(left + radius, bottom - radius, radius, radius, 90, 180)
        + _arc(left + radius, top + radius, radius, radius, 180, 270)
    )
    return [*corners, corners[0]]


def _bowl(top: float, bottom: float, right: float) -> Path:
    """From the left stem to the right and back, as in B, D, P and R."""
    radius = min((bottom - top) / 2, 18)
    return [
        (_L, top),
        *_arc(right - radius, top + radius, radius, radius, -90, 0),
        *_arc(right - radius, bottom - radius, radius, radius, 0, 90),
        (_L, bottom),
    ]


_STEM = [(_L, 0.0), (_L, 90.0)]
_RIGHT_STEM = [(_R, 0.0), (_R, 90.0)]
_TOP_BAR = [(0.0, _T), (45.0, _T)]
_BOTTOM_BAR = [(0.0, _B), (45.0, _B)]
_OPEN_RIGHT = [
    (_R, 30.0),
    *_arc(_X, 22.5, 17.5, 17.5, 0, -180),
    *_arc(_X, 67.5, 17.5, 17.5, 180, 0),
]
_SIX = [
    [(31.0, -4.0), (17.0, 24.0), (8.0, 46.0), *_arc(_X, 62.5, 17.5, 22.5, 190, 180)],
    [*_arc(_X, 62.5, 17.5, 22.5, 0, 360)],
]

STROKES: dict[str, list[Path]] = {
    "0": [_ring(_L, _T, _R, _B, 17.0)],
    "1": [[(_X, 0.0), (_X, 90.0)]],
    "2": [[(_L, 28.0), *_arc(_X, 22.5, 17.5, 17.5, 180, 395), (7.0, 82.0)], _BOTTOM_BAR],
    "3": [[(2.0, _T), (36.0, _T), (20.0, 38.0), *_arc(_X, 61.0, 17.5, 24.0, -80, 165)]],
    "4": [[(31.0, -4.0), (4.0, 68.0)], [(0.0, 67.0), (45.0, 67.0)], [(35.0, 0.0), (35.0, 90.0)]],
    "5": [[(6.0, _T), (42.0, _T)], [(9.0, 0.0), (7.0, 46.0)], [(7.0, 43.0), *_arc(_X, 60.0, 17.5, 25.0, -125, 160)]],
    "6": _SIX,
    "7": [_TOP_BAR, [(38.0, _T), (27.0, 40.0), (19.0, 92.0)]],
    "8": [_ring(7.0, _T, 38.0, 42.0, 15.0), _ring(_L, 42.0, _R, _B, 17.0)],
    "9": [[(45.0 - x, 90.0 - y) for x, y in path] for path in _SIX],
    "A": [[(21.0, -2.0), (4.0, 92.0)], [(24.0, -2.0), (41.0, 92.0)], [(10.0, 65.0), (35.0, 65.0)]],
    "B": [_STEM, _bowl(_T, 42.0, 37.0), _bowl(42.0, _B, _R)],
    "C": [[*_OPEN_RIGHT, (_R, 60.0)]],
    "D": [_STEM, _bowl(_T, _B, _R)],
    "E": [_STEM, _TOP_BAR, [(_L, 43.0), (39.0, 43.0)], _BOTTOM_BAR],
    "F": [_STEM, _TOP_BAR, [(_L, 43.0), (38.0, 43.0)]],
    "G": [_OPEN_RIGHT, [(_R, 46.0), (_R, 90.0)], [(24.0, 51.0), (45.0, 51.0)]],
    "H": [_STEM, _RIGHT_STEM, [(_L, 43.0), (_R, 43.0)]],
    "J": [[(37.0, 0.0), *_arc(21.0, 67.5, 16.0, 17.5, 0, 180), (_L, 64.0)]],
    "K": [_STEM, [(43.0, -3.0), (7.0, 56.0)], [(19.0, 38.0), (42.0, 93.0)]],
    "L": [_STEM, _BOTTOM_BAR],
    "M": [_STEM, _RIGHT_STEM, [(6.0, -4.0), (_X, 58.0), (39.0, -4.0)]],
    "N": [_STEM, _RIGHT_STEM, [(5.0, -2.0), (40.0, 92.0)]],
    "O": [_ring(_L, _T, _R, _B, 17.5)],
    "P": [_STEM, _bowl(_T, 50.0, _R)],
    "Q": [_ring(_L, _T, _R, _B, 17.0), [(22.0, 58.0), (43.0, 90.0)]],
    "R": [_STEM, _bowl(_T, 46.0, _R), [(22.0, 46.0), (41.0, 93.0)]],
    "S": [
        [
            (39.0, 26.0),
            *_arc(_X, 23.0, 16.5, 18.0, 0, -200),
            (12.0, 39.0),
            (33.0, 50.0),
            *_arc(_X, 64.0, 17.5, 21.0, -30, 180),
        ]
    ],
    "T": [_TOP_BAR, [(_X, 0.0), (_X, 90.0)]],
    "U": [[(_L, 0.0), *_arc(_X, 67.5, 17.5, 17.5, 180, 0), (_R, 0.0)]],
    "V": [[(4.0, -3.0), (_X, 90.0)], [(41.0, -3.0), (_X, 90.0)]],
    "W": [
        [(3.5, -3.0), (12.0, 90.0)],
        [(_X, 8.0), (12.0, 90.0)],
        [(_X, 8.0), (33.0, 90.0)],
        [(41.5, -3.0), (33.0, 90.0)],
    ],
    "X": [[(4.0, -3.0), (41.0, 93.0)], [(41.0, -3.0), (4.0, 93.0)]],
    "Y": [[(4.0, -3.0), (_X, 48.0)], [(41.0, -3.0), (_X, 48.0)], [(_X, 45.0), (_X, 90.0)]],
    "Z": [_TOP_BAR, [(40.0, 4.0), (5.0, 86.0)], _BOTTOM_BAR],
}
_NARROW_STROKE = {"W": 8.0, "M": 9.0}


def draw_strokes(character: str, scale: int) -> npt.NDArray[np.uint8]:
    """A letter or digit as a mask (90 * scale, 45 * scale) uint8, 255 where there is paint."""
    zoom = scale * _SUPERSAMPLING
    canvas = np.zeros((CELL_HEIGHT * zoom, CELL_WIDTH * zoom), dtype=np.uint8)
    half = _NARROW_STROKE.get(character, STROKE) / 2
    for path in STROKES[character]:
        points = np.asarray(path)
        for start, end in itertools.pairwise(points):
            _draw_segment(canvas, start, end, half, zoom)
        for joint in points[1:-1]:
            centre = (int(joint[0] * zoom), int(joint[1] * zoom))
            cv2.circle(canvas, centre, int(half * zoom), 255, thickness=-1)
    size = (CELL_WIDTH * scale, CELL_HEIGHT * scale)
    return np.asarray(cv2.resize(canvas, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _draw_segment(
    canvas: npt.NDArray[np.uint8],
    start: npt.NDArray[np.float64],
    end: npt.NDArray[np.float64],
    half: float,
    zoom: int,
) -> None:
    along = end - start
    length = float(np.hypot(*along))
    if length == 0:
        return
    across = np.array([-along[1], along[0]]) / length * half
    corners = np.array([start + across, end + across, end - across, start - across]) * zoom
    cv2.fillPoly(canvas, [corners.round().astype(np.int32)], 255)
