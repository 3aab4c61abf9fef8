"""Where the errors are: by fifths of each measured attribute, by province, kind of plate and position."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from plateocr.evaluation.attributes import ATTRIBUTES
from plateocr.evaluation.binning import equal_mass_bins
from plateocr.evaluation.table import code_points
from plateocr.evaluation.wilson import wilson
from plateocr.plates import PROVINCES, PlateKind

QUANTILES = 5
SMALL_BELOW = 30

Mask = npt.NDArray[np.bool_]


def slice_errors(rows: pd.DataFrame) -> pd.DataFrame:
    """The non-empty slices of one model's rows of the prediction table, those with the most error mass first.

    - ``name``: an attribute of evaluation.attributes.ATTRIBUTES that the table has, "province", "kind" or "position";
    - ``label``: the slice: the ends of a fifth ("0.213 – 0.341", inclusive), a province, a kind (plates.PlateKind) or a
      position counted from 1;
    - ``n``: its images (for a position: those whose plate has it); ``errors``: how many of them are misread (for a
      position: misread there);
    - ``error_rate``: errors / n, with its 95 % Wilson interval ``low`` to ``high``, all 0..1;
    - ``error_mass``: the slice's share, 0..1, of all misread images in ``rows``; 0 if none is misread;
    - ``small``: fewer than 30 images, too few to say much;
    - ``filter``: the fields of evaluation.view.View that select exactly this slice (for a position: exactly its
      errors).

    Fifths hold equally many images as far as ties allow; images whose attribute is unknown are in none. A kind of which
    all plates are is no slice.
    """
    wrong = ~rows["correct"].to_numpy(bool)
    truth = code_points(rows["truth"])
    differs = truth != code_points(rows["prediction"])
    found = [
        *_by_attribute(rows, wrong),
        *_by_province(rows, wrong),
        *_by_kind(rows, wrong),
        *(
            ("position", str(place + 1), count, int(differs[:, place].sum()), {"wrong_position": place})
            for place, count in enumerate(np.count_nonzero(truth, axis=0).tolist())
            if count
        ),
    ]
    slices = pd.DataFrame(found, columns=["name", "label", "n", "errors", "filter"])
    errors, sizes = slices["errors"].to_numpy(np.int64), slices["n"].to_numpy(np.int64)
    low, high = wilson(errors, sizes)
    slices = slices.assign(
        error_rate=errors / sizes,
        low=low,
        high=high,
        error_mass=errors / max(1, int(wrong.sum())),
        small=sizes < SMALL_BELOW,
    )
    return slices.sort_values(["error_mass", "error_rate"], ascending=False, kind="stable", ignore_index=True)


def _by_attribute(rows: pd.DataFrame, wrong: Mask) -> Iterator[tuple[str, str, int, int, dict[str, Any]]]:
    for name in ATTRIBUTES:
        if name not in rows.columns:
            continue
        values = rows[name].to_numpy(np.float64)
        known = ~np.isnan(values)
        number = np.full(values.size, -1)
        number[known] = equal_mass_bins(values[known], QUANTILES)
        for quantile in range(number.max(initial=-1) + 1):
            inside = number == quantile
            ends = (float(values[inside].min()), float(values[inside].max()))
            label = f"{_short(ends[0])} – {_short(ends[1])}"
            yield name, label, int(inside.sum()), int(wrong[inside].sum()), {name: ends}


def _by_province(rows: pd.DataFrame, wrong: Mask) -> Iterator[tuple[str, str, int, int, dict[str, Any]]]:
    truth = code_points(rows["truth"])[:, 0]
    for province in PROVINCES:
        inside = truth == ord(province)
        if inside.any():
            yield "province", province, int(inside.sum()), int(wrong[inside].sum()), {"provinces": province}


def _by_kind(rows: pd.DataFrame, wrong: Mask) -> Iterator[tuple[str, str, int, int, dict[str, Any]]]:
    kinds = rows["kind"] if "kind" in rows.columns else pd.Series(dtype=object)
    present = [kind for kind in PlateKind if kind in set(kinds)]
    for kind in present if len(present) > 1 else ():
        inside = (kinds == kind).to_numpy(bool)
        yield "kind", kind.value, int(inside.sum()), int(wrong[inside].sum()), {"plate_kind": kind.value}


def _short(value: float) -> str:
    """Three significant digits, never in scientific notation, and a minus that differs from the dash of a range."""
    return np.format_float_positional(value, precision=3, fractional=False, trim="-").replace("-", "−")
