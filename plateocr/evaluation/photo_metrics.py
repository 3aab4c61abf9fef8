"""The metrics of a folder of photos: how many plates are found, and how many of those are read."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from plateocr.data.names import read_name
from plateocr.evaluation.bootstrap import NOTHING, Bootstrap, Interval
from plateocr.evaluation.photo_table import WELL_FOUND_ABOVE, Outcome, fold
from plateocr.evaluation.photos import Detected

# Outcomes that are not of an annotated plate that is read.
_NOT_SCORED = (Outcome.FALSE_ALARM.value, Outcome.OUT_OF_SCOPE.value)


def photo_metrics(detected: Detected, table: pd.DataFrame, folder: Path, seed: int = 0) -> dict[str, Any]:
    """The metrics of a table of photos, ready for JSON; rates have 95 % bootstrap intervals over plates.

    - ``folder``: where the photos are; ``ms_per_photo``: detecting and reading, with all models;
    - ``recall``, ``recall_07``: annotated plates found, at an IoU of 0.5 or more and of more than 0.7;
    - ``precision``: the share of all ``detections``, whatever their kind and whether or not they are read, that are
      annotated plates (IoU 0.5 or more); None if nothing is detected. ``false_alarms``: the other detections that are
      read;
    - ``eight_named``: the share of the ``eight`` plates annotated with eight characters that are found and recognised
      as such;
    - ``models``: for each, ``exact`` and ``exact_folded`` (O and 0 counted as equal), the shares of annotated plates
      that are found and read correctly; how many have which outcome; and, for photos named after a
      plate in them, ``named_folded``, the same share of these ``named`` plates alone.
    """
    hits = [plate.found is not None for plate in detected.plates]
    well = [plate.overlap > WELL_FOUND_ABOVE for plate in detected.plates]
    recall, recall_07 = _shares(hits, well, seed)
    layouts = [plate.found.layout if plate.found else None for plate in detected.plates if plate.eight]
    eight = [layout is not None and layout.characters == 8 for layout in layouts]
    models = {}
    for model, rows in table.groupby("model", sort=False):
        scored = rows[~rows["outcome"].isin(_NOT_SCORED)]
        read = scored["prediction"].fillna("")
        exact, folded = _shares(
            (scored["truth"] == read).tolist(), (scored["truth"].map(fold) == read.map(fold)).tolist(), seed
        )
        named = scored[scored["truth"] == scored["photo"].map(_named_plate)]
        right = (named["outcome"] == Outcome.RIGHT.value).tolist()
        counts = scored["outcome"].value_counts()
        models[str(model)] = {
            "exact": exact,
            "exact_folded": folded,
            "named": len(named),
            "named_folded": _shares(right, right, seed)[0],
            "outcomes": {str(name): int(count) for name, count in counts.items()},
        }
    return {
        "folder": str(folder),
        "photos": detected.photos,
        "plates": len(detected.plates),
        "found": sum(hits),
        "in_scope": sum(plate.in_scope for plate in detected.plates),
        "detections": detected.detections,
        "false_alarms": len(detected.false_alarms),
        "recall": recall,
        "recall_07": recall_07,
        "eight": len(eight),
        "eight_named": _shares(eight, eight, seed)[0],
        "precision": sum(hits) / detected.detections if detected.detections else None,
        "ms_per_photo": 1000 * detected.seconds / max(1, detected.photos),
        "models": models,
    }


def _named_plate(photo: str) -> str | None:
    return read_name(Path(photo).name).plate


def _shares(first: list[bool], second: list[bool], seed: int) -> tuple[Interval, Interval]:
    """The shares of two outcomes over the same plates, each with its interval."""
    if not first:
        return NOTHING, NOTHING
    bootstrap = Bootstrap(np.array([first, second], dtype=int).T, seed)
    each = np.ones(len(bootstrap.outcomes))
    return bootstrap.ratio(bootstrap.outcomes[:, 0], each), bootstrap.ratio(bootstrap.outcomes[:, 1], each)
