"""The flat plate: text drawn according to GA 36-2018, before it is photographed."""

import math

import cv2
import numpy as np
import numpy.typing as npt

from plateocr.plates import CHARACTERS, ORDINARY, Colour, PlateSpec
from plateocr.synth.glyphs import SCALE, GlyphSet

_DOT_DIAMETER = 10.0  # millimetres
# Approximate stroke widths in millimetres, of letters and digits, and of Chinese characters.
_CHARACTER_STROKE, _CHINESE_STROKE = 10.0, 4.0
_BORDER_INSET, _BORDER_WIDTH = 4.0, 2.5

Pixels = npt.NDArray[np.uint8]

# Standard deviations of the colours of real plates, in grey levels.
GROUND_SPREAD, PAINT_SPREAD = 22.0, 12.0


def paint_mask(text: str, glyphs: GlyphSet, spec: PlateSpec = ORDINARY) -> Pixels:
    """A mask of where ``text``, the dot and the border of a kind of plate are painted.

    Each character is stretched to its cell; vertical and horizontal strokes are about equally wide. Returns (height,
    width) uint8 at two pixels per millimetre; 255 is paint. Raises LabelError if ``text`` is not of that kind.
    """
    spec.check(text)
    mask = np.zeros((spec.size[1] * SCALE, spec.size[0] * SCALE), dtype=np.uint8)
    for character, cell in zip(text, spec.cells, strict=True):
        left, top = round(cell.left * SCALE), round(cell.top * SCALE)
        width, height = round(cell.width * SCALE), round(cell.height * SCALE)
        glyph = glyphs[character]
        if glyph.shape != (height, width):
            glyph = _fitted(glyph, width, height, _CHARACTER_STROKE if character in CHARACTERS else _CHINESE_STROKE)
        mask[top : top + height, left : left + width] = glyph
    if spec.dot:
        centre = (round(spec.dot[0] * SCALE), round(spec.dot[1] * SCALE))
        cv2.circle(mask, centre, round(_DOT_DIAMETER / 2 * SCALE), 255, thickness=-1, lineType=cv2.LINE_AA)
    _draw_border(mask)
    return mask


def _fitted(glyph: Pixels, width: int, height: int, stroke: float) -> Pixels:
    """A glyph stretched to a cell of other proportions, in pixels.

    Stretching scales vertical strokes with the cell's width and horizontal ones with its height; both are brought
    closer to their mean, as in the standard.
    """
    across, along = width / glyph.shape[1], height / glyph.shape[0]
    stretched = cv2.resize(glyph, (width, height), interpolation=cv2.INTER_AREA)
    mean = math.sqrt(across * along)
    too_wide, too_flat = (round(stroke * SCALE * abs(factor - mean)) for factor in (across, along))
    wide, flat = np.ones((1, 1 + too_wide), np.uint8), np.ones((1 + too_flat, 1), np.uint8)
    if across > along:
        return np.asarray(cv2.dilate(cv2.erode(stretched, wide), flat), np.uint8)
    return np.asarray(cv2.dilate(cv2.erode(stretched, flat), wide), np.uint8)


def colour_plate(mask: Pixels, ground: Colour, paint: Colour) -> Pixels:
    """Paint a mask (H, W) over a background of one colour: RGB (H, W, 3) uint8."""
    share = np.arange(256, dtype=np.float32)[:, None] / 255
    table = np.asarray(ground, np.float32) * (1 - share) + np.asarray(paint, np.float32) * share
    return np.asarray(cv2.LUT(cv2.merge([mask, mask, mask]), table.round().astype(np.uint8)[:, None]), dtype=np.uint8)


def paint_over(ground: Pixels, mask: Pixels, paint: Colour) -> Pixels:
    """Paint a mask (H, W) over a background image (H, W, 3): RGB (H, W, 3) uint8."""
    share = mask[..., None].astype(np.float32) / 255
    return np.asarray((ground * (1 - share) + np.asarray(paint, np.float32) * share).round(), dtype=np.uint8)


def vary_colour(colour: Colour, spread: float, rng: np.random.Generator) -> Colour:
    """A colour near ``colour``: each channel has Gaussian noise of standard deviation ``spread`` added, 0..255."""
    red, green, blue = np.clip(np.asarray(colour) + rng.normal(0, spread, 3), 0, 255).astype(int)
    return int(red), int(green), int(blue)


def _draw_border(mask: Pixels) -> None:
    inset, radius = round(_BORDER_INSET * SCALE), 8 * SCALE
    thickness = round(_BORDER_WIDTH * SCALE)
    height, width = mask.shape
    right, bottom = width - 1 - inset, height - 1 - inset
    cv2.line(mask, (inset + radius, inset), (right - radius, inset), 255, thickness)
    cv2.line(mask, (inset + radius, bottom), (right - radius, bottom), 255, thickness)
    cv2.line(mask, (inset, inset + radius), (inset, bottom - radius), 255, thickness)
    cv2.line(mask, (right, inset + radius), (right, bottom - radius), 255, thickness)
    for x, y, angle in (
        (inset + radius, inset + radius, 180),
        (right - radius, inset + radius, 270),
        (right - radius, bottom - radius, 0),
        (inset + radius, bottom - radius, 90),
    ):
        cv2.ellipse(mask, (x, y), (radius, radius), angle, 0, 90, 255, thickness)
