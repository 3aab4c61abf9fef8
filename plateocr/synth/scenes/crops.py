"""Plates cut out of composed scenes as a detector would cut them out: for the rectifier and the recognisers."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import pandas as pd

from plateocr.augment.province_swap import ProvinceSwap
from plateocr.geometry.quads import box_of, iou
from plateocr.geometry.warps import Pixels
from plateocr.plates import Layout, spec_of
from plateocr.synth.glyphs import load_glyphs
from plateocr.synth.pool import CHUNK, Row, write_in_pool
from plateocr.synth.scenes.compose import CANVAS, Material, PlateTarget, compose
from plateocr.synth.scenes.material import SceneFolders, SceneStock
from plateocr.synth.scenes.plates import cut_real_plates, draw_plates
from plateocr.synth.write import write_jpeg

# Drawn and real plates per chunk of scenes.
_DRAWN, _REAL = 300, 200
_SWAPPED_SHARE = 0.6
# Pixels of width below which a plate cannot be read, and grey levels (standard deviation) below which it is invisible.
_LEAST_WIDTH, _LEAST_CONTRAST = 46.0, 9.0  # the width of seven characters
_SHORTEST = 5  # characters, for the width of plates that are not read
# The margin around the plate's upright box, in shares of the plate's width and height: least and most, and the standard
# deviation of a detector's error.
_MARGINS = ((0.02, 0.04), (0.16, 0.26))
_OFF = (0.03, 0.06)
_MOST_OUTSIDE = 0.02
_QUALITY = 97
# Scenes of which a part without a plate is cut out too, and that part's width in pixels and aspect ratio.
_NOTHING_SHARE, _NOTHING_WIDTH, _NOTHING_ASPECT = 0.3, (40.0, 200.0), (1.6, 5.0)
_TRIES, _EDGE = 20, 0.03
# What such a part is called in place of a layout.
NOTHING = "nothing"
# Nearly all CCPD photos are from one province; this share of its plates is kept.
_MOST_FREQUENT, _KEPT_SHARE = "皖", 0.3


def write_scene_crops(
    folder: Path,
    scenes: int,
    sources: SceneFolders,
    seed: int = 0,
    workers: int | None = None,
    on_progress: Callable[[int], None] = lambda _: None,
    *,
    overwrite: bool = False,
) -> pd.DataFrame:
    """Compose ``scenes`` scenes and write the plates in them that can be read to ``folder``; returns the table.

    Photos are those that the detector is trained on; validation and test photos are held out here too. Half of the
    drawn plates use the glyphs of ``sources``, if there are any. Crops are named ``NNNNNNM-PLATE.jpg``, plate M of
    scene N, and ``synth.parquet`` has the corners of each, as in the folders of ``plateocr synth``. Scene N depends
    only on ``seed`` and N. ``on_progress`` is called with the number of scenes done. ``overwrite`` replaces the images
    that an earlier call wrote there. Raises DataError if ``folder`` has other files, or ``sources`` too few annotated
    photos.
    """
    if sources.glyphs is not None:
        load_glyphs(sources.glyphs)  # so that an error is raised once, and not by every process
    chunk = partial(_write_chunk, folder, seed)
    columns = ["file", "plate", "kind", "layout", "corners"]
    start = partial(_start_worker, sources)
    return write_in_pool(
        folder, "plateocr train", scenes, chunk, start, columns, workers, on_progress, overwrite=overwrite
    )


_stock: list[SceneStock] = []


def _start_worker(sources: SceneFolders) -> None:
    cv2.setNumThreads(1)
    _stock[:] = [SceneStock(sources)]


def _write_chunk(folder: Path, seed: int, numbers: range) -> list[Row]:
    material = chunk_material(_stock[0], seed, numbers.start // CHUNK)
    rows = []
    for number in numbers:
        rng = np.random.default_rng([seed, 1, number])
        pixels, plates = compose(material, rng)
        for place, (crop, plate) in enumerate(detected_crops(pixels, plates, rng)):
            name = f"{number:06d}{place}-{plate.text or plate.layout}.jpg"
            write_jpeg(folder / name, crop, _QUALITY)
            row: Row = {"file": name, "plate": plate.text, "kind": str(plate.kind or ""), "layout": str(plate.layout)}
            rows.append(row | {"corners": plate.corners.round(2).ravel().tolist()})
        if rng.random() < _NOTHING_SHARE:
            name = f"{number:06d}{len(plates)}-{NOTHING}.jpg"
            write_jpeg(folder / name, _without_plate(pixels, plates, rng), _QUALITY)
            row = {"file": name, "plate": "", "kind": "", "layout": NOTHING}
            rows.append(row | {"corners": None})
    return rows


def chunk_material(stock: SceneStock, seed: int, chunk: int) -> Material:
    """The material for one chunk of scenes: the same photos, with different plates."""
    rng = np.random.default_rng([seed, chunk])
    glyphs = stock.glyphs[chunk % len(stock.glyphs)]
    chosen = rng.permutation(len(stock.crops))[:_REAL]
    swap = ProvinceSwap(_SWAPPED_SHARE, stock.glyphs)
    crops = [stock.crops[int(place)] for place in chosen]
    real = cut_real_plates(crops, swap, int(rng.integers(2**31)), stock.rectifier)
    drawn = draw_plates(glyphs, _DRAWN, int(rng.integers(2**31)))
    return Material(stock.parts.train, drawn, real, stock.patches, glyphs)


def detected_crops(
    scene: Pixels, plates: list[PlateTarget], rng: np.random.Generator
) -> Iterator[tuple[Pixels, PlateTarget]]:
    """The plates of a scene, each cut out roughly as a detector would, with corners in pixels of the crop.

    Left out are plates that are too small to be read, invisible, or extend beyond the scene, and most plates of the
    province that is far more frequent than all others. Texts that no kind of plate has, such as names of files, become
    ''.
    """
    for plate in plates:
        low, high = plate.corners.min(axis=0), plate.corners.max(axis=0)
        size = high - low
        text = plate.text if spec_of(plate.text, plate.layout) else ""
        outside = (np.maximum(-low, high - CANVAS) / size).max() > _MOST_OUTSIDE
        dropped = text[:1] == _MOST_FREQUENT and rng.random() >= _KEPT_SHARE
        readable = bool(text) or plate.layout == Layout.OTHER
        if not readable or outside or dropped or size[0] < _LEAST_WIDTH * max(_SHORTEST, plate.layout.characters) / 7:
            continue
        margins = rng.uniform(*_MARGINS, (2, 2)) + rng.normal(0, _OFF, (2, 2))
        left, top = np.maximum(np.floor(low - margins[0] * size), 0).astype(int)
        right, bottom = np.minimum(np.ceil(high + margins[1] * size), CANVAS).astype(int)
        crop = scene[top:bottom, left:right]
        if float(crop.mean(axis=2).std()) >= _LEAST_CONTRAST:
            yield crop, replace(plate, corners=plate.corners - (left, top), text=text)


def _without_plate(scene: Pixels, plates: Sequence[PlateTarget], rng: np.random.Generator) -> Pixels:
    """A part of a scene that is shaped like a plate and shows at most the edge of one."""
    for _ in range(_TRIES):
        width = float(np.exp(rng.uniform(*np.log(_NOTHING_WIDTH))))
        height = width / rng.uniform(*_NOTHING_ASPECT)
        left, top = (int(one) for one in rng.uniform((0, 0), (CANVAS - width, CANVAS - height)))
        box = (left, top, left + int(width), top + int(height))
        if all(iou(box, box_of(plate.corners)) < _EDGE for plate in plates):
            break
    return scene[box[1] : box[3], box[0] : box[2]]
