"""Corruptions that albumentations does not have.

Each operation takes an image, (H, W, 3) uint8 RGB, and a random generator, and returns a changed image of the same
size; lengths are shares of its height. Nearly all plates remain readable. albumentations' RandomShadow and
RandomSunFlare are made for road scenes: hard-edged polygons, and flares of many circles.
"""

from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt

from plateocr.geometry.quads import Box
from plateocr.geometry.warps import Pixels
from plateocr.synth.writing import write_line

Operation = Callable[[Pixels, np.random.Generator], Pixels]

_LEAST = 5  # minimum side, in pixels, of a part to corrupt
_SHADOW, _SHADOW_SOFTNESS = (0.2, 0.65), (0.005, 0.08)  # remaining light in the shade; softness of its edges
_GLARE, _GLARE_RADIUS = (60.0, 230.0), (0.25, 1.4)  # grey levels at the centre; radius at which a third is left
_OVEREXPOSED = (1.4, 2.5)  # exposure of images with blown-out highlights
_WIRE = (0.02, 0.09)  # thickness of wires and bars
_FADED_PATCH, _FADED = (0.03, 0.12), (0.4, 0.9)  # size of worn patches; share of the paint that is gone there
_ROW, _INTERLACED = (0.012, 0.05), (0.03, 0.16)  # a row of an interlaced image; shift between its two fields
_SECOND, _SECOND_SHARE = (0.03, 0.14), (0.2, 0.5)
# For lines of text over the upper or lower edge: the height of the capitals, and how far they reach into the image.
_WRITTEN_HEIGHT, _WRITTEN_REACH = (0.15, 0.5), (0.05, 0.34)
_LOWER_EDGE = 0.75  # share of lines that are over the lower edge
_LAMP_RADIUS, _NIGHT = (0.016, 0.22), (0.2, 0.8)  # size of lamps; remaining light around them
_SMALL, _SMALL_QUALITY = (0.19, 0.6), (30, 90)  # relative size at which a plate is compressed; JPEG quality
_WATERMARK_HEIGHT, _WATERMARK_OPACITY = (0.25, 1.2), (0.2, 0.6)


