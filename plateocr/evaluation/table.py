"""The one table of plateocr: one row per image and model. Metrics, dashboard, export and comparison read it."""

from itertools import zip_longest
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from plateocr.errors import DataError
from plateocr.files import replace_file
from plateocr.plates import FULL

LONGEST = max(FULL.lengths)
TABLE_NAME = "predictions.parquet"
METRICS_NAME = "metrics.json"

# column -> what it holds. Lists have one entry per position.
SCHEMA: dict[str, str] = {
    "id": "first 16 hex digits of the SHA-256 of the image's file: the same image has the same id in every table",
    "file": "path of the image relative to the evaluated folder, with forward slashes",
    "model": "name of the checkpoint folder, for example lstm",
    "truth": "plate text from the file name",
    "kind": "kind of plate (plates.PlateKind) by the truth and, if several fit, by the rows and the colour seen",
    "prediction": "plate text read",
    "edits": "Levenshtein distance between truth and prediction, in characters",
    "cer": "edits / characters of the truth",
    "correct": "whether prediction equals truth",
    "confidence": "product of the probabilities of all characters, 0..1",
    "probabilities": "list, per position: probability of the predicted character, 0..1",
    "alternatives": "list of strings, per position: the three most probable characters, best first",
    "alternative_probabilities": "list of lists, per position: their probabilities, 0..1",
    "flags": "list of the reader's flags (see pipeline.prediction.Flag)",
    "verdict": "that of all models evaluated together (pipeline.verdict.Verdict)",
    "width": "image width in pixels",
    "height": "image height in pixels",
    "sharpness": "variance of the Laplacian of the grey image resized to the network's input (larger is sharper)",
    "brightness": "mean of the grey image, 0..1",
    "contrast": "standard deviation of the grey image, 0..1",
    "tilt": "degrees by which the plate is rotated, clockwise positive, from the corners that the rectifier finds",
    "milliseconds": "time to prepare and read the image: an equal share of its batch",
}
# Columns that tables written by plateocr 0.1 or 0.2 lack; such tables can still be opened.
_LATER_COLUMNS = frozenset({"tilt", "kind", "verdict"})


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
        raise DataError("nothing was read: no plate was found in the photos.")
    rows = table[table["model"] == model]
    if rows.empty:
        raise DataError(
            "the prediction table has no model '{model}'; it has {models}.",
            **{"model": model, "models": ", ".join(models_of(table))},
        )
    return rows


def slots_of(plates: "pd.Series[str]") -> int:
    """How many characters the longest plate of a truth or prediction column has."""
    return int(plates.str.len().max()) if len(plates) else min(FULL.lengths)


def characters(plates: "pd.Series[str]") -> npt.NDArray[np.str_]:
    """The truth or prediction column of n plates as single characters (n, 8); '' behind the end of shorter plates."""
    return np.array(plates.tolist(), dtype=f"U{LONGEST}").view("U1").reshape(len(plates), LONGEST)


def code_points(plates: "pd.Series[str]") -> npt.NDArray[np.uint32]:
    """:func:`characters` as Unicode code points (n, 8), which compare about ten times faster; 0 for ''."""
    return np.ascontiguousarray(characters(plates)).view(np.uint32)


def wrong_positions(truth: str, prediction: str) -> tuple[bool, ...]:
    """For each position, whether the prediction differs from the truth."""
    return tuple(one != other for one, other in zip_longest(truth, prediction))


def _check(table: pd.DataFrame, name: str) -> None:
    missing = [column for column in SCHEMA if column not in table.columns and column not in _LATER_COLUMNS]
    if missing:
        raise DataError(f"{name} lacks the columns {', '.join(missing)}; make it again with 'plateocr evaluate'.")
