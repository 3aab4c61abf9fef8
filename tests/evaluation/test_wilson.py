import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateocr.evaluation.wilson import wilson


def test_the_textbook_interval():
    low, high = wilson([8], [10])
    assert (low[0], high[0]) == pytest.approx((0.4902, 0.9433), abs=1e-4)


@pytest.mark.parametrize(("successes", "ends"), [(0, (0, 0.2775)), (10, (0.7225, 1))])
def test_rates_of_zero_and_one_have_open_intervals(successes, ends):
    low, high = wilson([successes], [10])
    assert (low[0], high[0]) == pytest.approx(ends, abs=1e-4)


@given(st.integers(1, 10**6).flatmap(lambda size: st.tuples(st.integers(0, size), st.just(size))))
def test_the_interval_holds_the_rate(counts):
    successes, size = counts
    low, high = wilson([successes], [size])
    assert 0 <= low[0] <= successes / size <= high[0] <= 1
