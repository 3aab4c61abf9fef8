"""How the paint of a plate with known text appears in an image: position, colour, blur and noise.

The glyphs of the second to fourth characters are rendered at the positions that the corners imply, and fitted to the
image. Millimetres are the plate's, from its left-top corner (plateocr.synth.plate).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import dist
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from plateocr.geometry.crops import rectangle
from plateocr.geometry.quads import Box, Corners, quad_of
from plateocr.geometry.warps import Homography, homography, transform
from plateocr.plates import ORDINARY, Cell, Layout, PlateSpec
from plateocr.synth.glyphs import GlyphSet, Mask

Floats = npt.NDArray[np.float32]

# The characters that are compared: the second to fourth, on green plates those after the emblem. The compared area has
# a margin around them, in millimetres.
_LETTERS = {Layout.SEVEN: (1, 2, 3), Layout.EIGHT: (2, 3, 4)}
_BESIDE, _TOP, _BOTTOM = 7.0, 17.0, 123.0
# Two points 100 mm apart horizontally, and two vertically.
_SCALE_POINTS = np.array([[60, 70], [160, 70], [60, 20], [60, 120]])
_REACH = 4.0  # how far off the letters may be, in millimetres
# Candidate standard deviations of the image's blur in pixels, beyond that of a pixel itself.
_BLURS = (0.3, 0.6, 1.0, 1.5, 2.1, 3.0, 4.2)
_MIDDLE = 2
# Candidate gains of overexposed paint, relative to white: its strokes are broad with sharp edges.
_GAINS = (1.0, 1.3, 1.7)
_PIXEL_BLUR = 0.35  # standard deviation, in pixels, of a sharp rendering
_LEAST_AGREEMENT = {Layout.SEVEN: 0.8, Layout.EIGHT: 0.68}
_LEAST_CONTRAST = 20.0  # of 255
_LEAST_SIDE = 6  # pixels
_MOST_NOISE = 0.04  # share of the contrast: more than this must be edges


@dataclass(frozen=True)
class Window:
    """A part of an image, in pixels: left, top, width and height."""

    left: int
    top: int
    width: int
    height: int

    def of(self, pixels: npt.NDArray[np.uint8]) -> Floats:
        """That part of ``pixels`` (H, W, 3): (height, width, 3) float32."""
        return pixels[self.top : self.top + self.height, self.left : self.left + self.width].astype(np.float32)


class Softness(NamedTuple):
    """The blur of strokes (standard deviation, horizontal and vertical, in pixels) and a gain, clipped at white."""

    across: float
    down: float
    gain: float = 1.0


@dataclass(frozen=True)
class PaintFit:
    """The result of :func:`fit_paint`.

    ``homography`` maps millimetres to pixels; ``ground`` (3,) is the mean RGB of the background between the letters and
    ``contrast`` (3,) what paint adds to it; ``noise`` is the standard deviation of the background in grey levels,
    ``agreement`` the correlation of rendered and seen letters.
    """

    homography: Homography
    ground: Floats
    contrast: Floats
    softness: Softness
    noise: float
    agreement: float


def fit_paint(
    pixels: npt.NDArray[np.uint8], corners: Corners, text: str, glyphs: GlyphSet, spec: PlateSpec = ORDINARY
) -> PaintFit | None:
    """Fit the letters of ``text``, on a kind of plate in one row, to RGB ``pixels`` (H, W, 3).

    ``corners`` (4, 2) are fractions of the image. None if they are not found there, or are too faint to determine their
    colour.
    """
    to_pixels = homography(rectangle(spec.size), corners * pixels.shape[1::-1])
    letters = _LETTERS[spec.layout]
    box = (spec.cells[letters[0]].left - _BESIDE, _TOP, spec.cells[letters[-1]].right + _BESIDE, _BOTTOM)
    window = window_of(box, to_pixels, pixels.shape)
    if window is None:
        return None
    seen = window.of(pixels)
    drawn = draw([(glyphs[text[place]], spec.cells[place]) for place in letters], box, to_pixels, window)
    contrast = _rough_contrast(seen, drawn)
    if contrast is None:
        return None
    grey = seen @ (contrast / float(np.linalg.norm(contrast)))
    shift, _ = register(grey, soften(drawn, Softness(1.0, 1.0)), reach_in_pixels(_REACH, to_pixels))
    to_pixels = translation(*shift) @ to_pixels
    drawn = shifted(drawn, shift)
    softness, agreement = _find_softness(grey, drawn)
    painted = soften(drawn, softness)
    ground, contrast = _colours(seen, painted)
    if agreement < _LEAST_AGREEMENT[spec.layout] or float(np.linalg.norm(contrast)) < _LEAST_CONTRAST:
        return None
    noise = min(_noise(grey, painted), _MOST_NOISE * float(np.linalg.norm(contrast)))
    return PaintFit(to_pixels, ground, contrast, softness, noise, agreement)


def window_of(box: Box, to_pixels: Homography, shape: tuple[int, ...]) -> Window | None:
    """The pixels around ``box`` (left, top, right, bottom in millimetres) that lie in an image of ``shape``."""
    found = transform(quad_of(box), to_pixels)
    low = np.maximum(np.floor(found.min(axis=0)), 0).astype(int)
    high = np.minimum(np.ceil(found.max(axis=0)), (shape[1], shape[0])).astype(int)
    width, height = int(high[0] - low[0]), int(high[1] - low[1])
    return Window(int(low[0]), int(low[1]), width, height) if min(width, height) >= _LEAST_SIDE else None


def draw(characters: Iterable[tuple[Mask, Cell]], box: Box, to_pixels: Homography, window: Window) -> Floats:
    """The share of each pixel of ``window`` that is painted by glyphs, each in its cell.

    Returns (height, width) float32, 0..1, sharp up to the pixel size. ``box`` contains all glyphs, in millimetres.
    """
    left, top, right, bottom = box
    canvas = np.zeros((round(bottom - top), round(right - left)), np.uint8)
    for glyph, cell in characters:
        small = cv2.resize(glyph, (round(cell.width), round(cell.height)), interpolation=cv2.INTER_AREA)
        x, y = round(cell.left - left), round(cell.top - top)
        canvas[y : y + small.shape[0], x : x + small.shape[1]] = small
    pitch = pixels_per_millimetre(to_pixels)
    soft = cv2.GaussianBlur(canvas, (0, 0), _PIXEL_BLUR / pitch[0], sigmaY=_PIXEL_BLUR / pitch[1])
    # OpenCV's coordinates are those of pixel centres.
    to_window = translation(-window.left - 0.5, -window.top - 0.5) @ to_pixels @ translation(left + 0.5, top + 0.5)
    warped = cv2.warpPerspective(soft, to_window, (window.width, window.height), flags=cv2.INTER_LINEAR)
    return np.asarray(warped, np.float32) / np.float32(255)


def soften(drawn: Floats, softness: Softness) -> Floats:
    """``drawn``, 0..1, with blur and gain applied."""
    soft = cv2.GaussianBlur(drawn, (0, 0), softness.across, sigmaY=softness.down)
    return np.asarray(soft if softness.gain == 1 else np.minimum(soft * np.float32(softness.gain), 1), np.float32)


def register(grey: Floats, drawn: Floats, reach: tuple[int, int]) -> tuple[tuple[float, float], float]:
    """The shift of ``drawn``, (x, y) in pixels, that fits ``grey`` best, and the correlation there.

    ``reach`` is the maximum shift, across and down. The shift is 0 if the images are too small for that.
    """
    x, y = reach
    height, width = drawn.shape
    if min(width - 2 * x, height - 2 * y) < _LEAST_SIDE:
        return (0.0, 0.0), 0.0
    scores = cv2.matchTemplate(grey, drawn[y : height - y, x : width - x], cv2.TM_CCOEFF_NORMED)
    _, best, _, (column, row) = cv2.minMaxLoc(scores)
    shift = column - x + _peak(scores[row], column), row - y + _peak(scores[:, column], row)
    return shift, float(best)


def shifted(drawn: Floats, shift: tuple[float, float]) -> Floats:
    """``drawn`` moved by ``shift`` = (x, y) pixels."""
    size = (drawn.shape[1], drawn.shape[0])
    return np.asarray(cv2.warpAffine(drawn, translation(*shift)[:2], size, borderMode=cv2.BORDER_REPLICATE), np.float32)


def reach_in_pixels(millimetres: float, to_pixels: Homography) -> tuple[int, int]:
    """A length on the plate in whole pixels, across and down, at least one."""
    across, down = pixels_per_millimetre(to_pixels)
    return max(1, round(millimetres * across)), max(1, round(millimetres * down))


def pixels_per_millimetre(to_pixels: Homography) -> tuple[float, float]:
    """Pixels per millimetre, across and down, in the plate's left half."""
    left, right, upper, lower = transform(_SCALE_POINTS, to_pixels)
    return dist(left, right) / 100, dist(upper, lower) / 100


