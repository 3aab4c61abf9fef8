"""Another province on a real plate, painted over the old one in the plate's own colour, blur and noise.

Real images have few provinces, so a network trained on them learns their cameras instead of their shapes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from plateocr.augment.paint_fit import (
    Floats,
    PaintFit,
    Softness,
    Window,
    draw,
    fit_paint,
    reach_in_pixels,
    register,
    shifted,
    soften,
    translation,
    window_of,
)
from plateocr.geometry.quads import Box, Corners, is_plate_shaped, quad_of
from plateocr.geometry.warps import Homography, transform
from plateocr.plates import CELL_HEIGHT, CELL_TOP, CELL_WIDTH, ORDINARY, PROVINCES, SPECS, PlateKind
from plateocr.synth.glyphs import GlyphSet, Mask

Pixels = npt.NDArray[np.uint8]

_CENTRE = (ORDINARY.cells[0].left + CELL_WIDTH / 2, CELL_TOP + CELL_HEIGHT / 2)
# The kinds whose province is replaced: there are real images of them, but of few provinces.
SWAPPED = (ORDINARY, SPECS[PlateKind.GREEN])
# Left, top, right, bottom in millimetres: the area of interest, from the border to the second character.
_BOX = (3.5, 7.0, 84.5, 133.0)
# The area that may be painted over, and the width of its soft edge. The border ends 6.5 mm from the plate's edge.
_PAINTED = (11.0, 18.0, 67.0, 122.0)
_FADE = 3.0
_BARE = (7.5, 9.0, 72.0, 131.0)  # where the background is measured
_REACH = 4.0  # how far off the old character may be
_GROUND_SPREAD = 12.0  # standard deviation of the smoothing of the background, in millimetres
_GRID = 3.0  # grid for that, in millimetres
_OTHER_GROUND = 0.35  # maximum difference from the background between the letters, as a share of the contrast
_SURE = 0.55  # correlation with the old character above which the new one takes its exact place
_SHARPER = (0.6, 1.0)  # factor on the fitted blur: letters bolder than the glyphs look blurred
_MOST_GAIN = 1.2  # maximum gain of the new paint: more would fill the narrow gaps of a province
_LEAST_VISIBLE = 6.0  # minimum standard deviation of the new paint, in grey levels
_MOST_CUT_OFF = 0.08  # maximum share of the cell outside the image


@dataclass(frozen=True)
class ProvinceSwap:
    """How often provinces are replaced, 0..1, and the glyph sets from which one is picked each time."""

    share: float
    glyphs: Sequence[GlyphSet]

    def maybe(self, pixels: Pixels, corners: Corners, text: str, seeds: np.random.SeedSequence) -> tuple[Pixels, str]:
        """Image and text with another province, or unchanged; the same ``seeds`` give the same result."""
        rng = np.random.default_rng(seeds)
        if rng.random() >= self.share:
            return pixels, text
        province = PROVINCES[int(rng.integers(len(PROVINCES)))]
        return swap_province(pixels, corners, text, province, self.glyphs[int(rng.integers(len(self.glyphs)))], rng)


def swap_province(
    pixels: Pixels, corners: Corners, text: str, province: str, glyphs: GlyphSet, rng: np.random.Generator
) -> tuple[Pixels, str]:
    """Paint ``province`` over the first character of the plate ``text``.

    The plate is a blue, a yellow or a green one in one row; others stay as they are. ``pixels`` (H, W, 3) uint8 RGB is
    the image before rectification, and ``corners`` (4, 2) are the plate's, in fractions of the image. Returns new
    pixels and text, or both unchanged if the plate's paint cannot be told from its background, or that is another one
    under the province, as on large green plates.
    """
    spec = next((one for one in SWAPPED if one.accepts(text)), None)
    fit = fit_paint(pixels, corners, text, glyphs, spec) if spec and is_plate_shaped(corners) else None
    if spec is None or fit is None or _cut_off(fit.homography, pixels.shape) > _MOST_CUT_OFF:
        return pixels, text
    window = window_of(_BOX, fit.homography, pixels.shape)
    if window is None:
        return pixels, text
    seen = window.of(pixels)
    characters = [(glyphs[text[place]], spec.cells[place]) for place in (0, 1)]
    box = (_BOX[0], _BOX[1], spec.cells[1].right + 1, _BOX[3])
    old = soften(draw(characters, box, fit.homography, window), fit.softness)
    shift = _shift(fit, seen, old)
    homography, old = translation(*shift) @ fit.homography, shifted(old, shift)
    ground = _ground(seen, old, fit, homography, window)
    light = float(np.clip(ground.mean() / max(1.0, float(fit.ground.mean())), 0.6, 1.5))
    other = ground.mean(axis=(0, 1)) - light * fit.ground
    if float(np.linalg.norm(other)) > _OTHER_GROUND * float(np.linalg.norm(fit.contrast)):
        return pixels, text
    place = homography @ _vary(rng)
    sharper = rng.uniform(*_SHARPER)
    across, down, gain = fit.softness
    softness = Softness(across * sharper, down * sharper, min(gain, _MOST_GAIN))
    new = soften(draw([(_weigh(glyphs[province], rng), spec.cells[0])], box, place, window), softness)
    if float(new.std()) * light * float(np.linalg.norm(fit.contrast)) < _LEAST_VISIBLE:
        return pixels, text
    noise = cv2.GaussianBlur(rng.standard_normal(seen.shape[:2], dtype=np.float32), (0, 0), 0.6) * (1.6 * fit.noise)
    painted = ground + new[..., None] * (fit.contrast * np.float32(light)) + noise[..., None]
    share = _area(_PAINTED, _FADE, homography, window)[..., None]
    result = pixels.copy()
    result[window.top : window.top + window.height, window.left : window.left + window.width] = np.clip(
        seen + share * (painted - seen), 0, 255
    ).round()
    return result, province + text[1:]


def _cut_off(homography: Homography, shape: tuple[int, ...]) -> float:
    """The share of the first cell's width or height that lies outside the image."""
    left, top = _CENTRE[0] - CELL_WIDTH / 2, _CENTRE[1] - CELL_HEIGHT / 2
    found = transform(quad_of((left, top, left + CELL_WIDTH, top + CELL_HEIGHT)), homography)
    low, high, size = found.min(axis=0), found.max(axis=0), np.array([shape[1], shape[0]])
    return float((np.maximum(np.maximum(-low, high - size), 0) / (high - low)).max())


