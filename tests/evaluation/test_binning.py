import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from plateocr.evaluation.binning import equal_mass_bins


@given(st.lists(st.integers(-3, 3) | st.floats(-1e6, 1e6), min_size=1, max_size=60), st.integers(1, 9))
def test_bins_are_in_order_without_gaps_and_equal_values_share_one(values, bins):
    found = equal_mass_bins(np.array(values, dtype=float), bins)
    assert set(found.tolist()) == set(range(found.max() + 1))
    assert found.max() < bins
    for one, first in zip(values, found, strict=True):
        for other, second in zip(values, found, strict=True):
            assert first == second if one == other else (first <= second) == (one < other) or first == second


@given(st.integers(1, 200), st.integers(1, 9), st.randoms())
def test_distinct_values_are_spread_evenly(count, bins, random):
    values = np.array(random.sample(range(1000), count), dtype=float)
    sizes = np.bincount(equal_mass_bins(values, bins))
    assert len(sizes) == min(bins, count)
    assert sizes.max() - sizes.min() <= 1


def test_no_values():
    assert equal_mass_bins(np.empty(0), 5).size == 0