def translation(x: float, y: float) -> Homography:
    """The homography that moves by (x, y)."""
    return np.array([[1, 0, x], [0, 1, y], [0, 0, 1]], np.float64)


def _rough_contrast(seen: Floats, drawn: Floats) -> Floats | None:
    painted, bare = (drawn > 0.6).astype(np.float32).ravel(), (drawn < 0.02).astype(np.float32).ravel()
    sums = float(painted.sum()), float(bare.sum())
    if min(sums) < _LEAST_SIDE:
        return None
    contrast: Floats = (painted / np.float32(sums[0]) - bare / np.float32(sums[1])) @ seen.reshape(-1, 3)
    return contrast if float(np.linalg.norm(contrast)) > 1 else None


def _find_softness(grey: Floats, drawn: Floats) -> tuple[Softness, float]:
    """The softness that makes ``drawn`` fit ``grey`` best, up to a linear background, and the correlation then."""
    height, width = grey.shape
    x, y = np.linspace(-1, 1, width, dtype=np.float32), np.linspace(-1, 1, height, dtype=np.float32)
    planes = np.stack([np.ones((height, width), np.float32), *np.meshgrid(x, y)]).reshape(3, -1)
    planes /= np.linalg.norm(planes, axis=1, keepdims=True)  # they are orthogonal
    seen = grey.ravel() - (planes @ grey.ravel()) @ planes
    seen /= np.linalg.norm(seen) + np.float32(1e-6)

    def score(softness: Softness) -> float:
        flat = soften(drawn, softness).ravel()
        tilt = planes @ flat
        size: float = max(1e-3, float(flat @ flat - tilt @ tilt)) ** 0.5
        return float(seen @ flat) / size

    best, place = {place: score(Softness(_BLURS[place], _BLURS[place])) for place in (_MIDDLE, _MIDDLE + 1)}, _MIDDLE
    step = 1 if best[_MIDDLE + 1] > best[_MIDDLE] else -1
    while 0 <= place + step < len(_BLURS):
        following = place + step
        best.setdefault(following, score(Softness(_BLURS[following], _BLURS[following])))
        if best[following] <= best[place]:
            break
        place = following
    sigma, sharper = _BLURS[place], _BLURS[max(0, place - 1)]
    tried = [Softness(sigma, sigma, gain) for gain in _GAINS] + [
        Softness(sharper, sharper, gain) for gain in _GAINS[1:]
    ]
    chosen = max(tried, key=score)
    stretched = [chosen._replace(across=chosen.across * by, down=chosen.down / by) for by in (0.6, 1.0, 1.7)]
    chosen = max(stretched, key=score)
    return chosen, score(chosen)