def _shift(fit: PaintFit, seen: Floats, old: Floats) -> tuple[float, float]:
    """The offset, in pixels, of the old character from its place in the fit."""
    grey = seen @ (fit.contrast / float(np.linalg.norm(fit.contrast)))
    shift, agreement = register(grey, old, reach_in_pixels(_REACH, fit.homography))
    return shift if agreement > _SURE else (0.0, 0.0)


def _ground(seen: Floats, old: Floats, fit: PaintFit, homography: Homography, window: Window) -> Floats:
    """The plate without its characters: the image minus the paint, smoothed with little weight on painted pixels."""
    size = (round((_BOX[2] - _BOX[0]) / _GRID), round((_BOX[3] - _BOX[1]) / _GRID))
    area = _area(_BARE, 1.0, homography, window)
    coarse = cv2.resize(seen, size, interpolation=cv2.INTER_AREA)
    painted, weight = (cv2.resize(values, size, interpolation=cv2.INTER_AREA) for values in (old, area))
    weight *= (1 - painted) ** 4
    bare = coarse - painted[..., None] * fit.contrast
    strength = float(fit.contrast @ fit.contrast)
    smooth = _average(bare, weight)
    for _ in range(2):  # downweight unexpected paint, and anything else that is not background
        excess = ((coarse - smooth) @ fit.contrast) / np.float32(strength)
        smooth = _average(bare, weight * np.exp(-((excess / np.float32(0.15)) ** 2)))
    return np.asarray(cv2.resize(smooth, (window.width, window.height), interpolation=cv2.INTER_LINEAR), np.float32)


def _average(values: Floats, weight: Floats) -> Floats:
    weight = weight[..., None] + np.float32(1e-5)
    weighted = cv2.GaussianBlur(np.dstack([values * weight, weight]), (0, 0), _GROUND_SPREAD / _GRID)
    return np.asarray(weighted[..., :3] / weighted[..., 3:], np.float32)


def _area(box: Box, fade: float, homography: Homography, window: Window) -> Floats:
    """1 inside ``box``, 0 outside, with a ramp of ``fade`` millimetres inside its edge: (height, width) float32."""
    grid = np.meshgrid(np.arange(window.width) + window.left + 0.5, np.arange(window.height) + window.top + 0.5)
    across, down = np.moveaxis(
        cv2.perspectiveTransform(np.dstack(grid).astype(np.float32), np.linalg.inv(homography)), -1, 0
    )
    inside = np.minimum(np.minimum(across - box[0], box[2] - across), np.minimum(down - box[1], box[3] - down))
    return np.asarray(np.clip(inside / fade, 0, 1), np.float32)


def _vary(rng: np.random.Generator) -> Homography:
    """A small random scaling and shift, in millimetres: (3, 3)."""
    x, y = _CENTRE
    wide, high = np.clip(rng.normal(1, 0.025, 2), 0.94, 1.06)
    right, down = np.clip(rng.normal(0, 0.8, 2), -2, 2)
    return translation(x + right, y + down) @ np.diag([wide, high, 1.0]) @ translation(-x, -y)


def _weigh(glyph: Mask, rng: np.random.Generator) -> Mask:
    """The glyph with strokes a pixel thicker or thinner, or unchanged."""
    kernel = np.ones((3, 3), np.uint8)
    chosen = rng.integers(4)
    if chosen == 0:
        return np.asarray(cv2.erode(glyph, kernel), np.uint8)
    return np.asarray(cv2.dilate(glyph, kernel), np.uint8) if chosen == 1 else glyph
