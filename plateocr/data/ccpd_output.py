"""The files beside CCPD crops: how they were cut, and a table of the annotations they come from."""

import csv
import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from plateocr.data.ccpd import CropJob, CropSettings
from plateocr.errors import DataError
from plateocr.files import replace_file, write_text
from plateocr.outputs import refuse_filled

SETTINGS_NAME = "ccpd.json"
TABLE_NAME = "annotations.csv"

CORNER_COLUMNS = tuple(
    f"{corner}_{axis}" for corner in ("left_top", "right_top", "right_bottom", "left_bottom") for axis in "xy"
)
_EDGES = ("left", "top", "right", "bottom")


def claim_crops(out: Path, settings: CropSettings) -> None:
    """Create the folder ``out`` for crops cut with ``settings``, or continue with one.

    Raises DataError if it holds crops cut with other settings, or other files.
    """
    wanted = asdict(settings)
    record = out / SETTINGS_NAME
    if record.is_file():
        try:
            present = json.loads(record.read_text(encoding="utf-8"))
        except ValueError as error:
            raise DataError(f"{record} is damaged; delete {out} or choose another folder.") from error
        if present != wanted:
            raise DataError(
                f"{out} holds crops cut with {_in_words(present)}, not with {_in_words(wanted)}; choose another folder."
            )
    else:
        if out.exists():
            refuse_filled(out, "choose another folder")
        write_text(record, json.dumps(wanted, indent=2) + "\n")


def write_annotations(jobs: Iterable[CropJob], out: Path) -> int:
    """Write ``annotations.csv`` with one row per crop in ``out``; returns the number of rows.

    Columns: file (the crop), source (the photo, relative to its folder), plate, area_ratio (0..1), tilt in CCPD's
    degrees, box and corners in pixels of the photo, CCPD's brightness and sharpness.
    """
    rows = [_row(job) for job in jobs if (out / job.crop_name).is_file()]
    header = ["file", "source", "plate", "area_ratio", "tilt_horizontal", "tilt_vertical"]
    header += [*(f"box_{edge}" for edge in _EDGES), *CORNER_COLUMNS, "brightness", "sharpness"]
    with (
        replace_file(out / TABLE_NAME) as temporary,
        temporary.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file,
    ):
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
    return len(rows)


def _in_words(settings: dict[str, object]) -> str:
    return ", ".join(f"{name} {value}" for name, value in settings.items())


def _row(job: CropJob) -> list[str | int | float]:
    note = job.annotation
    corners = [value for corner in note.corners for value in corner]
    return [
        job.crop_name,
        job.source,
        note.plate,
        note.area_ratio,
        *note.tilt,
        *note.box,
        *corners,
        note.brightness,
        note.sharpness,
    ]
