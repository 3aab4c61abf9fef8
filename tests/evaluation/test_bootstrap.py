import numpy as np
import pytest
from scipy.stats import bootstrap as scipy_bootstrap

from plateocr.evaluation.bootstrap import NOTHING, Bootstrap, interval


def test_outcomes_are_distinct_and_totals_count_every_image():
    bootstrap = Bootstrap(np.array([[1, 0], [0, 1], [1, 0], [1, 0]]))
    assert bootstrap.outcomes.tolist() == [[0, 1], [1, 0]]
    total, drawn = bootstrap.totals(bootstrap.outcomes[:, 0])
    assert total == 3
    assert drawn.shape == (1000,)
    assert drawn.mean() == pytest.approx(3, abs=0.15)


def test_a_ratio_over_nothing_has_no_value():
    bootstrap = Bootstrap(np.array([[0], [0]]))
    assert bootstrap.ratio(np.array([0]), np.array([0])) == NOTHING


def test_resamples_without_the_group_are_left_out():
    rows = np.array([[1]] + [[0]] * 9)
    found = Bootstrap(rows).ratio(np.array([0, 1]), np.array([0, 1]))
    assert found == {"value": 1.0, "low": 1.0, "high": 1.0}


def test_macro_weighs_groups_equally():
    rows = np.array([[0, 1]] * 9 + [[1, 0]])
    bootstrap = Bootstrap(rows)
    groups = bootstrap.outcomes[:, :1] == np.arange(3)
    assert bootstrap.macro(groups * bootstrap.outcomes[:, 1:], groups)["value"] == pytest.approx(0.5)


def test_the_interval_of_a_macro_mean_over_lone_images_holds_its_value():
    rows = np.array([[0, 1]] * 50 + [[group, 0] for group in range(1, 9)])
    bootstrap = Bootstrap(rows)
    groups = bootstrap.outcomes[:, :1] == np.arange(9)
    found = bootstrap.macro(groups * bootstrap.outcomes[:, 1:], groups)
    assert found["value"] == pytest.approx(1 / 9)
    assert found["low"] <= found["value"] <= found["high"] < 0.2


def test_interval_takes_the_middle_95_per_cent():
    found = interval(0.5, np.linspace(0, 1, 1001))
    assert found["low"] == pytest.approx(0.025)
    assert found["high"] == pytest.approx(0.975)


@pytest.mark.parametrize(("images", "share"), [(300, 0.85), (5000, 0.98)])
def test_intervals_are_those_of_scipys_percentile_bootstrap(images, share):
    rng = np.random.default_rng(0)
    counted = (rng.random(images) < 0.6).astype(int)
    right = counted * (rng.random(images) < share)
    bootstrap = Bootstrap(np.column_stack([right, counted]))
    found = bootstrap.ratio(*bootstrap.outcomes.T)
    expected = scipy_bootstrap(
        (right, counted),
        lambda above, below, axis: above.sum(axis) / below.sum(axis),
        paired=True,
        n_resamples=2000,
        batch=100,
        method="percentile",
        rng=1,
    ).confidence_interval
    width = expected.high - expected.low
    assert found["low"] == pytest.approx(expected.low, abs=0.1 * width)
    assert found["high"] == pytest.approx(expected.high, abs=0.1 * width)
