"""``metadata.csv`` of a data set: each image's plate, and what is known of it from the tables beside it."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from plateocr.data.ccpd_output import TABLE_NAME
from plateocr.data.folder import LabelledImage
from plateocr.errors import DataError
from plateocr.hub.data import METADATA_NAME
from plateocr.synth.pool import SIDECAR_NAME

Row = dict[str, object]
_CORNERS = ("left_top", "right_top", "right_bottom", "left_bottom")
CORNER_COLUMNS = tuple(f"{corner}_{axis}" for corner in _CORNERS for axis in "xy")


def metadata_rows(places: Mapping[LabelledImage, str], root: Path) -> list[Row]:
    """A row an image: file_name, plate, corners in pixels of the image, CCPD's notes on its photo.

    ``places``: the file_name of each. What a metadata.csv in ``root``, of an earlier pull, says more of them stays.
    Raises DataError when a table beside the images is damaged.
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
    """All columns of the rows, in the order of their first use."""
    return list(dict.fromkeys(column for row in rows for column in row))


def write_metadata(rows: Sequence[Row], columns: Sequence[str], path: Path) -> None:
    """Write rows as CSV in UTF-8; what a row does not know is left empty."""
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
        raise DataError(f"{path} cannot be read; make the folder again, or remove it.") from error
    return {
        file: dict(zip(CORNER_COLUMNS, map(float, corners), strict=True))
        for file, corners in zip(table["file"], table["corners"], strict=True)
    }


def _photos(folder: Path) -> dict[str, Row]:
    """What ``annotations.csv`` says of the photos that crops were cut from, by file name."""
    return {
        file: {f"photo_{name}": value for name, value in row.items() if name not in ("file", "plate")}
        for file, row in _table(folder / TABLE_NAME, "file").items()
    }


def _table(path: Path, key: str) -> dict[str, Row]:
    """The rows of a CSV file by one of its columns; none where there is no such file. Raises DataError."""
    if not path.is_file():
        return {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return {row[key]: {**row} for row in csv.DictReader(file)}
    except (OSError, ValueError, KeyError, csv.Error) as error:
        raise DataError(f"{path} cannot be read as a table; make the folder again, or remove it.") from error
