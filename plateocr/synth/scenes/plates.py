"""Flat plates to paste onto scenes: drawn ones of all kinds, and real ones cut out of labelled crops."""

from collections.abc import Iterable, Sequence
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
from plateocr.plates import ORDINARY, SPECS, Layout, PlateKind
from plateocr.shipped import DEFAULT_RECTIFIER
from plateocr.synth.foreign import draw_foreign
from plateocr.synth.glyphs import GlyphSet
from plateocr.synth.kinds import draw_flat, random_kind
from plateocr.synth.scenes.paste import shrink_to


@dataclass(frozen=True, eq=False)
class FlatPlate:
    """A plate seen from the front, (H, W, 3) RGB uint8.

    text: '' if it is not read. kind: None if it is not known or the plate is not read. size: in millimetres, or any
    unit.
    """

    pixels: Pixels
    text: str
    layout: Layout = Layout.SEVEN
    kind: PlateKind | None = None
    size: tuple[int, int] = ORDINARY.size


_DRAWN_WIDTH, _REAL_WIDTH = 330, 240  # maximum widths of flat plates in memory, in pixels
_FOREIGN_SHARE = 0.08


def draw_plates(glyphs: GlyphSet, count: int, seed: int) -> list[FlatPlate]:
    """``count`` drawn plates, most of kinds that are read; plate N depends only on ``seed`` and N."""
    return [_draw(np.random.default_rng([seed, number]), glyphs) for number in range(count)]


def _draw(rng: np.random.Generator, glyphs: GlyphSet) -> FlatPlate:
    if rng.random() < _FOREIGN_SHARE:
        flat = draw_foreign(rng, glyphs)
        return FlatPlate(shrink_to(flat, _DRAWN_WIDTH), "", Layout.OTHER, size=(flat.shape[1], flat.shape[0]))
    kind = random_kind(rng)
    flat, text = draw_flat(kind, rng, glyphs)
    spec = SPECS[kind]
    return FlatPlate(shrink_to(flat, _DRAWN_WIDTH), text, spec.layout, kind, spec.size)


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
    """The labelled crops in folders that show ordinary plates in one row, which are for training."""
    images = [one for folder in folders for one in PlateFolder.scan(folder).images]
    return [one for one in images if ORDINARY.accepts(one.plate) and sides.of(one.plate) == "train"]


def _straighten(image: Pixels, corners: Quad) -> Pixels:
    width = min(_REAL_WIDTH, round(float(np.linalg.norm(corners[1] - corners[0]))))
    height = max(6, round(width * ORDINARY.size[1] / ORDINARY.size[0]))
    size = (width, height)
    return warp(image, homography(rectangle(size), corners), size)