def shadow(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """A shadow with one to three straight edges, hard or soft; sometimes inverted, with only that area lit."""
    height, width = pixels.shape[:2]
    shade = np.ones((height, width), bool)
    for _ in range(int(rng.integers(1, 4))):
        shade &= _across(pixels, rng) > 0
    if rng.random() < 0.3:
        shade = ~shade
    light = np.where(shade, np.float32(rng.uniform(*_SHADOW)), np.float32(1.0))
    soft = cv2.GaussianBlur(light, (0, 0), max(0.3, rng.uniform(*_SHADOW_SOFTNESS) * height))
    cool = np.array([1.0, 1.0, rng.uniform(1.0, 1.25)], np.float32)  # shade is lit by the sky, so it is bluish
    lit = pixels * np.float32(rng.uniform(1.0, 1.35))  # the camera's exposure is a compromise
    return _clipped(lit * (soft[..., None] * (cool + (1 - cool) * soft[..., None])))


def glare(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """A bright spot, round or elongated: the sun or a lamp, on the plate or in the lens."""
    height, width = pixels.shape[:2]
    centre, radius = rng.uniform((0, 0), (width, height)), rng.uniform(*_GLARE_RADIUS) * height
    across, down = np.arange(width) - centre[0], np.arange(height) - centre[1]
    flat = rng.uniform(0.5, 2.0)
    distance = (across[None] / radius) ** 2 + (down[:, None] * flat / radius) ** 2
    warm = np.array([1.0, rng.uniform(0.9, 1.0), rng.uniform(0.7, 1.0)], np.float32)
    return _clipped(pixels + np.exp(-distance)[..., None] * warm * np.float32(rng.uniform(*_GLARE)))


def overexposure(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Overexposure: highlights blow out and bleed a little."""
    spread = cv2.GaussianBlur(pixels, (0, 0), rng.uniform(0.005, 0.03) * pixels.shape[0])
    return _clipped(spread * np.float32(rng.uniform(*_OVEREXPOSED)))


def wires(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """One to three wires, bars or twigs across the plate, most of them nearly horizontal."""
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


def faded_paint(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Paint worn off or covered by dust in patches, where the plate's background, or grey, shows."""
    height, width = pixels.shape[:2]
    noise = rng.standard_normal((height, width), dtype=np.float32)
    patches = cv2.GaussianBlur(noise, (0, 0), rng.uniform(*_FADED_PATCH) * height)
    gone = np.clip((patches / patches.std() - rng.uniform(0.5, 1.3)) * 3, 0, 1) * np.float32(rng.uniform(*_FADED))
    middle = pixels[height // 5 : height * 4 // 5]
    ground = np.median(middle, axis=(0, 1)) if rng.random() < 0.7 else np.full(3, rng.uniform(60, 200))
    return _clipped(pixels * (1 - gone[..., None]) + gone[..., None] * ground.astype(np.float32))


def interlacing(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Interlacing: every other row was taken a moment later, shifted sideways."""
    height, width = pixels.shape[:2]
    row, shift = max(1, round(rng.uniform(*_ROW) * height)), rng.uniform(*_INTERLACED) * height * rng.choice([-1, 1])
    move = np.array([[1, 0, shift], [0, 1, 0]], np.float32)
    later = cv2.warpAffine(pixels, move, (width, height), borderMode=cv2.BORDER_REPLICATE)
    odd = (np.arange(height) // row) % 2 == 1
    return np.where(odd[:, None, None], later, pixels)


def double_exposure(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """The image overlaid by a fainter, shifted copy: camera shake, or a reflection in glass."""
    height, width = pixels.shape[:2]
    angle, length = rng.uniform(0, 2 * np.pi), rng.uniform(*_SECOND) * height
    move = np.array([[1, 0, length * np.cos(angle)], [0, 1, length * np.sin(angle)]], np.float32)
    second = cv2.warpAffine(pixels, move, (width, height), borderMode=cv2.BORDER_REPLICATE)
    share = rng.uniform(*_SECOND_SHARE)
    return np.asarray(cv2.addWeighted(pixels, 1 - share, second, share, 0), np.uint8)


def text_over_edge(pixels: Pixels, rng: np.random.Generator, box: Box | None = None) -> Pixels:
    """A line of text over the upper or lower edge of the plate, like a camera's time stamp.

    ``box`` is the plate's (left, top, right, bottom in pixels), by default the whole image.
    """
    left, top, right, bottom = box or (0, 0, pixels.shape[1], pixels.shape[0])
    height, width = bottom - top, right - left
    capitals = rng.uniform(*_WRITTEN_HEIGHT) * height
    reach = rng.uniform(*_WRITTEN_REACH) * height
    baseline = bottom - reach + capitals if rng.random() < _LOWER_EDGE else top + reach
    written = pixels.copy()
    write_line(written, round(left + rng.uniform(-0.5, 0.7) * width), round(baseline), capitals, rng)
    return written


def watermark(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """A semi-transparent line of text anywhere, as web sites put their names across photos."""
    height, width = pixels.shape[:2]
    capitals = rng.uniform(*_WATERMARK_HEIGHT) * height
    written = pixels.copy()
    baseline = rng.uniform(0.2, 1.0) * (height + capitals)
    write_line(written, round(rng.uniform(-0.7, 0.5) * width), round(baseline), capitals, rng)
    opacity = rng.uniform(*_WATERMARK_OPACITY)
    return np.asarray(cv2.addWeighted(pixels, 1 - opacity, written, opacity, 0), np.uint8)


def lamps(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """A darkened image with one to four lamps that outshine their surroundings."""
    height, width = pixels.shape[:2]
    glow = np.zeros((height, width, 1), np.float32)
    for _ in range(int(rng.integers(1, 5))):
        x, y = rng.uniform(0, width), rng.uniform(0, height)
        radius = height * np.float32(np.exp(rng.uniform(*np.log(_LAMP_RADIUS))))
        across, down = (np.arange(width, dtype=np.float32) - np.float32(x)) / radius, np.arange(height) - y
        down = (down / radius).astype(np.float32)
        glow[..., 0] += np.float32(rng.uniform(0.5, 2)) / (1 + across[None] ** 2 + down[:, None] ** 2) ** 1.5
    colour = np.array([1.0, rng.uniform(0.85, 1), rng.uniform(0.6, 1)], np.float32) * 255
    return _clipped(pixels * np.float32(rng.uniform(*_NIGHT)) + glow * colour)


def small_jpeg(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Shrink, compress and enlarge: a plate that was small in a photo saved as JPEG."""
    height, width = pixels.shape[:2]
    share, quality = rng.uniform(*_SMALL), int(rng.integers(*_SMALL_QUALITY, endpoint=True))
    small = cv2.resize(pixels, (round(width * share), round(height * share)), interpolation=cv2.INTER_AREA)
    _, data = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, quality])
    enlarged = cv2.resize(cv2.imdecode(data, cv2.IMREAD_COLOR), (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(enlarged, np.uint8)


def corrupt_part(image: Pixels, box: Box, margin: float, operation: Operation, rng: np.random.Generator) -> Pixels:
    """A copy of an image in which a box (left, top, right, bottom) and ``margin`` pixels around it are corrupted.

    Tiny parts are left unchanged.
    """
    left, top, right, bottom = box
    rows = slice(max(0, round(top - margin)), max(0, round(bottom + margin)))
    columns = slice(max(0, round(left - margin)), max(0, round(right + margin)))
    part = np.ascontiguousarray(image[rows, columns])
    corrupted = image.copy()
    if min(part.shape[:2]) >= _LEAST:
        corrupted[rows, columns] = operation(part, rng)
    return corrupted


def _across(pixels: Pixels, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """The signed distance (H, W) of each pixel from a random straight line through the image."""
    height, width = pixels.shape[:2]
    x, y = rng.uniform((0, 0), (width, height))
    angle = rng.uniform(0, 2 * np.pi)
    across, down = np.arange(width) - x, np.arange(height) - y
    return np.asarray(across[None] * np.float32(np.cos(angle)) + down[:, None] * np.float32(np.sin(angle)))


def _clipped(values: npt.NDArray[np.float32]) -> Pixels:
    return np.asarray(np.clip(values, 0, 255), dtype=np.uint8)


CORRUPTIONS = (
    shadow,
    glare,
    overexposure,
    wires,
    faded_paint,
    interlacing,
    double_exposure,
    text_over_edge,
    watermark,
)
