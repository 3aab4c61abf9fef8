"""The table of photos: one row per plate and model, with everything that a page needs to draw it."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

import pandas as pd

from plateocr.errors import DataError
from plateocr.evaluation.photos import AlarmReads, Detected, PhotoPlate
from plateocr.files import replace_file

PHOTOS_NAME = "photos.parquet"
# A misread plate with an IoU above this, CCPD's threshold, was cropped well: the recogniser is to blame.
WELL_FOUND_ABOVE = 0.7


class Outcome(StrEnum):
    """What became of an annotated plate, or of a detection where none is annotated; worst first."""

    MISSED = "missed"
    BADLY_FRAMED = "badly_framed"
    MISREAD = "misread"
    FALSE_ALARM = "false_alarm"
    RIGHT = "right"
    OUT_OF_SCOPE = "out_of_scope"


IN_WORDS = {
    Outcome.MISSED: "missed",
    Outcome.BADLY_FRAMED: "badly cropped",
    Outcome.MISREAD: "misread",
    Outcome.FALSE_ALARM: "false alarm",
    Outcome.RIGHT: "read correctly",
    Outcome.OUT_OF_SCOPE: "out of scope",
}

# column -> what it holds. Pixels are those of the upright photo, from its top left.
PHOTO_SCHEMA: dict[str, str] = {
    "photo": "path of the photo relative to the evaluated folder, with forward slashes",
    "photo_id": "first 16 hex digits of the SHA-256 of the photo's file",
    "width": "width of the upright photo in pixels",
    "height": "height of the upright photo in pixels",
    "model": "name of the checkpoint folder, for example lstm",
    "outcome": "one of Outcome: missed (no IoU of 0.5 or more), badly_framed (misread, IoU 0.7 or less), "
    "misread (IoU over 0.7), false_alarm (found where none is annotated), right (O and 0 counted as equal), "
    "out_of_scope (annotated without the number of a kind that is read: counts for detection only)",
    "truth": "plate text of the annotation; null if unknown, and for false alarms",
    "prediction": "plate text read; null if nothing was read",
    "overlap": "IoU of the annotated upright box and that of the detected corners, 0..1; 0 if missed",
    "box": "list of 4, the annotated upright box: left, top, right, bottom; null for false alarms",
    "corners": "list of 8, the detected corners: x, y of top-left, top-right, bottom-right, bottom-left; null if none",
    "score": "the detector's score, 0..1; null if missed, or if the whole photo was treated as a crop of one plate",
    "kind": "the layout that was found (plates.Layout); null if score is",
    "crop": "what was read: the file in predictions.parquet; null if nothing was read, and for false alarms",
}


def photo_table(
    detected: Detected, predictions: pd.DataFrame, models: Sequence[str], alarm_reads: AlarmReads | None = None
) -> pd.DataFrame:
    """The table (PHOTO_SCHEMA) of all detections, with what each model reads in the crops (evaluation.table) and in
    false alarms (photos.read_alarms).
    """
    read = {(row.model, row.file): str(row.prediction) for row in predictions.itertuples()}
    rows = []
    for model in models:
        rows += [_row(plate, model, read.get((model, plate.crop or ""))) for plate in detected.plates]
        alarms = ((plate, (alarm_reads or {}).get((model, plate.crop or ""))) for plate in detected.false_alarms)
        rows += [_row(plate, model, text) | {"crop": None} for plate, text in alarms]
    return pd.DataFrame(rows, columns=list(PHOTO_SCHEMA))


def write_photo_table(table: pd.DataFrame, folder: str | Path) -> Path:
    """Write ``photos.parquet`` into ``folder`` atomically; returns its path."""
    path = Path(folder) / PHOTOS_NAME
    with replace_file(path) as temporary:
        table[list(PHOTO_SCHEMA)].to_parquet(temporary, index=False)
    return path


def read_photo_table(path: Path) -> pd.DataFrame:
    """Read a table of photos. Raises DataError if the file is not one or was written by another version of plateocr."""
    try:
        table = pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise DataError(f"{path} is not a table of photos: {error}.") from error
    missing = [column for column in PHOTO_SCHEMA if column not in table.columns]
    if missing:
        raise DataError(f"{path} lacks the columns {', '.join(missing)}; make it again with 'plateocr evaluate'.")
    return table


def fold(text: str) -> str:
    """A text with O replaced by 0: on a plate the two look the same."""
    return text.replace("O", "0")


def _row(plate: PhotoPlate, model: str, prediction: str | None) -> dict[str, Any]:
    found = plate.found
    return {
        "photo": plate.photo.name,
        "photo_id": plate.photo.id,
        "width": plate.photo.width,
        "height": plate.photo.height,
        "model": model,
        "outcome": _outcome(plate, prediction).value,
        "truth": plate.truth,
        "prediction": prediction,
        "overlap": plate.overlap,
        "box": None if plate.box is None else list(plate.box),
        "corners": None if found is None else [value for point in found.corners for value in point],
        "score": None if found is None else found.score,
        "kind": None if found is None or found.layout is None else found.layout.value,
        "crop": plate.crop,
    }


def _outcome(plate: PhotoPlate, prediction: str | None) -> Outcome:
    if plate.box is None:
        return Outcome.FALSE_ALARM
    if not plate.in_scope:
        return Outcome.OUT_OF_SCOPE
    if plate.found is None:
        return Outcome.MISSED
    if prediction is not None and fold(prediction) == fold(plate.truth or ""):
        return Outcome.RIGHT
    return Outcome.MISREAD if plate.overlap > WELL_FOUND_ABOVE else Outcome.BADLY_FRAMED