def _colours(seen: Floats, painted: Floats) -> tuple[Floats, Floats]:
    """Background and contrast, (3,) each, by least squares."""
    share, colours = painted.ravel() - painted.mean(), seen.reshape(-1, 3)  # np.polyfit takes four times as long
    contrast: Floats = share @ colours / max(1e-4, float(share @ share))
    return colours.mean(axis=0) - painted.mean() * contrast, contrast


def _noise(grey: Floats, painted: Floats) -> float:
    """The standard deviation where nothing is painted, estimated from the median to ignore edges."""
    bare = (cv2.GaussianBlur(painted, (0, 0), 1.5) < 0.03)[::2, ::2]
    rough = np.abs(grey - cv2.GaussianBlur(grey, (0, 0), 1.0))[::2, ::2][bare]
    return 1.7 * float(np.median(rough)) if rough.size else 0.0


def _peak(scores: Floats, place: int) -> float:
    """The sub-pixel offset, -0.5..0.5, of the maximum of a parabola through the scores around ``place``."""
    if not 0 < place < len(scores) - 1:
        return 0.0
    before, at, after = (float(score) for score in scores[place - 1 : place + 2])
    bend = before - 2 * at + after
    return float(np.clip((before - after) / (2 * bend), -0.5, 0.5)) if bend < 0 else 0.0
