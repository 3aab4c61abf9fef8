"""A flat plate laid over a scene, and the car around it painted."""

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
Quad = npt.NDArray[np.float64]

_RIM_SHARE = 0.3


def paste_plate(canvas: Pixels, quad: Quad, flat: Pixels, light: float, rng: np.random.Generator) -> None:
    """Lay a flat plate onto a canvas, in place, with its corners on ``quad`` (4, 2), about as bright as ``light``.

    ``light`` is the mean grey value, 0..255, of what was there; some plates get a rim, as number plate holders have.
    """
    if rng.random() < _RIM_SHARE:
        _add_rim(canvas, quad, rng)
    left, top, right, bottom = _region(canvas, quad)
    if right <= left or bottom <= top:
        return
    # Half as fine again as it will be: warped with linear interpolation, finer would alias.
    flat = shrink_to(flat, max(16, round(float(np.ptp(quad[:, 0])) * 1.5)))
    gain = (light + rng.uniform(10, 90)) / max(40.0, float(flat.mean()))
    values = cv2.convertScaleAbs(flat, alpha=float(gain))
    height, width = flat.shape[:2]
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    homography = cv2.getPerspectiveTransform(source, (quad - (left, top)).astype(np.float32))
    size = (right - left, bottom - top)
    pasted = cv2.warpPerspective(values, homography, size, borderMode=cv2.BORDER_REPLICATE)
    share = cv2.warpPerspective(np.full((height, width), 1, np.float32), homography, size)[..., None]
    part = canvas[top:bottom, left:right]
    part[:] = (part * (1 - share) + pasted * share).astype(np.uint8)


def _add_rim(canvas: Pixels, quad: Quad, rng: np.random.Generator) -> None:
    centre = quad.mean(axis=0)
    outer = centre + (quad - centre) * rng.uniform((1.02, 1.05), (1.08, 1.25))
    grey = int(rng.integers(0, 70) if rng.random() < 0.6 else rng.integers(130, 250))
    cv2.fillPoly(canvas, [outer.round().astype(np.int32)], (grey, grey, grey), lineType=cv2.LINE_AA)


def _region(canvas: Pixels, quad: Quad) -> tuple[int, int, int, int]:
    low = np.maximum(np.floor(quad.min(axis=0)) - 1, 0).astype(int)
    high = np.minimum(np.ceil(quad.max(axis=0)) + 2, canvas.shape[1::-1]).astype(int)
    return int(low[0]), int(low[1]), int(high[0]), int(high[1])


def shrink_to(flat: Pixels, width: int) -> Pixels:
    """A flat plate (H, W, 3) at most ``width`` pixels wide."""
    if width >= flat.shape[1]:
        return flat
    height = max(6, round(width * flat.shape[0] / flat.shape[1]))
    return np.asarray(cv2.resize(flat, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


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
