"""Cutting a measured column into parts of equally many images."""

import numpy as np
import numpy.typing as npt


def equal_mass_bins(values: npt.NDArray[np.float64], bins: int) -> npt.NDArray[np.int64]:
    """The bin of each of n values, 0 for the smallest: at most ``bins`` bins of as near to n / bins values as can be.

    Equal values share a bin, so bins never overlap and do not depend on the order of the values; where many values are
    equal there are fewer bins, numbered without gaps. ``values`` (n,) must not be NaN.
    """
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    middle_rank = np.cumsum(counts) - counts / 2
    bin_of_value = np.floor(middle_rank * bins / max(1, len(values))).astype(np.int64)
    _, numbered = np.unique(bin_of_value, return_inverse=True)
    return np.asarray(numbered[inverse], dtype=np.int64)
