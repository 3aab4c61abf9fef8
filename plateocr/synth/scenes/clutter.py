"""Distractors that look like plates: patches of cars, lines of text, signs and grilles, scattered over a scene."""

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from plateocr.synth.glyphs import GlyphSet
from plateocr.synth.writing import write_line

Pixels = npt.NDArray[np.uint8]
Box = tuple[int, int, int, int]  # left, top, right, bottom, pixels

_TRIES = 6
_PATCH_WIDTH = (24, 160)


def strew(
    canvas: Pixels, taken: Sequence[Box], patches: Sequence[Pixels], glyphs: GlyphSet, rng: np.random.Generator
) -> None:
    """Paste one to six distractors onto a canvas (H, W, 3), in place, outside the boxes in ``taken``.

    What does not fit is left out.
    """
    for _ in range(int(rng.integers(1, 7))):
        kind = rng.random()
        if kind < 0.35 and patches:
            thing = _patch(patches, canvas.shape, rng)
        elif kind < 0.55:
            thing = _sign(glyphs, rng)
        elif kind < 0.65:
            thing = _stripes(rng)
        elif kind < 0.75:
            thing = _foliage(rng)
        else:
            width, height = int(rng.integers(40, 220)), int(rng.integers(8, 40))
            if place := _free_place(canvas, (width, height), taken, rng):
                write_line(canvas, place[0], place[3], 0.7 * (place[3] - place[1]), rng)
            continue
        if place := _free_place(canvas, thing.shape[1::-1], taken, rng):
            canvas[place[1] : place[3], place[0] : place[2]] = thing


def _free_place(canvas: Pixels, size: tuple[int, int], taken: Sequence[Box], rng: np.random.Generator) -> Box | None:
    width, height = size
    right, bottom = canvas.shape[1] - width, canvas.shape[0] - height
    for _ in range(_TRIES if min(right, bottom) >= 0 else 0):
        x, y = int(rng.integers(0, right, endpoint=True)), int(rng.integers(0, bottom, endpoint=True))
        box = (x, y, x + width, y + height)
        if all(box[0] >= other[2] or box[2] <= other[0] or box[1] >= other[3] or box[3] <= other[1] for other in taken):
            return box
    return None


def _patch(patches: Sequence[Pixels], canvas: tuple[int, ...], rng: np.random.Generator) -> Pixels:
    """A patch, some mirrored, 24 to 160 pixels wide, or less if it is tall: at most half as high as the canvas."""
    patch = patches[int(rng.integers(len(patches)))]
    if rng.random() < 0.5:
        patch = patch[:, ::-1]
    scale = min(rng.uniform(*_PATCH_WIDTH) / patch.shape[1], canvas[0] / 2 / patch.shape[0])
    size = (max(8, round(scale * patch.shape[1])), max(8, round(scale * patch.shape[0])))
    return np.asarray(cv2.resize(patch, size, interpolation=cv2.INTER_AREA), np.uint8)


def _sign(glyphs: GlyphSet, rng: np.random.Generator) -> Pixels:
    """A sign (of a shop, a bus, a road) with plate characters, but the wrong number of them or of rows, or blank."""
    rows = int(rng.integers(1, 4))
    columns = int(rng.choice([2, 3, 4, 10, 11, 12, 14]))
    cell_height = int(rng.integers(8, 26))
    cell_width = max(4, round(cell_height * rng.uniform(0.45, 1.0)))
    gap = int(rng.integers(1, 5))
    height, width = rows * (cell_height + gap) + 2 * gap, columns * (cell_width + gap) + 2 * gap
    width, height = min(width, 300), min(height, 200)
    ground = rng.integers(0, 256, 3) if rng.random() < 0.5 else np.array([30, 70, 170])
    paint = np.array([240, 240, 240]) if ground.mean() < 128 else np.array([25, 25, 25])
    mask = np.zeros((height, width), np.uint8)
    names = list(glyphs)
    for row in range(rows if rng.random() < 0.75 else 0):
        for column in range(columns):
            left, top = gap + column * (cell_width + gap), gap + row * (cell_height + gap)
            if left + cell_width > width or top + cell_height > height:
                continue
            glyph = glyphs[names[int(rng.integers(len(names)))]]
            mask[top : top + cell_height, left : left + cell_width] = cv2.resize(
                glyph, (cell_width, cell_height), interpolation=cv2.INTER_AREA
            )
    share = mask[..., None].astype(np.float32) / 255
    return np.asarray(ground * (1 - share) + paint * share, np.uint8)


def _foliage(rng: np.random.Generator) -> Pixels:
    """A hedge, gravel or grass: mottled at several scales, mostly green or brown."""
    width, height = int(rng.integers(40, 220)), int(rng.integers(16, 120))
    mottled = np.zeros((height, width), np.float32)
    for cell in (2, 4, 9, 20):
        grid = rng.standard_normal((height // cell + 2, width // cell + 2), dtype=np.float32)
        mottled += rng.uniform(0.2, 1) * cv2.resize(grid, (width, height), interpolation=cv2.INTER_LINEAR)
    colour = np.array(((60, 95, 45), (110, 95, 70), (90, 90, 85))[int(rng.integers(3))]) + rng.normal(0, 15, 3)
    return np.asarray(np.clip(colour + rng.uniform(15, 45) * mottled[..., None], 0, 255), np.uint8)


def _stripes(rng: np.random.Generator) -> Pixels:
    """A grille, a fence, a shutter: regular stripes, vertical or horizontal."""
    width, height = int(rng.integers(24, 200)), int(rng.integers(12, 70))
    period, share = rng.uniform(3, 14), rng.uniform(0.25, 0.75)
    along = np.arange(width)[None, :] if rng.random() < 0.6 else np.arange(height)[:, None]
    lit = np.broadcast_to(((along / period) % 1 < share)[..., None], (height, width, 3))
    dark, bright = rng.integers(0, 120), rng.integers(60, 256)
    noise = rng.normal(0, 6, (height, width, 1))
    return np.asarray(np.clip(np.where(lit, bright, dark) + noise, 0, 255), np.uint8)
