"""The ``metadata.csv`` of a data set: each image's plate, and what the sidecar tables say about it."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from plateocr.data.ccpd_output import CORNER_COLUMNS, TABLE_NAME
from plateocr.data.folder import LabelledImage
from plateocr.errors import DataError
from plateocr.hub.data import METADATA_NAME
from plateocr.synth.pool import SIDECAR_NAME

Row = dict[str, object]


def metadata_rows(places: Mapping[LabelledImage, str], root: Path) -> list[Row]:
    """One row per image: file_name, plate, corners in pixels of the image, CCPD's annotation of its photo.

    places: the file_name of each image. Other columns of a metadata.csv in ``root``, from an earlier pull, are kept.
    Raises DataError if a sidecar table is damaged.
    """
    folders = {image.path.parent for image in places}
    corners = {folder: _corners(folder) for folder in folders}
    photos = {folder: _photos(folder) for folder in folders}
    before = _table(root / METADATA_NAME, "file_name")
    rows = []
    for image, name in places.items():
        folder, file = image.path.parent, image.path.name
        known = before.get(image.path.relative_to(root).as_posix(), {}) | {"file_name": name, "plate": image.plate}
        rows.append(known | corners[folder].get(file, {}) | photos[folder].get(file, {}))
    return rows


def columns_of(rows: Iterable[Row]) -> list[str]:
    """All columns of the rows, in order of first appearance."""
    return list(dict.fromkeys(column for row in rows for column in row))


def write_metadata(rows: Sequence[Row], columns: Sequence[str], path: Path) -> None:
    """Write rows as CSV in UTF-8; missing values are left empty."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _corners(folder: Path) -> dict[str, Row]:
    """The corners in ``synth.parquet``, by file name."""
    path = folder / SIDECAR_NAME
    if not path.is_file():
        return {}
    import pandas as pd

    try:
        table = pd.read_parquet(path, columns=["file", "corners"])
    except (OSError, ValueError, KeyError) as error:
        raise DataError(f"{path} cannot be read; create the folder again, or delete this file.") from error
    return {
        file: dict(zip(CORNER_COLUMNS, map(float, corners), strict=True))
        for file, corners in zip(table["file"], table["corners"], strict=True)
    }


def _photos(folder: Path) -> dict[str, Row]:
    """What ``annotations.csv`` says about the photos that crops were cut from, by file name."""
    return {
        file: {f"photo_{name}": value for name, value in row.items() if name not in ("file", "plate")}
        for file, row in _table(folder / TABLE_NAME, "file").items()
    }


def _table(path: Path, key: str) -> dict[str, Row]:
    """The rows of a CSV file by one of its columns; empty if there is no such file. Raises DataError."""
    if not path.is_file():
        return {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return {row[key]: {**row} for row in csv.DictReader(file)}
    except (OSError, ValueError, KeyError, csv.Error) as error:
        raise DataError(f"{path} cannot be read as a table; create the folder again, or delete this file.") from error
