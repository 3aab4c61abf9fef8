"""A folder of labelled images, made by several processes: shared by single plates and plates in scenes."""

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pandas as pd

from plateocr.errors import PlateOcrError
from plateocr.files import replace_file
from plateocr.outputs import claim_folder

SIDECAR_NAME = "synth.parquet"
# Images or scenes per chunk, which one process makes.
CHUNK = 250

Row = dict[str, Any]

_faults: list[PlateOcrError] = []


def write_in_pool(
    folder: Path,
    made_by: str,
    count: int,
    write_chunk: Callable[[range], list[Row]],
    start_worker: Callable[[], None],
    columns: list[str] | None = None,
    workers: int | None = None,
    on_progress: Callable[[int], None] = lambda _: None,
    *,
    overwrite: bool = False,
) -> pd.DataFrame:
    """Make images numbered 0 to ``count`` - 1 in ``folder`` in parallel; returns their table, ``synth.parquet``.

    made_by: the command. write_chunk: makes the images with the given numbers and returns a row for each; it and
    ``start_worker``, called once per process, are sent to other processes. columns: those of the table, in case there
    are no rows. workers: processes, by default one per core. on_progress: called with how many numbers are done.
    overwrite: replace what the command wrote there before. Raises DataError if the folder has other files, or earlier
    images and ``overwrite`` is not set.
    """
    chunks = [range(start, min(start + CHUNK, count)) for start in range(0, count, CHUNK)]
    rows: list[Row] = []
    with claim_folder(folder, made_by, overwrite=overwrite, again=False) as output:
        pool = ProcessPoolExecutor(
            workers or os.cpu_count(),
            mp_context=get_context("spawn"),  # a forked process hangs if OpenCV's threads were used before
            initializer=partial(_start, start_worker),
        )
        with pool:
            for chunk, made in zip(chunks, pool.map(partial(_make, write_chunk), chunks), strict=True):
                output.remember(row["file"] for row in made)
                rows += made
                on_progress(chunk.stop)
        table = pd.DataFrame(rows, columns=columns)
        with replace_file(output.claim(SIDECAR_NAME)) as temporary:
            table.to_parquet(temporary, index=False)
    return table


def _start(start_worker: Callable[[], None]) -> None:
    """Keep user errors for the first chunk: a pool whose processes fail to start does not report why."""
    try:
        start_worker()
    except PlateOcrError as error:
        _faults.append(error)


def _make(write_chunk: Callable[[range], list[Row]], numbers: range) -> list[Row]:
    if _faults:
        raise _faults[0]
    return write_chunk(numbers)
