"""A folder of labelled pictures, made by several processes: what is the same for plates alone and plates of scenes."""

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pandas as pd

from plateocr.errors import DataError
from plateocr.files import replace_file
from plateocr.synth.glyphs import load_glyphs

SIDECAR_NAME = "synth.parquet"
# Pictures or scenes that a process makes at a time.
CHUNK = 250

Row = dict[str, Any]


def check_new(folder: Path, glyphs: str | Path | None) -> None:
    """Raises DataError when ``folder`` already holds pictures, or the folder ``glyphs`` is no complete set: said here,
    once, and not by every process.
    """
    if folder.exists() and any(folder.glob("*.jpg")):
        raise DataError(f"{folder} already holds pictures; give a new folder, or delete it first.")
    if glyphs is not None:
        load_glyphs(glyphs)


def write_in_pool(
    folder: Path,
    count: int,
    write_chunk: Callable[[range], list[Row]],
    start_worker: Callable[[], None],
    columns: list[str] | None = None,
    workers: int | None = None,
    on_progress: Callable[[int], None] = lambda _: None,
) -> pd.DataFrame:
    """Have processes make pictures numbered 0 to ``count`` - 1 in ``folder``; returns their table, ``synth.parquet``.

    write_chunk: makes the pictures of some numbers and returns a row for each; it and ``start_worker``, called once a
    process, are sent to other processes. columns: of the table, where there may be no row. workers: processes, one a
    core by default. on_progress: gets how many numbers are done.
    """
    folder.mkdir(parents=True, exist_ok=True)
    chunks = [range(start, min(start + CHUNK, count)) for start in range(0, count, CHUNK)]
    rows: list[Row] = []
    pool = ProcessPoolExecutor(
        workers or os.cpu_count(),
        mp_context=get_context("spawn"),  # a fork of a process that has used OpenCV's threads hangs
        initializer=start_worker,
    )
    with pool:
        for chunk, made in zip(chunks, pool.map(write_chunk, chunks), strict=True):
            rows += made
            on_progress(chunk.stop)
    table = pd.DataFrame(rows, columns=columns)
    with replace_file(folder / SIDECAR_NAME) as temporary:
        table.to_parquet(temporary, index=False)
    return table
