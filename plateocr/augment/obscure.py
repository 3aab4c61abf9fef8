"""Characters made unreadable, so that recognisers learn to say that they cannot see them."""

from collections.abc import Sequence

import cv2
import numpy as np

from plateocr.geometry.warps import Pixels
from plateocr.plates import UNREADABLE

# Left and right edge of each character, in pixels.
Spans = Sequence[tuple[float, float]]
# Characters are obscured from a little above their upper to a little below their lower edge, in shares of the height.
_TOP, _BOTTOM = 0.12, 0.88
_BLUR = (0.11, 0.3)  # standard deviation of the blur of a character, in shares of the height
_LEAST_CUT, _MOST_CUT = 0.6, 1.15  # how much of a character is cut off
_SHIFTED = 0.4  # of its width: from here on a displaced character is no longer read by its own column


def obscure(pixels: Pixels, text: str, spans: Spans, rng: np.random.Generator) -> tuple[Pixels, str]:
    """A rectified plate (H, W, 3) with a character covered, blurred or worn away, or with one end cut off.

    Returns the new image and its text, with UNREADABLE for what can no longer be read.
    """
    fate = rng.random()
    if fate < 0.4:
        return _cut(pixels, text, spans, rng)
    count = 2 if rng.random() < 0.15 else 1
    place = int(rng.integers(len(text)))
    hidden = range(place, min(place + count, len(text)))
    left, right = spans[hidden[0]][0], spans[hidden[-1]][1]
    wider = rng.uniform(0.02, 0.2) * (right - left)
    columns = slice(max(0, round(left - wider)), min(pixels.shape[1], round(right + wider)))
    height = pixels.shape[0]
    rows = slice(round(rng.uniform(0, _TOP) * height), round(rng.uniform(_BOTTOM, 1) * height))
    changed = pixels.copy()
    part = changed[rows, columns]
    if fate < 0.6:
        part[:] = _blurred(part, height, rng)
    elif fate < 0.8:
        part[:] = _ground(pixels, rng)
    else:
        part[:] = _cover(part.shape, rng)
    if fate < 0.8:  # without a visible edge
        changed = _faded_in(pixels, changed, columns, rng)
    return changed, "".join(UNREADABLE if number in hidden else one for number, one in enumerate(text))


def _cut(pixels: Pixels, text: str, spans: Spans, rng: np.random.Generator) -> tuple[Pixels, str]:
    """The plate runs off the image: beyond its edge, the edge is repeated, or what is left is stretched."""
    height, width = pixels.shape[:2]
    first = bool(rng.random() < 0.5)
    count = 2 if rng.random() < 0.2 else 1
    place = count - 1 if first else len(text) - count
    left, right = spans[place]
    off = rng.uniform(_LEAST_CUT, _MOST_CUT) * (right - left)
    edge = int(np.clip(round(left + off if first else right - off), 8, width - 8))
    kept = pixels[:, edge:] if first else pixels[:, :edge]
    gone = set(range(count) if first else range(place, len(text)))
    if rng.random() < 0.3:
        changed = np.asarray(cv2.resize(kept, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)
        for number, (start, end) in enumerate(spans):
            centre = (start + end) / 2
            moved = (centre - edge) * width / (width - edge) if first else centre * width / edge
            if abs(moved - centre) > _SHIFTED * (end - start):
                gone.add(number)
    else:
        border = (cv2.BORDER_REPLICATE, cv2.BORDER_REPLICATE, cv2.BORDER_REFLECT_101, cv2.BORDER_CONSTANT)
        fill = [float(rng.integers(256))] * 3
        before, after = (edge, 0) if first else (0, width - edge)
        chosen = border[int(rng.integers(len(border)))]
        if chosen == cv2.BORDER_REFLECT_101 and max(before, after) >= kept.shape[1]:
            chosen = cv2.BORDER_REPLICATE
        changed = np.asarray(cv2.copyMakeBorder(kept, 0, 0, before, after, chosen, value=fill), np.uint8)
    return changed, "".join(UNREADABLE if number in gone else one for number, one in enumerate(text))


def _blurred(part: Pixels, height: int, rng: np.random.Generator) -> Pixels:
    if rng.random() < 0.3:
        cells = (int(rng.integers(1, 4)), int(rng.integers(2, 5)))
        coarse = cv2.resize(part, cells, interpolation=cv2.INTER_AREA)
        return np.asarray(cv2.resize(coarse, part.shape[1::-1], interpolation=cv2.INTER_NEAREST), np.uint8)
    return np.asarray(cv2.GaussianBlur(part, (0, 0), rng.uniform(*_BLUR) * height), np.uint8)


def _ground(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """The plate's background: paint that is worn off."""
    middle = pixels[pixels.shape[0] // 5 : pixels.shape[0] * 4 // 5]
    ground = np.median(middle, axis=(0, 1)) + rng.normal(0, 6, 3)
    return np.asarray(np.clip(ground, 0, 255), np.uint8)


def _cover(shape: tuple[int, ...], rng: np.random.Generator) -> Pixels:
    """Something in front of the plate: of one colour, or mottled."""
    colour = np.clip(rng.integers(256) + rng.normal(0, 30, 3), 0, 255)
    grid = rng.normal(0, rng.uniform(0, 40), (int(rng.integers(2, 8)), int(rng.integers(2, 6)), 3)).astype(np.float32)
    mottled = cv2.resize(grid, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(np.clip(colour + mottled, 0, 255), np.uint8)


def _faded_in(before: Pixels, after: Pixels, columns: slice, rng: np.random.Generator) -> Pixels:
    share = np.zeros(before.shape[1], np.float32)
    share[columns] = 1
    share = cv2.GaussianBlur(share[None], (0, 0), rng.uniform(0.5, 2.5))[0]
    share = np.maximum(share, np.where(share > 0.5, np.minimum(1, 2 * share - 0.5), 0))[None, :, None]
    return np.asarray(before * (1 - share) + after * share, np.uint8)
