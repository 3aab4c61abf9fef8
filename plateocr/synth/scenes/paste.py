"""Pasting photos and flat plates onto a scene, and painting the car around a plate."""

import cv2
import numpy as np
import numpy.typing as npt

from plateocr.geometry.crops import rectangle
from plateocr.geometry.quads import Quad
from plateocr.geometry.warps import Homography, Pixels, homography, transform, warp

_RIM_SHARE = 0.3
_SUBPIXEL = 4  # bits


def lay(canvas: Pixels, image: Pixels, to_canvas: Homography) -> None:
    """Warp an image onto a canvas, in place, by ``to_canvas``; the canvas around it is unchanged."""
    corners = transform(rectangle(image.shape[1::-1]), to_canvas)
    low = np.maximum(np.floor(corners.min(axis=0)), 0).astype(int)
    high = np.minimum(np.ceil(corners.max(axis=0)), canvas.shape[1::-1]).astype(int)
    width, height = (int(length) for length in high - low)
    if width <= 0 or height <= 0:
        return
    shift = np.array([[1, 0, low[0]], [0, 1, low[1]], [0, 0, 1]], np.float64)
    laid = warp(image, np.linalg.inv(to_canvas) @ shift, (width, height))
    mask = np.zeros((height, width), np.uint8)
    outline = ((corners - low - 0.5) * (1 << _SUBPIXEL)).round().astype(np.int32)
    cv2.fillConvexPoly(mask, outline, 255, cv2.LINE_AA, _SUBPIXEL)
    share = mask[..., None] / np.float32(255)
    part = canvas[low[1] : high[1], low[0] : high[0]]
    part[:] = part * (1 - share) + laid * share


def paste_plate(canvas: Pixels, quad: Quad, flat: Pixels, light: float, rng: np.random.Generator) -> None:
    """Paste a flat plate onto a canvas, in place, with its corners on ``quad`` (4, 2), about as bright as ``light``.

    ``light`` is the mean grey value, 0..255, of what was there; some plates get a rim, like that of a plate holder.
    """
    if rng.random() < _RIM_SHARE:
        _add_rim(canvas, quad, rng)
    # At most 1.5 times the final resolution: linear interpolation would alias beyond that.
    flat = shrink_to(flat, max(16, round(float(np.ptp(quad[:, 0])) * 1.5)))
    gain = (light + rng.uniform(10, 90)) / max(40.0, float(flat.mean()))
    lit = np.asarray(cv2.convertScaleAbs(flat, alpha=float(gain)), np.uint8)
    lay(canvas, lit, homography(rectangle(flat.shape[1::-1]), quad))


def _add_rim(canvas: Pixels, quad: Quad, rng: np.random.Generator) -> None:
    centre = quad.mean(axis=0)
    outer = centre + (quad - centre) * rng.uniform((1.02, 1.05), (1.08, 1.25))
    grey = int(rng.integers(0, 70) if rng.random() < 0.6 else rng.integers(130, 250))
    cv2.fillPoly(canvas, [outer.round().astype(np.int32)], (grey, grey, grey), lineType=cv2.LINE_AA)


def shrink_to(flat: Pixels, width: int) -> Pixels:
    """A flat plate (H, W, 3) at most ``width`` pixels wide."""
    if width >= flat.shape[1]:
        return flat
    height = max(6, round(width * flat.shape[0] / flat.shape[1]))
    return np.asarray(cv2.resize(flat, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def paint_body(
    canvas: Pixels, plate: tuple[int, int, int, int], colour: npt.NDArray[np.float64], rng: np.random.Generator
) -> None:
    """Tint the surroundings of a plate (left, top, right, bottom) with a colour, in place, keeping their brightness.

    The tint fades out towards the edges of a region a few times as large as the plate.
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
