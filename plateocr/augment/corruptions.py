"""What lies between a plate and whoever reads its image: shade, glare, wires, worn paint, text, a camera's faults.

Each takes an image of a plate, (H, W, 3) uint8, and a random generator, and gives a changed one of the same size;
lengths are shares of its height. People still read nearly all plates that are disturbed so.
"""

from collections.abc import Callable, Sequence

import cv2
import numpy as np
import numpy.typing as npt

from plateocr.synth.plate import Pixels
from plateocr.synth.writing import write_line

Disturbance = Callable[[Pixels, np.random.Generator], Pixels]

_LEAST = 5  # pixels each way of what can be disturbed
_SHADE, _SHADE_SOFT = (0.2, 0.65), (0.005, 0.08)  # light that is left in the shade; how soft its edges are
_GLARE, _GLARE_RADIUS = (60.0, 230.0), (0.25, 1.4)  # grey levels in the middle; where a third of them is left
_BURNT = (1.4, 2.5)  # exposure of images whose light parts are burnt out
_WIRE = (0.02, 0.09)  # how thick wires and bars are
_WEAR_PATCH, _WEAR = (0.03, 0.12), (0.4, 0.9)  # how large worn patches are; how much of the paint is gone there
_ROW, _COMB = (0.012, 0.05), (0.03, 0.16)  # a row of an interlaced image; how far its half-images are apart
_GHOST, _GHOST_SHARE = (0.03, 0.14), (0.2, 0.5)
# Of lines of text over the upper or lower edge: how high the capitals are, and how far they reach into the image.
_WRITTEN_HEIGHT, _WRITTEN_REACH = (0.15, 0.5), (0.05, 0.34)
_LOWER_EDGE = 0.75  # share of those that are over the lower one
_WATERMARK_HEIGHT, _WATERMARK_OPACITY = (0.25, 1.2), (0.2, 0.6)


