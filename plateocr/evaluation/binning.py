"""Cutting a measured column into bins of equally many images."""

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata


def equal_mass_bins(values: npt.NDArray[np.float64], bins: int) -> npt.NDArray[np.int64]:
    """The bin of each of n values, 0 for the smallest: at most ``bins`` bins, each as close to n / bins values as
    possible.

    Equal values share a bin, so bins never overlap and do not depend on the order of the values; with many ties there
    are fewer bins, numbered without gaps. (``pandas.qcut`` assigns no bin at all if all values are equal, and puts 1,
    1, 1, 2 into one.) ``values`` (n,) must not be NaN.
    """
    middle_rank = rankdata(values) - 0.5
    number = np.floor(middle_rank * bins / max(1, len(values))).astype(np.int64)
    return np.unique(number, return_inverse=True)[1]
