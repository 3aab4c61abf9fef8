import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from plateocr.training.common.averaging import moved


def averaged(values, decay):
    average = torch.tensor(values[0])
    for steps, value in enumerate(values[1:], start=1):
        average = moved(average, torch.tensor(value), steps, decay)
    return average.item()


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=40), st.sampled_from([0.8, 0.998]))
def test_it_stays_between_what_it_averages(values, decay):
    assert min(values) - 1e-5 <= averaged(values, decay) <= max(values) + 1e-5


@pytest.mark.parametrize(("steps", "left"), [(30, 0.001), (1250, 1e-9)])
def test_soon_nothing_is_left_of_the_untrained_network(steps, left):
    assert averaged([1.0] + [0.0] * steps, 0.998) < left


def test_in_the_long_run_it_has_the_decay():
    assert moved(torch.tensor(1.0), torch.tensor(0.0), 100_000, 0.998).item() == pytest.approx(0.998)
