"""A folder of synthesised plates: labelled JPEGs and a sidecar table of how each was made."""

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pandas as pd

from plateocr.errors import DataError, PictureError
from plateocr.files import replace_file
from plateocr.synth.camera import photograph, random_settings
from plateocr.synth.glyphs import GlyphSet, drawn_glyphs, load_glyphs
from plateocr.synth.plate import Pixels, paint_mask, random_text

SIDECAR_NAME = "synth.parquet"
_CHUNK = 250

_glyphs: GlyphSet = {}


def write_plates(
    folder: str | Path,
    count: int,
    seed: int = 0,
    *,
    glyphs: str | Path | None = None,
    hardness: tuple[float, float] | None = None,
    workers: int | None = None,
    on_progress: Callable[[int], None] | None = None,
) -> pd.DataFrame:
    """Write ``count`` pictures named ``NNNNNN-PLATE.jpg`` and ``synth.parquet`` into ``folder``; returns that table.

    Picture number N depends on ``seed`` and N alone, not on ``count`` or ``workers``. ``glyphs`` is a folder of glyph
    pictures to draw with instead of the built-in ones. ``hardness`` = (first, last), each 0..1, makes the pictures
    from that easy to that hard, evenly; None draws it for each. ``on_progress`` gets the number written so far.
    Raises DataError when ``folder`` already holds other pictures or the glyphs are incomplete.
    """
    target = Path(folder)
    if target.exists() and any(target.glob("*.jpg")):
        raise DataError(f"{target} already holds pictures; give a new folder, or delete it first.")
    if glyphs is not None:
        load_glyphs(glyphs)  # a fault in the glyphs is said here, once, and not by every worker
    target.mkdir(parents=True, exist_ok=True)
    chunks = [range(start, min(start + _CHUNK, count)) for start in range(0, count, _CHUNK)]
    rows: list[dict[str, Any]] = []
    pool = ProcessPoolExecutor(
        workers or os.cpu_count(),
        mp_context=get_context("spawn"),  # a fork of a process that has used OpenCV's threads hangs
        initializer=_start_worker,
        initargs=(glyphs,),
    )
    with pool:
        for made in pool.map(
            _write_chunk, *zip(*((target, chunk, seed, count, hardness) for chunk in chunks), strict=True)
        ):
            rows += made
            if on_progress:
                on_progress(len(rows))
    table = pd.DataFrame(rows)
    with replace_file(target / SIDECAR_NAME) as temporary:
        table.to_parquet(temporary, index=False)
    return table


def write_jpeg(path: Path, pixels: Pixels, quality: int) -> None:
    """Write RGB ``pixels`` (H, W, 3), whole or not at all. Raises PictureError when they cannot be encoded."""
    encoded, data = cv2.imencode(".jpg", pixels[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not encoded:
        raise PictureError(f"{path.name} could not be encoded as JPEG.")
    with replace_file(path) as temporary:
        temporary.write_bytes(data.tobytes())


def _start_worker(glyphs: str | Path | None) -> None:
    cv2.setNumThreads(1)
    _glyphs.update(drawn_glyphs() if glyphs is None else load_glyphs(glyphs))


def _write_chunk(
    folder: Path, numbers: range, seed: int, count: int, hardness: tuple[float, float] | None
) -> list[dict[str, Any]]:
    return [_write_one(folder, number, seed, _hardness_of(number, count, hardness)) for number in numbers]


def _hardness_of(number: int, count: int, hardness: tuple[float, float] | None) -> float | None:
    if hardness is None:
        return None
    first, last = hardness
    return first + (last - first) * number / max(1, count - 1)


def _write_one(folder: Path, number: int, seed: int, hardness: float | None) -> dict[str, Any]:
    rng = np.random.default_rng([seed, number])
    text = random_text(rng)
    settings = random_settings(rng, hardness)
    picture, corners = photograph(paint_mask(text, _glyphs), settings)
    name = f"{number:06d}-{text}.jpg"
    write_jpeg(folder / name, picture, settings.jpeg_quality)
    return {"file": name, "plate": text, "corners": corners.round(2).ravel().tolist(), **asdict(settings)}
