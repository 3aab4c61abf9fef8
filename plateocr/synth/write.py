"""A folder of synthesised plates: labelled JPEGs and a sidecar table with the settings of each."""

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pandas as pd

from plateocr.errors import ImageError
from plateocr.files import replace_file
from plateocr.outputs import mark_file
from plateocr.plates import PlateKind
from plateocr.synth.camera import photograph, random_settings
from plateocr.synth.choice import ALL, FOREIGN
from plateocr.synth.foreign import draw_foreign
from plateocr.synth.glyphs import GlyphSet, drawn_glyphs, load_glyphs
from plateocr.synth.kinds import draw_flat, random_kind
from plateocr.synth.plate import Pixels
from plateocr.synth.pool import write_in_pool

_glyphs: GlyphSet = {}


def write_plates(
    folder: str | Path,
    count: int,
    seed: int = 0,
    *,
    glyphs: str | Path | None = None,
    hardness: tuple[float, float] | None = None,
    kind: str = PlateKind.BLUE,
    issued: bool = False,
    workers: int | None = None,
    on_progress: Callable[[int], None] = lambda _: None,
    overwrite: bool = False,
) -> pd.DataFrame:
    """Write ``count`` images named ``NNNNNN-PLATE.jpg`` and ``synth.parquet`` into ``folder``; returns that table.

    Image N depends only on ``seed`` and N, not on ``count`` or ``workers``. ``glyphs`` is a folder of glyph images to
    use instead of the built-in ones. ``kind`` is that of all plates; "all" mixes the kinds that are read, "foreign"
    makes plates that are not. ``issued``: only numbers that are issued. ``hardness`` = (first, last), each 0..1, is
    interpolated from the first to the last image; None draws it at random for each. ``on_progress`` is called with the
    number written so far. ``overwrite`` replaces the images that an earlier call wrote there. Raises DataError if
    ``folder`` has other files, or the glyphs are incomplete.
    """
    target = Path(folder)
    if glyphs is not None:
        load_glyphs(glyphs)  # so that an error is raised once, and not by every process
    chunk = partial(_write_chunk, target, seed, count, hardness, kind, issued)
    start = partial(_start_worker, glyphs)
    return write_in_pool(target, "plateocr synth", count, chunk, start, None, workers, on_progress, overwrite=overwrite)


def write_jpeg(path: Path, pixels: Pixels, quality: int) -> None:
    """Write RGB ``pixels`` (H, W, 3) atomically, after marking the file as an output.

    Raises ImageError if they cannot be encoded, OutputError if they cannot be written.
    """
    encoded, data = cv2.imencode(".jpg", pixels[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not encoded:
        raise ImageError(f"{path.name} could not be encoded as JPEG.")
    mark_file(path)
    with replace_file(path) as temporary:
        temporary.write_bytes(data.tobytes())


def _start_worker(glyphs: str | Path | None) -> None:
    cv2.setNumThreads(1)
    _glyphs.update(drawn_glyphs() if glyphs is None else load_glyphs(glyphs))


def _write_chunk(
    folder: Path, seed: int, count: int, hardness: tuple[float, float] | None, kind: str, issued: bool, numbers: range
) -> list[dict[str, Any]]:
    return [_write_one(folder, number, seed, _hardness_of(number, count, hardness), kind, issued) for number in numbers]


def _hardness_of(number: int, count: int, hardness: tuple[float, float] | None) -> float | None:
    if hardness is None:
        return None
    first, last = hardness
    return first + (last - first) * number / max(1, count - 1)


def _write_one(folder: Path, number: int, seed: int, hardness: float | None, kind: str, issued: bool) -> dict[str, Any]:
    rng = np.random.default_rng([seed, number])
    settings = random_settings(rng, hardness)
    if kind == FOREIGN:
        flat, text = draw_foreign(rng, _glyphs), ""
    else:
        kind = random_kind(rng) if kind == ALL else kind
        flat, text = draw_flat(PlateKind(kind), rng, _glyphs, settings.hardness, issued=issued)
    image, corners = photograph(flat, settings)
    name = f"{number:06d}-{text or FOREIGN}.jpg"
    write_jpeg(folder / name, image, settings.jpeg_quality)
    row = {"file": name, "plate": text, "kind": str(kind), "corners": corners.round(2).ravel().tolist()}
    return row | asdict(settings)
