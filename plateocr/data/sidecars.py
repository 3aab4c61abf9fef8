"""Sidecar tables, with one row per image, which are copied along with some of the images."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from plateocr.data.ccpd_output import TABLE_NAME
from plateocr.errors import DataError
from plateocr.files import replace_file, write_text

_FILE = "file"  # the column that names the image, relative to the table


def copy_sidecars(root: Path, images: Iterable[Path], target: Path) -> None:
    """Copy the sidecar rows of ``images``, which are under ``root``, to the same places under ``target``.

    Sidecars are ``synth.parquet``, by which training tells synthesised plates from real ones, and ``annotations.csv``,
    if it names files like ``plateocr data ccpd``. Raises DataError if one cannot be read, OutputError if its copy
    cannot be written.
    """
    from plateocr.synth.pool import SIDECAR_NAME

    by_folder: dict[Path, set[str]] = defaultdict(set)
    for image in images:
        by_folder[image.parent].add(image.name)
    for folder, names in by_folder.items():
        beside = target / folder.relative_to(root)
        if (folder / SIDECAR_NAME).is_file():
            copy_rows(folder / SIDECAR_NAME, names, beside / SIDECAR_NAME)
        if (folder / TABLE_NAME).is_file():
            _copy_csv(folder / TABLE_NAME, names, beside / TABLE_NAME)


def copy_rows(source: Path, names: set[str], target: Path) -> None:
    """Copy the rows of the images ``names`` from a table such as ``synth.parquet`` to ``target``.

    Raises DataError if it cannot be read, OutputError if its copy cannot be written.
    """
    import pandas as pd

    try:
        table = pd.read_parquet(source)
        rows = table[table[_FILE].isin(names)]
    except (OSError, ValueError, KeyError) as error:
        raise DataError(f"{source} is not a table of images: {error}.") from error
    with replace_file(target) as temporary:
        rows.to_parquet(temporary, index=False)


def _copy_csv(source: Path, names: set[str], target: Path) -> None:
    try:
        with source.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            header = list(reader.fieldnames or ())
            if _FILE not in header:  # another table of the same name
                return
            rows = [row for row in reader if row[_FILE] in names]
    except (OSError, ValueError, csv.Error) as error:
        raise DataError(f"{source} cannot be read as a table: {error}.") from error
    lines = io.StringIO(newline="")
    writer = csv.DictWriter(lines, header, restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    write_text(target, lines.getvalue())
