"""Whether a confidence means what it says: of plates read with 90 % confidence, are 90 % correct?

Throughout, ``confidence`` (n,) is 0..1 and ``correct`` (n,) says whether the plate was read exactly.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from plateocr.evaluation.binning import equal_mass_bins
from plateocr.evaluation.bootstrap import NOTHING, RESAMPLES, Bootstrap, Interval, interval
from plateocr.evaluation.wilson import wilson

BINS = 15
CURVE_POINTS = 200
# Images in a bin whose gaps round to the same twentieth are resampled as one outcome, with their mean gap.
_GAP_STEPS = 20
_UPPER_PERCENTILE = 97.5

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Answered:
    """How many plates are answered if only confident answers count, and how many of those correctly."""

    answered: int
    right: int
    of: int

    @property
    def coverage(self) -> float | None:
        """The share of plates that are answered, 0..1; None if there are no plates."""
        return self.answered / self.of if self.of else None

    @property
    def accuracy(self) -> float | None:
        """The share of answered plates that are correct, 0..1; None if none is answered."""
        return self.right / self.answered if self.answered else None


def expected_calibration_error(confidence: npt.ArrayLike, correct: npt.ArrayLike, bins: int = BINS) -> float:
    """The mean distance between confidence and accuracy, 0..1, over equal-mass bins weighted by their images.

    Bins hold equally many images rather than spanning equal widths: most confidences are near 1 and would share one
    bin. 0 if there are no images.
    """
    sorted_confidence, right = _sorted(confidence, correct)
    if not right.size:
        return 0.0
    gap = sorted_confidence - right
    return float(np.abs(np.bincount(equal_mass_bins(sorted_confidence, bins), gap)).sum() / gap.size)


def calibration_error_interval(
    confidence: npt.ArrayLike, correct: npt.ArrayLike, seed: int = 0, bins: int = BINS
) -> Interval:
    """:func:`expected_calibration_error` with a 95 % bootstrap interval over images, for fixed bins.

    The error is a sum of distances, so chance can only add to it: each resample's error is too large by about as much
    as the sample's own. The interval is therefore the basic bootstrap interval (the resamples mirrored at the value),
    which removes that excess. Its low end is 0 if a perfectly calibrated model would show such an error by chance (in
    more than 2.5 % of samples).
    """
    sorted_confidence, right = _sorted(confidence, correct)
    if not right.size:
        return NOTHING
    bin_number = equal_mass_bins(sorted_confidence, bins)
    value = expected_calibration_error(confidence, correct, bins)
    found = interval(value, np.clip(2 * value - _resampled(sorted_confidence - right, bin_number, seed), 0, 1))
    if value <= np.percentile(_of_exact_confidence(sorted_confidence, bin_number, seed), _UPPER_PERCENTILE):
        found["low"] = 0.0
    return found


def _resampled(gap: Floats, bin_number: npt.NDArray[np.int64], seed: int) -> Floats:
    """The error of each resample of the images (R,), from their gaps (-1..1) and bins."""
    steps = 2 * _GAP_STEPS + 1
    cell = bin_number * steps + np.round((gap + 1) * _GAP_STEPS).astype(np.int64)
    cells, inverse, counts = np.unique(cell, return_inverse=True, return_counts=True)
    in_bin = (cells // steps)[:, None] == np.arange(bin_number[-1] + 1)
    mean_gap = np.bincount(inverse, gap) / counts
    _, drawn = Bootstrap(cell[:, None], seed).totals(mean_gap[:, None] * in_bin)
    return np.asarray(np.abs(drawn).sum(axis=1) / gap.size)


def _of_exact_confidence(confidence: Floats, bin_number: npt.NDArray[np.int64], seed: int) -> Floats:
    """The errors (R,) that arise by chance in images with these bins if every confidence is exact."""
    sizes = np.bincount(bin_number)
    expected = np.bincount(bin_number, confidence)
    right = np.random.default_rng(seed).binomial(sizes, np.clip(expected / sizes, 0, 1), (RESAMPLES, sizes.size))
    return np.asarray(np.abs(right - expected).sum(axis=1) / confidence.size)


def reliability(confidence: npt.ArrayLike, correct: npt.ArrayLike, bins: int = BINS) -> pd.DataFrame:
    """One row per equal-mass bin, least confident first.

    Columns: ``low`` and ``high`` (smallest and largest confidence in the bin), ``n`` images, ``confidence`` (their
    mean), ``accuracy``, and its 95 % Wilson interval ``accuracy_low`` to ``accuracy_high``. All but n are 0..1.
    """
    sorted_confidence, right = _sorted(confidence, correct)
    number = equal_mass_bins(sorted_confidence, bins)
    starts = np.flatnonzero(np.diff(number, prepend=-1))
    sizes = np.diff(starts, append=number.size)
    succeeded = np.bincount(number, right)
    low, high = wilson(succeeded, sizes)
    return pd.DataFrame(
        {
            "low": sorted_confidence[starts],
            "high": sorted_confidence[starts + sizes - 1],
            "n": sizes,
            "confidence": np.bincount(number, sorted_confidence) / sizes,
            "accuracy": succeeded / sizes,
            "accuracy_low": low,
            "accuracy_high": high,
        }
    )


def risk_coverage(confidence: npt.ArrayLike, correct: npt.ArrayLike, points: int = CURVE_POINTS) -> pd.DataFrame:
    """How accurate the answers are if only plates with a confidence of at least ``threshold`` are answered.

    Columns, all 0..1, highest threshold first: ``threshold`` (a confidence that occurs), ``coverage`` (share of plates
    answered) and ``accuracy`` (share of those that are correct); the last row answers every plate. At most ``points``
    (two or more) thresholds, at even steps of coverage.
    """
    sorted_confidence, right = _sorted(confidence, correct)
    descending, succeeded = sorted_confidence[::-1], np.cumsum(right[::-1])
    answered = (
        np.flatnonzero(np.diff(descending, append=-1.0)) + 1
    )  # a threshold includes all plates with its confidence
    chosen = np.unique(np.linspace(0, answered.size - 1, min(points, answered.size)).astype(np.int64))
    answered = answered[chosen]
    return pd.DataFrame(
        {
            "threshold": descending[answered - 1],
            "coverage": answered / max(1, descending.size),
            "accuracy": succeeded[answered - 1] / answered,
        }
    )


def answered_at(confidence: npt.ArrayLike, correct: npt.ArrayLike, threshold: float) -> Answered:
    """How many plates are answered, and how many of those correctly, at a threshold on the confidence (inclusive)."""
    answered = np.asarray(confidence, dtype=np.float64) >= threshold
    right = answered & np.asarray(correct, dtype=bool)
    return Answered(int(answered.sum()), int(right.sum()), int(answered.size))


def _sorted(confidence: npt.ArrayLike, correct: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Both by ascending confidence, wrong before correct, so that sums do not depend on the order of rows."""
    values, right = np.asarray(confidence, dtype=np.float64), np.asarray(correct, dtype=np.float64)
    order = np.lexsort([right, values])
    return values[order], right[order]
