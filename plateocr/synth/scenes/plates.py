"""Flat plates to paste onto scenes: drawn ones of all kinds, and real ones cut out of labelled crops."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from plateocr.augment.province_swap import ProvinceSwap
from plateocr.data.folder import LabelledImage, PlateFolder
from plateocr.data.sides import Sides
from plateocr.errors import ImageError
from plateocr.geometry.crops import rectangle
from plateocr.geometry.quads import Quad, is_plate_shaped
from plateocr.geometry.warps import Pixels, homography, warp
from plateocr.images import open_image
from plateocr.pipeline.rectifier import Rectifier
from plateocr.plates import SEVEN, PlateKind
from plateocr.shipped import DEFAULT_RECTIFIER
from plateocr.synth.glyphs import GlyphSet
from plateocr.synth.kinds import DRAWINGS, draw_flat
from plateocr.synth.scenes.paste import shrink_to


@dataclass(frozen=True, eq=False)
class FlatPlate:
    """A plate seen from the front, (H, W, 3) RGB uint8, and its text."""

    pixels: Pixels
    text: str


FlatPlates = Mapping[PlateKind, Sequence[FlatPlate]]

_DRAWN_WIDTH, _REAL_WIDTH = 330, 240  # maximum widths of flat plates in memory, in pixels


def draw_plates(glyphs: GlyphSet, count: int, seed: int) -> dict[PlateKind, list[FlatPlate]]:
    """``count`` drawn plates, with kinds in the shares of KIND_SHARES; plate N depends only on ``seed`` and N."""
    flats: dict[PlateKind, list[FlatPlate]] = {kind: [] for kind in PlateKind}
    for number in range(count):
        rng = np.random.default_rng([seed, number])
        kind = random_kind(rng)
        flat, text = draw_flat(kind, rng, glyphs)
        flats[kind].append(FlatPlate(shrink_to(flat, _DRAWN_WIDTH), text))
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
            pixels = np.asarray(open_image(labelled.path))
        except ImageError:
            continue
        corners = straightening.corners([pixels])[0]
        if is_plate_shaped(corners):
            text = labelled.plate
            if swap:
                pixels, text = swap.maybe(pixels, corners, text, np.random.SeedSequence([seed, number]))
            flats.append(FlatPlate(_straighten(pixels, corners.astype(np.float64) * pixels.shape[1::-1]), text))
    return flats


def labelled_images(folders: Iterable[Path], sides: Sides) -> list[LabelledImage]:
    """The labelled crops in folders whose plates are for training."""
    return [one for folder in folders for one in PlateFolder.scan(folder).images if sides.of(one.plate) == "train"]


def random_kind(rng: np.random.Generator) -> PlateKind:
    """A kind of plate, in the shares of :data:`plateocr.synth.kinds.DRAWINGS`."""
    return list(DRAWINGS)[int(rng.choice(len(DRAWINGS), p=[drawing.share for drawing in DRAWINGS.values()]))]


def _straighten(image: Pixels, corners: Quad) -> Pixels:
    width = min(_REAL_WIDTH, round(float(np.linalg.norm(corners[1] - corners[0]))))
    height = max(6, round(width * SEVEN.size[1] / SEVEN.size[0]))
    size = (width, height)
    return warp(image, homography(rectangle(size), corners), size)
