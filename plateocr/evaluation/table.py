"""The one table of plateocr: one row per image and model. Metrics, dashboard, export and comparison read it."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from plateocr.errors import DataError
from plateocr.files import replace_file
from plateocr.plates import PLATE_LENGTH

TABLE_NAME = "predictions.parquet"
METRICS_NAME = "metrics.json"

# column -> what it holds. Lists have one entry per position (0..6).
SCHEMA: dict[str, str] = {
    "id": "first 16 hex digits of the SHA-256 of the image's file: the same image has the same id in every table",
    "file": "path of the image relative to the evaluated folder, with forward slashes",
    "model": "name of the checkpoint folder, for example lstm",
    "truth": "plate text from the file name",
    "prediction": "plate text read",
    "edits": "Levenshtein distance between truth and prediction, in characters",
    "cer": "edits / characters of the truth",
    "correct": "whether prediction equals truth",
    "confidence": "product of the seven probabilities, 0..1",
    "probabilities": "list of 7: probability of the predicted character, 0..1",
    "alternatives": "list of 7 strings: the three most probable characters, best first",
    "alternative_probabilities": "list of 7 lists: their probabilities, 0..1",
    "flags": "list of the reader's flags (see pipeline.prediction.Flag)",
    "width": "image width in pixels",
    "height": "image height in pixels",
    "sharpness": "variance of the Laplacian of the grey image resized to the network's input (larger is sharper)",
    "brightness": "mean of the grey image, 0..1",
    "contrast": "standard deviation of the grey image, 0..1",
    "tilt": "degrees by which the plate is rotated, clockwise positive, from the corners that the rectifier finds",
    "milliseconds": "time to prepare and read the image: an equal share of its batch",
}
# Columns that tables written by plateocr 0.1 lack; such tables can still be opened.
_LATER_COLUMNS = frozenset({"tilt"})


def write_table(table: pd.DataFrame, folder: str | Path) -> Path:
    """Write ``predictions.parquet`` into ``folder`` atomically; returns its path."""
    _check(table, "the table")
    path = Path(folder) / TABLE_NAME
    with replace_file(path) as temporary:
        table[list(SCHEMA)].to_parquet(temporary, index=False)
    return path


def read_table(source: str | Path) -> pd.DataFrame:
    """Read a prediction table from its file or from the folder that holds it. Raises DataError."""
    path = Path(source)
    if path.is_dir():
        path = path / TABLE_NAME
    if not path.is_file():
        raise DataError(f"{path}: there is no such prediction table. Make one with 'plateocr evaluate DIR --out OUT'.")
    try:
        table = pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise DataError(
            f"{path} is not a prediction table ({error}); make it anew with 'plateocr evaluate'."
        ) from error
    _check(table, str(path))
    return table


def models_of(table: pd.DataFrame) -> list[str]:
    """The models in a prediction table, in the order in which they first occur."""
    return [str(model) for model in table["model"].unique()]


def rows_of(table: pd.DataFrame, model: str) -> pd.DataFrame:
    """One model's rows of a prediction table, unchanged.

    Raises DataError if the table has no such model, or no rows at all (photos in which nothing was found).
    """
    if table.empty:
        raise DataError("nothing was read: no plate of seven characters was found in the photos.")
    rows = table[table["model"] == model]
    if rows.empty:
        raise DataError(
            "the prediction table has no model '{model}'; it has {models}.",
            **{"model": model, "models": ", ".join(models_of(table))},
        )
    return rows


def slots_of(plates: "pd.Series[str]") -> int:
    """How many characters the plates of a truth or prediction column have: a table holds one kind of plate."""
    return len(plates.iloc[0]) if len(plates) else PLATE_LENGTH


def characters(plates: "pd.Series[str]") -> npt.NDArray[np.str_]:
    """The truth or prediction column of n plates as single characters (n, 7)."""
    slots = slots_of(plates)
    return np.array(plates.tolist(), dtype=f"U{slots}").view("U1").reshape(len(plates), slots)


def code_points(plates: "pd.Series[str]") -> npt.NDArray[np.uint32]:
    """:func:`characters` as Unicode code points (n, 7), which compare about ten times faster."""
    return np.ascontiguousarray(characters(plates)).view(np.uint32)


def wrong_positions(truth: str, prediction: str) -> tuple[bool, ...]:
    """For each position, whether the prediction differs from the truth."""
    return tuple(one != other for one, other in zip(truth, prediction, strict=True))


def _check(table: pd.DataFrame, name: str) -> None:
    missing = [column for column in SCHEMA if column not in table.columns and column not in _LATER_COLUMNS]
    if missing:
        raise DataError(f"{name} lacks the columns {', '.join(missing)}; make it again with 'plateocr evaluate'.")
