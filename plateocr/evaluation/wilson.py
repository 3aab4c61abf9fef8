"""Wilson's interval of a rate: right also for few images, and where none or all of them succeed."""

from statistics import NormalDist

import numpy as np
import numpy.typing as npt

_Z = NormalDist().inv_cdf(0.975)

Floats = npt.NDArray[np.float64]


def wilson(successes: npt.ArrayLike, sizes: npt.ArrayLike) -> tuple[Floats, Floats]:
    """The 95 % score intervals of rates ``successes`` / ``sizes`` (each (K,), sizes above 0): low and high, 0..1."""
    size = np.asarray(sizes, dtype=np.float64)
    rate = np.asarray(successes, dtype=np.float64) / size
    shrink = 1 + _Z**2 / size
    centre = (rate + _Z**2 / (2 * size)) / shrink
    half = _Z / shrink * np.sqrt(rate * (1 - rate) / size + _Z**2 / (4 * size**2))
    # Rounding alone could leave 0..1, or leave out the rate itself.
    return np.clip(centre - half, 0, rate), np.clip(centre + half, rate, 1)
