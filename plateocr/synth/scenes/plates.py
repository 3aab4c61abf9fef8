"""Flat plates to lay over scenes: drawn ones of all kinds, and real ones cut out of labelled crops."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from plateocr.augment.province_swap import ProvinceSwap
from plateocr.data.folder import LabelledImage, PlateFolder
from plateocr.data.sides import Sides
from plateocr.errors import ImageError
from plateocr.geometry.quads import is_plate_shaped
from plateocr.images import open_image
from plateocr.pipeline.rectifier import Rectifier
from plateocr.plates import SEVEN, PlateKind
from plateocr.shipped import DEFAULT_RECTIFIER
from plateocr.synth.glyphs import GlyphSet
from plateocr.synth.kinds import draw_flat

Pixels = npt.NDArray[np.uint8]
Quad = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class FlatPlate:
    """A plate seen from straight ahead, (H, W, 3) RGB uint8, and its text."""

    pixels: Pixels
    text: str


FlatPlates = Mapping[PlateKind, Sequence[FlatPlate]]

KIND_SHARES = {PlateKind.SEVEN: 0.7, PlateKind.EIGHT: 0.15, PlateKind.TWO_ROWS: 0.15}
_DRAWN_WIDTH, _REAL_WIDTH = 330, 240  # pixels that a flat plate is held at, or fewer
_RIM_SHARE = 0.3


def draw_plates(glyphs: GlyphSet, count: int, seed: int) -> dict[PlateKind, list[FlatPlate]]:
    """``count`` drawn plates of the kinds in their shares; plate number N depends on ``seed`` and N alone."""
    flats: dict[PlateKind, list[FlatPlate]] = {kind: [] for kind in PlateKind}
    for number in range(count):
        rng = np.random.default_rng([seed, number])
        kind = random_kind(rng)
        flat, text = draw_flat(kind.value, rng, glyphs)
        flats[kind].append(FlatPlate(_shrink(flat, _DRAWN_WIDTH), text))
    return flats


def cut_real_plates(
    images: Sequence[LabelledImage],
    swap: ProvinceSwap | None = None,
    seed: int = 0,
    rectifier: str | Path = DEFAULT_RECTIFIER,
) -> list[FlatPlate]:
    """The plates of labelled crops, straightened by a rectifier, 3.14 times as wide as high.

    ``swap`` paints another province over some. Files that cannot be read are left out.
    """
    if not images:
        return []
    straightening = Rectifier(rectifier)
    flats: list[FlatPlate] = []
    for number, labelled in enumerate(images):
        try:
            image = open_image(labelled.path)
        except ImageError:
            continue
        corners = straightening.corners([image])[0]
        if is_plate_shaped(corners):
            pixels, text = np.asarray(image), labelled.plate
            if swap:
                pixels, text = swap.maybe(pixels, corners, text, np.random.SeedSequence([seed, number]))
            flats.append(FlatPlate(_straighten(pixels, corners.astype(np.float64) * image.size), text))
    return flats


def labelled_images(folders: Iterable[Path], sides: Sides) -> list[LabelledImage]:
    """The labelled crops of folders whose plates are trained on."""
    return [one for folder in folders for one in PlateFolder.scan(folder).images if sides.of(one.plate) == "train"]


def random_kind(rng: np.random.Generator) -> PlateKind:
    """A kind of plate, in the shares of :data:`KIND_SHARES`."""
    return list(KIND_SHARES)[int(rng.choice(len(KIND_SHARES), p=list(KIND_SHARES.values())))]


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
    flat = _shrink(flat, max(16, round(float(np.ptp(quad[:, 0])) * 1.5)))
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


def _straighten(image: Pixels, corners: Quad) -> Pixels:
    width = min(_REAL_WIDTH, round(float(np.linalg.norm(corners[1] - corners[0]))))
    height = max(6, round(width * SEVEN.size[1] / SEVEN.size[0]))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    homography = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    flat = cv2.warpPerspective(image, homography, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(flat, np.uint8)


def _shrink(flat: Pixels, width: int) -> Pixels:
    if width >= flat.shape[1]:
        return flat
    height = max(6, round(width * flat.shape[0] / flat.shape[1]))
    return np.asarray(cv2.resize(flat, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
