"""The metrics of one model, computed from its prediction table."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from plateocr.errors import DataError
from plateocr.evaluation.bootstrap import Bootstrap
from plateocr.evaluation.calibration import calibration_error_interval
from plateocr.evaluation.confusion import top_confusions
from plateocr.evaluation.table import characters, slots_of
from plateocr.plates import PROVINCES

# CCPD was taken in Hefei: about 96 % of its plates are Anhui's, so a model can score by guessing that province.
COMMON_PROVINCE = "皖"

Integers = npt.NDArray[np.int64]


def summarise(table: pd.DataFrame, seed: int = 0) -> dict[str, Any]:
    """The metrics of one model, ready for JSON, from its rows of the prediction table (evaluation.table).

    Rates are ``{"value", "low", "high"}`` in 0..1 with a 95 % bootstrap interval over images, seeded by ``seed``:

    - ``accuracy``: plates read exactly; ``accuracy_not_wan``: the same over the ``n_not_wan`` plates whose province is
      not 皖 (None if there are none);
    - ``cer``: all edits / all characters (as in torchmetrics); ``char_accuracy``: characters read correctly, position
      by position; ``per_position_accuracy``: the same for each position, of the ``n_per_position`` plates that have it;
    - ``province_accuracy``: province characters read correctly; ``province_accuracy_not_wan``: the same over the
      ``n_not_wan``; ``province_macro_accuracy``: its mean over the ``n_provinces`` provinces that occur in the truth,
      equally weighted;
    - ``expected_calibration_error``: mean distance between confidence and accuracy (evaluation.calibration).

    ``top_confusions`` is a list (evaluation.confusion), ``ms_per_image`` a mean in milliseconds, ``n`` the number of
    images. Raises DataError if the table is empty or holds more than one model.
    """
    _check_one_model(table)
    truth = characters(table["truth"])[:, : slots_of(table["truth"])]
    right = truth == characters(table["prediction"])[:, : truth.shape[1]]
    exists = truth != ""
    counts = [_province_indices(truth), table["edits"], table["correct"], right & exists, exists]
    bootstrap = Bootstrap(np.column_stack(counts).astype(np.int64), seed)

    province, edits, correct = bootstrap.outcomes[:, :3].T
    right, exists = np.split(bootstrap.outcomes[:, 3:], 2, axis=1)
    each, length = np.ones_like(edits), exists.sum(axis=1)
    correct = np.asarray(correct, dtype=bool)
    not_common = np.asarray((province != PROVINCES.index(COMMON_PROVINCE)) & (province >= 0))
    is_province = province[:, None] == np.arange(len(PROVINCES))
    has_province = np.asarray(province >= 0)
    provinces_present = np.unique(province[has_province])
    return {
        "n": len(table),
        "accuracy": bootstrap.ratio(correct, each),
        "cer": bootstrap.ratio(edits, length),
        "char_accuracy": bootstrap.ratio(right.sum(axis=1), length),
        "province_accuracy": bootstrap.ratio(right[:, 0] * has_province, has_province),
        "province_macro_accuracy": bootstrap.macro(is_province * right[:, :1], is_province),
        "province_accuracy_not_wan": bootstrap.ratio(right[:, 0] * not_common, not_common),
        "n_provinces": len(provinces_present),
        "accuracy_not_wan": bootstrap.ratio(correct & not_common, not_common),
        "n_not_wan": int(((counts[0] != PROVINCES.index(COMMON_PROVINCE)) & (counts[0] >= 0)).sum()),
        "per_position_accuracy": [
            bootstrap.ratio(right[:, position], exists[:, position]) for position in range(right.shape[1])
        ],
        "n_per_position": exists.sum(axis=0).tolist(),
        "expected_calibration_error": calibration_error_interval(table["confidence"], table["correct"], seed),
        "top_confusions": top_confusions(table),
        "ms_per_image": float(table["milliseconds"].mean()),
    }


def _check_one_model(table: pd.DataFrame) -> None:
    if table.empty:
        raise DataError("there are no predictions to summarise: the table is empty.")
    models = sorted(table["model"].unique())
    if len(models) > 1:
        raise DataError(f"the table holds {len(models)} models ({', '.join(models)}); summarise one at a time.")


def _province_indices(plates: npt.NDArray[np.str_]) -> Integers:
    """-1 for plates that do not begin with a province."""
    return np.array([PROVINCES.find(province) for province in plates[:, 0]], dtype=np.int64)
