"""``metadata.csv`` of a data set: each image's plate, and what is known of it from the tables beside it."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from plateocr.data.ccpd_output import TABLE_NAME
from plateocr.data.folder import LabelledPicture
from plateocr.errors import DataError
from plateocr.synth.pool import SIDECAR_NAME

Row = dict[str, object]
_CORNERS = ("left_top", "right_top", "right_bottom", "left_bottom")
CORNER_COLUMNS = tuple(f"{corner}_{axis}" for corner in _CORNERS for axis in "xy")


def metadata_rows(pictures: Sequence[LabelledPicture], root: Path) -> list[Row]:
    """A row an image: file_name relative to ``root``, plate, corners in pixels of the image, CCPD's notes on its photo.

    Raises DataError when a table beside the images is damaged.
    """
    folders = {picture.path.parent for picture in pictures}
    corners = {folder: _corners(folder) for folder in folders}
    photos = {folder: _photos(folder) for folder in folders}
    rows = []
    for picture in pictures:
        folder, name = picture.path.parent, picture.path.name
        row: Row = {"file_name": picture.path.relative_to(root).as_posix(), "plate": picture.plate}
        rows.append(row | corners[folder].get(name, {}) | photos[folder].get(name, {}))
    return rows


def columns_of(rows: Iterable[Row]) -> list[str]:
    """All columns of the rows, in the order of their first use."""
    return list(dict.fromkeys(column for row in rows for column in row))


def write_metadata(rows: Sequence[Row], columns: Sequence[str], path: Path) -> None:
    """Write rows as CSV in UTF-8; what a row does not know is left empty."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_sidecar(folder: Path, kept: set[str], path: Path) -> None:
    """Write ``synth.parquet`` of a folder with the rows of the files that are ``kept``. Raises DataError."""
    import pandas as pd

    try:
        table = pd.read_parquet(folder / SIDECAR_NAME)
        table[table["file"].isin(kept)].to_parquet(path, index=False)
    except (OSError, ValueError, KeyError) as error:
        raise DataError(f"{folder / SIDECAR_NAME} cannot be read; make the folder again, or remove it.") from error


def _corners(folder: Path) -> dict[str, Row]:
    """The corners in ``synth.parquet``, by file name."""
    path = folder / SIDECAR_NAME
    if not path.is_file():
        return {}
    import pandas as pd

    try:
        table = pd.read_parquet(path, columns=["file", "corners"])
    except (OSError, ValueError, KeyError) as error:
        raise DataError(f"{path} cannot be read; make the folder again, or remove it.") from error
    return {
        file: dict(zip(CORNER_COLUMNS, map(float, corners), strict=True))
        for file, corners in zip(table["file"], table["corners"], strict=True)
    }


def _photos(folder: Path) -> dict[str, Row]:
    """What ``annotations.csv`` says of the photos that crops were cut from, by file name."""
    path = folder / TABLE_NAME
    if not path.is_file():
        return {}
    try:
        with path.open(encoding="utf-8", newline="") as file:
            table = list(csv.DictReader(file))
        return {
            row["file"]: {f"photo_{name}": value for name, value in row.items() if name not in ("file", "plate")}
            for row in table
        }
    except (OSError, ValueError, KeyError) as error:
        raise DataError(f"{path} cannot be read as a table; make the folder again, or remove it.") from error