def cast_shade(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """A shadow with one straight edge, with two (a bar) or with three (a corner), hard or soft; or all but that."""
    height, width = pixels.shape[:2]
    shade = np.ones((height, width), bool)
    for _ in range(int(rng.integers(1, 4))):
        shade &= _across(pixels, rng) > 0
    if rng.random() < 0.3:
        shade = ~shade
    light = np.where(shade, np.float32(rng.uniform(*_SHADE)), np.float32(1.0))
    soft = cv2.GaussianBlur(light, (0, 0), max(0.3, rng.uniform(*_SHADE_SOFT) * height))
    cool = np.array([1.0, 1.0, rng.uniform(1.0, 1.25)], np.float32)  # the sky lights what is in the shade
    lit = pixels * np.float32(rng.uniform(1.0, 1.35))  # the camera exposes for both
    return _clipped(lit * (soft[..., None] * (cool + (1 - cool) * soft[..., None])))


def add_glare(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """A bright spot, round or drawn out: the sun or a lamp on the plate or in the lens."""
    height, width = pixels.shape[:2]
    centre, radius = rng.uniform((0, 0), (width, height)), rng.uniform(*_GLARE_RADIUS) * height
    across, down = np.arange(width) - centre[0], np.arange(height) - centre[1]
    flat = rng.uniform(0.5, 2.0)
    distance = (across[None] / radius) ** 2 + (down[:, None] * flat / radius) ** 2
    warm = np.array([1.0, rng.uniform(0.9, 1.0), rng.uniform(0.7, 1.0)], np.float32)
    return _clipped(pixels + np.exp(-distance)[..., None] * warm * np.float32(rng.uniform(*_GLARE)))


def burn_out(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Overexposed: light parts burn out, and their light spreads a little."""
    spread = cv2.GaussianBlur(pixels, (0, 0), rng.uniform(0.005, 0.03) * pixels.shape[0])
    return _clipped(spread * np.float32(rng.uniform(*_BURNT)))


def lay_wires(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """One to three wires, bars or twigs across the plate, most of them nearly level."""
    height, width = pixels.shape[:2]
    changed = pixels.copy()
    for _ in range(int(rng.integers(1, 4))):
        angle = rng.normal(0, 0.12) if rng.random() < 0.7 else rng.uniform(0, np.pi)
        reach = np.array([np.cos(angle), np.sin(angle)]) * width * 1.2
        middle = rng.uniform((0, 0), (width, height))
        grey = rng.uniform(0, 255)
        colour = tuple(float(value) for value in np.clip(grey + rng.normal(0, 15, 3), 0, 255))
        start, end = (tuple(int(value) for value in middle + sign * reach) for sign in (-1, 1))
        cv2.line(changed, start, end, colour, max(1, round(rng.uniform(*_WIRE) * height)), cv2.LINE_AA)
    return changed


def wear_off(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Paint that is worn off, or covered by dust, in patches: the plate's own ground, or grey, shows there."""
    height, width = pixels.shape[:2]
    noise = rng.standard_normal((height, width), dtype=np.float32)
    patches = cv2.GaussianBlur(noise, (0, 0), rng.uniform(*_WEAR_PATCH) * height)
    gone = np.clip((patches / patches.std() - rng.uniform(0.5, 1.3)) * 3, 0, 1) * np.float32(rng.uniform(*_WEAR))
    middle = pixels[height // 5 : height * 4 // 5]
    ground = np.median(middle, axis=(0, 1)) if rng.random() < 0.7 else np.full(3, rng.uniform(60, 200))
    return _clipped(pixels * (1 - gone[..., None]) + gone[..., None] * ground.astype(np.float32))


def comb(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Interlaced: every other row was taken a moment later, further along."""
    height, width = pixels.shape[:2]
    row, shift = max(1, round(rng.uniform(*_ROW) * height)), rng.uniform(*_COMB) * height * rng.choice([-1, 1])
    move = np.array([[1, 0, shift], [0, 1, 0]], np.float32)
    later = cv2.warpAffine(pixels, move, (width, height), borderMode=cv2.BORDER_REPLICATE)
    odd = (np.arange(height) // row) % 2 == 1
    return np.where(odd[:, None, None], later, pixels)


def double(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Seen twice, the second time fainter and a little aside: the camera shook, or there is glass between."""
    height, width = pixels.shape[:2]
    angle, length = rng.uniform(0, 2 * np.pi), rng.uniform(*_GHOST) * height
    move = np.array([[1, 0, length * np.cos(angle)], [0, 1, length * np.sin(angle)]], np.float32)
    ghost = cv2.warpAffine(pixels, move, (width, height), borderMode=cv2.BORDER_REPLICATE)
    share = rng.uniform(*_GHOST_SHARE)
    return np.asarray(cv2.addWeighted(pixels, 1 - share, ghost, share, 0), np.uint8)


def write_over_edge(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """A line of text over the upper or the lower edge of the plate, as cameras write the date into their images."""
    height, width = pixels.shape[:2]
    capitals = rng.uniform(*_WRITTEN_HEIGHT) * height
    reach = rng.uniform(*_WRITTEN_REACH) * height
    baseline = height - reach + capitals if rng.random() < _LOWER_EDGE else reach
    written = pixels.copy()
    write_line(written, round(rng.uniform(-0.5, 0.7) * width), round(baseline), capitals, rng)
    return written


def write_watermark(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """A half transparent line of text anywhere, as web sites write their names across photos."""
    height, width = pixels.shape[:2]
    capitals = rng.uniform(*_WATERMARK_HEIGHT) * height
    written = pixels.copy()
    baseline = rng.uniform(0.2, 1.0) * (height + capitals)
    write_line(written, round(rng.uniform(-0.7, 0.5) * width), round(baseline), capitals, rng)
    opacity = rng.uniform(*_WATERMARK_OPACITY)
    return np.asarray(cv2.addWeighted(pixels, 1 - opacity, written, opacity, 0), np.uint8)


def disturb_part(
    image: Pixels,
    box: tuple[float, float, float, float],
    margin: float,
    disturb: Disturbance,
    rng: np.random.Generator,
) -> None:
    """Disturb what is within a box (left, top, right, bottom) of an image and ``margin`` pixels around it, in place;
    what is tiny stays.
    """
    left, top, right, bottom = box
    rows = slice(max(0, round(top - margin)), round(bottom + margin))
    columns = slice(max(0, round(left - margin)), round(right + margin))
    part = np.ascontiguousarray(image[rows, columns])
    if min(part.shape[:2]) >= _LEAST:
        image[rows, columns] = disturb(part, rng)


def disturb_by_one(disturbances: Sequence[Disturbance], pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """An image (H, W, 3) changed by one of ``disturbances``."""
    return disturbances[int(rng.integers(len(disturbances)))](pixels, rng)


def _across(pixels: Pixels, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """(H, W): on which side of a random straight line through the image each pixel is, positive or negative."""
    height, width = pixels.shape[:2]
    x, y = rng.uniform((0, 0), (width, height))
    angle = rng.uniform(0, 2 * np.pi)
    across, down = np.arange(width) - x, np.arange(height) - y
    return np.asarray(across[None] * np.float32(np.cos(angle)) + down[:, None] * np.float32(np.sin(angle)))


def _clipped(values: npt.NDArray[np.float32]) -> Pixels:
    return np.asarray(np.clip(values, 0, 255), dtype=np.uint8)


DISTURBANCES = (
    cast_shade,
    add_glare,
    burn_out,
    lay_wires,
    wear_off,
    comb,
    double,
    write_over_edge,
    write_watermark,
)
