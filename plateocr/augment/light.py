"""Light, colour, lamps, blur, noise and JPEG over a whole composed scene."""

import cv2
import numpy as np
import numpy.typing as npt

from plateocr.augment.corruptions import burn_out, cast_shade

Pixels = npt.NDArray[np.uint8]


def tint(canvas: Pixels, rng: np.random.Generator) -> Pixels:
    """The scene in other paint, as cars are: channels scaled or exchanged; plates are laid over it afterwards."""
    if rng.random() < 0.4:
        canvas = canvas[..., rng.permutation(3)]
    return _per_channel(canvas, np.exp(rng.normal(0, 0.25, 3)), np.ones(3))


def paint_body(
    canvas: Pixels, plate: tuple[int, int, int, int], colour: npt.NDArray[np.float64], rng: np.random.Generator
) -> None:
    """Give what is around a plate (left, top, right, bottom) about this colour, in place, as light or dark as it was.

    It fades out towards the edges of a region a few times as large as the plate.
    """
    left, top, right, bottom = plate
    reach = np.array([right - left, bottom - top]) * rng.uniform((0.4, 0.6), (1.2, 2.5))
    low = np.maximum(np.subtract((left, top), reach), 0).astype(int)
    high = np.minimum(np.add((right, bottom), reach), canvas.shape[1::-1]).astype(int)
    if (high <= low).any():
        return
    part = canvas[low[1] : high[1], low[0] : high[0]]
    hue = np.clip(colour + rng.normal(0, 15, 3), 1, 255)
    painted = part.mean(axis=2, keepdims=True) * (hue / hue.mean())
    across, down = (np.minimum(1, 5 * np.minimum(ramp, ramp[::-1])) for ramp in map(_ramp, part.shape[1::-1]))
    share = (down[:, None] * across)[..., None]
    part[:] = np.clip(part * (1 - share) + painted * share, 0, 255).astype(np.uint8)


def _ramp(length: int) -> npt.NDArray[np.float64]:
    return (np.arange(length) + 0.5) / length


def photographed(canvas: Pixels, rng: np.random.Generator) -> Pixels:
    """(H, W, 3) uint8 in and out; from broad daylight to night with lamps, from sharp to blurred and noisy."""
    if rng.random() < 0.12:
        canvas = _lamps(canvas, rng)
    if rng.random() < 0.18:
        canvas = cast_shade(canvas, rng) if rng.random() < 0.7 else burn_out(canvas, rng)
    gains, gammas = np.ones(3), np.ones(3)
    if rng.random() < 0.65:
        dark = rng.random() < 0.25
        gains = gains * np.exp(rng.normal(-1.2 if dark else -0.1, 0.4))
        gammas = gammas * np.exp(rng.normal(0, 0.3))
    if rng.random() < 0.4:
        gains = gains * np.exp(rng.normal(0, 0.14, 3))
    pixels = _per_channel(canvas, gains, gammas)
    if rng.random() < 0.12:
        pixels = np.asarray(cv2.cvtColor(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB), np.uint8)
    kind = rng.random()
    if kind < 0.3:
        pixels = cv2.GaussianBlur(pixels, (0, 0), float(rng.uniform(0.4, 1.6)))
    elif kind < 0.4:
        length = int(rng.integers(2, 8))
        pixels = cv2.blur(pixels, (length, 1) if rng.random() < 0.7 else (1, length))
    elif kind < 0.5:
        share = rng.uniform(0.4, 0.8)
        size = (round(pixels.shape[1] * share), round(pixels.shape[0] * share))
        small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
        pixels = cv2.resize(small, pixels.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    if rng.random() < 0.35:
        deviation = rng.uniform(1.5, 15)
        shape = pixels.shape if rng.random() < 0.5 else (*pixels.shape[:2], 1)
        noise = rng.standard_normal(shape, dtype=np.float32) * np.float32(deviation)
        pixels = np.clip(pixels + noise, 0, 255).astype(np.uint8)
    if rng.random() < 0.35:
        _, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 90))])
        pixels = np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)
    return pixels


def _per_channel(canvas: Pixels, gains: npt.NDArray[np.float64], gammas: npt.NDArray[np.float64]) -> Pixels:
    values = np.arange(256)[:, None] / 255
    table = (np.clip(values * gains, 0, 1) ** gammas * 255).round().astype(np.uint8)
    return np.asarray(cv2.LUT(np.ascontiguousarray(canvas), table[:, None, :]), np.uint8)


def _lamps(canvas: Pixels, rng: np.random.Generator) -> Pixels:
    """A darkened scene with one to four lamps that outshine what is around them."""
    height, width = canvas.shape[:2]
    glow = np.zeros((height, width, 1), np.float32)
    for _ in range(int(rng.integers(1, 5))):
        x, y = rng.uniform(0, width), rng.uniform(0, height)
        radius = float(np.exp(rng.uniform(np.log(5), np.log(70))))
        across = (np.arange(width, dtype=np.float32) - np.float32(x)) / np.float32(radius)
        down = (np.arange(height, dtype=np.float32) - np.float32(y)) / np.float32(radius)
        glow[..., 0] += np.float32(rng.uniform(0.5, 2)) / (1 + across[None] ** 2 + down[:, None] ** 2) ** 1.5
    colour = np.array([1.0, rng.uniform(0.85, 1), rng.uniform(0.6, 1)], np.float32) * 255
    return np.asarray(np.clip(canvas * np.float32(rng.uniform(0.2, 0.8)) + glow * colour, 0, 255), np.uint8)
