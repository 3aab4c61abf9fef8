"""Plates cut out of composed scenes, as a locator cuts them out of photos: a folder for the framing network and the
readers to learn from.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pandas as pd

from plateocr.data.folder import LabelledPicture, list_pictures, plates_of
from plateocr.data.names import read_name
from plateocr.data.province_swap import ProvinceSwap
from plateocr.errors import DataError
from plateocr.files import replace_file
from plateocr.picture import open_picture
from plateocr.reading.locate import PlateKind
from plateocr.synth.glyphs import GlyphSet, drawn_glyphs, load_glyphs
from plateocr.synth.write import SIDECAR_NAME, write_jpeg
from plateocr.training.scene_compose import CANVAS, Material, PlateTarget, compose
from plateocr.training.scene_plates import Pixels, cut_real_plates, draw_plates, labelled_pictures
from plateocr.training.scene_sources import Scene, load_scenes

_CHUNK = 250  # scenes for which plates are drawn and cut anew
_DRAWN, _REAL = 300, 200
_SWAPPED_SHARE = 0.6
# Pixels of width below which a plate cannot be read, and grey levels (standard deviation) below which it is invisible.
_LEAST_WIDTH, _LEAST_CONTRAST = 46.0, 9.0
# What is cut around the plate's upright box, in shares of the plate's width and height: least and most, and how far off
# a locator's box is (standard deviation).
_MARGINS = ((0.02, 0.04), (0.16, 0.26))
_OFF = (0.03, 0.06)
_MOST_OUTSIDE = 0.02
_QUALITY = 97
# CCPD's photos are nearly all of one province: of its plates this share is kept.
_MOST_FREQUENT, _KEPT_SHARE = "皖", 0.3


@dataclass(frozen=True)
class SceneCropSources:
    """What scenes are composed of (see training.scene_compose.Material), as folders.

    data: annotated photos. exclude: folders of labelled pictures whose plates are left out. plates: folders of labelled
    crops. clutter: a folder of pictures that are no plates. glyphs: a folder of glyph pictures to draw half of the
    plates with; the built-in ones draw the rest.
    """

    data: tuple[Path, ...]
    exclude: tuple[Path, ...] = ()
    plates: tuple[Path, ...] = ()
    clutter: Path | None = None
    glyphs: Path | None = None


def write_scene_crops(
    folder: Path,
    scenes: int,
    sources: SceneCropSources,
    seed: int = 0,
    workers: int | None = None,
    on_progress: Callable[[int], None] = lambda _: None,
) -> pd.DataFrame:
    """Compose ``scenes`` scenes and write the seven-character plates in them to ``folder``; returns the table.

    Crops are named ``NNNNNNM-PLATE.jpg``, plate M of scene N, and ``synth.parquet`` gives the corners of each, as in
    the folders of ``plateocr synth``. What scene N shows depends on ``seed`` and N alone. ``on_progress`` gets the
    number of scenes done. Raises DataError when ``folder`` holds pictures or ``sources`` has no annotated photos.
    """
    if folder.exists() and any(folder.glob("*.jpg")):
        raise DataError(f"{folder} already holds pictures; give a new folder, or delete it first.")
    if sources.glyphs is not None:
        load_glyphs(sources.glyphs)  # a fault in the glyphs is said here, once, and not by every worker
    folder.mkdir(parents=True, exist_ok=True)
    pool = ProcessPoolExecutor(
        workers or os.cpu_count(),
        mp_context=get_context("spawn"),  # a fork of a process that has used OpenCV's threads hangs
        initializer=_start_worker,
        initargs=(sources,),
    )
    rows: list[dict[str, Any]] = []
    starts = range(0, scenes, _CHUNK)
    with pool:
        chunks = pool.map(_write_chunk, *zip(*((folder, start, scenes, seed) for start in starts), strict=True))
        for start, made in zip(starts, chunks, strict=True):
            rows += made
            on_progress(min(scenes, start + _CHUNK))
    table = pd.DataFrame(rows, columns=["file", "plate", "corners"])
    with replace_file(folder / SIDECAR_NAME) as temporary:
        table.to_parquet(temporary, index=False)
    return table


class SceneComposer:
    """Composes scenes from sources, with other plates in each chunk."""

    def __init__(self, sources: SceneCropSources) -> None:
        held = plates_of(sources.exclude)
        self._scenes: list[Scene] = [scene for scene in load_scenes(sources.data) if scene.plate not in held]
        self._glyphs: list[GlyphSet] = [drawn_glyphs(), *([load_glyphs(sources.glyphs)] if sources.glyphs else [])]
        self._pictures: list[LabelledPicture] = labelled_pictures(sources.plates, held)
        clutter = list_pictures(sources.clutter) if sources.clutter else []
        self._patches = [np.asarray(open_picture(path)) for path in clutter]

    def material(self, seed: int, chunk: int) -> Material:
        """The material of one chunk: the same photos, other plates."""
        rng = np.random.default_rng([seed, chunk])
        glyphs = self._glyphs[chunk % len(self._glyphs)]
        chosen = rng.permutation(len(self._pictures))[:_REAL]
        swap = ProvinceSwap(_SWAPPED_SHARE, self._glyphs)
        real = cut_real_plates([self._pictures[int(place)] for place in chosen], swap, int(rng.integers(2**31)))
        return Material(
            self._scenes, draw_plates(glyphs, _DRAWN, int(rng.integers(2**31))), real, self._patches, glyphs
        )


_composers: list[SceneComposer] = []


def _start_worker(sources: SceneCropSources) -> None:
    cv2.setNumThreads(1)
    _composers[:] = [SceneComposer(sources)]


def _write_chunk(folder: Path, start: int, scenes: int, seed: int) -> list[dict[str, Any]]:
    material = _composers[0].material(seed, start // _CHUNK)
    rows = []
    for number in range(start, min(start + _CHUNK, scenes)):
        rng = np.random.default_rng([seed, 1, number])
        pixels, plates = compose(material, rng)
        for place, (crop, corners, text) in enumerate(located_crops(pixels, plates, rng)):
            name = f"{number:06d}{place}-{text}.jpg"
            write_jpeg(folder / name, crop, _QUALITY)
            rows.append({"file": name, "plate": text, "corners": corners.round(2).ravel().tolist()})
    return rows


def located_crops(
    scene: Pixels, plates: list[PlateTarget], rng: np.random.Generator
) -> Iterator[tuple[Pixels, npt.NDArray[np.float64], str]]:
    """The plates of a scene that can be read, each cut out about as a locator would, with corners in the crop's pixels.

    Those of other kinds are left out, and the too small, the invisible, those that stick out of the scene, and most of
    the province that is far more frequent than all others.
    """
    for plate in plates:
        low, high = plate.corners.min(axis=0), plate.corners.max(axis=0)
        size = high - low
        readable = plate.kind == PlateKind.SEVEN and read_name(f"{plate.text}.jpg").fault is None
        outside = (np.maximum(-low, high - CANVAS) / size).max() > _MOST_OUTSIDE
        dropped = plate.text[:1] == _MOST_FREQUENT and rng.random() >= _KEPT_SHARE
        if not readable or outside or dropped or size[0] < _LEAST_WIDTH:
            continue
        margins = rng.uniform(*_MARGINS, (2, 2)) + rng.normal(0, _OFF, (2, 2))
        left, top = np.maximum(np.floor(low - margins[0] * size), 0).astype(int)
        right, bottom = np.minimum(np.ceil(high + margins[1] * size), CANVAS).astype(int)
        crop = scene[top:bottom, left:right]
        if float(crop.mean(axis=2).std()) >= _LEAST_CONTRAST:
            yield crop, plate.corners - (left, top), plate.text
