"""A folder of labelled images, made by several processes: what is the same for plates alone and plates of scenes."""

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
# Images or scenes that a process makes at a time.
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
    """Have processes make images numbered 0 to ``count`` - 1 in ``folder``; returns their table, ``synth.parquet``.

    made_by: the command. write_chunk: makes the images of some numbers and returns a row for each; it and
    ``start_worker``, called once a process, are sent to other processes. columns: of the table, where there may be no
    row. workers: processes, one a core by default. on_progress: gets how many numbers are done. overwrite: replace what
    the command wrote there before.
    Raises DataError when the folder holds other files, or earlier images and ``overwrite`` is not asked for.
    """
    chunks = [range(start, min(start + CHUNK, count)) for start in range(0, count, CHUNK)]
    rows: list[Row] = []
    with claim_folder(folder, made_by, overwrite=overwrite, again=False) as output:
        pool = ProcessPoolExecutor(
            workers or os.cpu_count(),
            mp_context=get_context("spawn"),  # a fork of a process that has used OpenCV's threads hangs
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
    """What a user can mend is told with the first chunk: a pool whose processes cannot start says only that."""
    try:
        start_worker()
    except PlateOcrError as error:
        _faults.append(error)


def _make(write_chunk: Callable[[range], list[Row]], numbers: range) -> list[Row]:
    if _faults:
        raise _faults[0]
    return write_chunk(numbers)
