import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plateocr.evaluation.calibration import (
    answered_at,
    calibration_error_interval,
    expected_calibration_error,
    reliability,
    risk_coverage,
)

readings = st.lists(st.tuples(st.sampled_from([0.0, 0.2, 0.5, 0.51, 0.9, 1.0]) | st.floats(0, 1), st.booleans()))
some_readings = readings.filter(bool)


def columns(readings):
    return [confidence for confidence, _ in readings], [correct for _, correct in readings]


def calibrated(count, seed):
    """Perfectly calibrated confidences."""
    generator = np.random.default_rng(seed)
    confidence = generator.beta(4, 1, count)
    return confidence, generator.random(count) < confidence


def test_the_error_worked_out_by_hand_over_two_bins():
    confidence = [0.2, 0.4, 0.8, 0.9]
    correct = [False, True, True, True]
    # 0.3 against 1/2, 0.85 against 1, half of the images each.
    assert expected_calibration_error(confidence, correct, bins=2) == pytest.approx((0.2 + 0.15) / 2)


def test_bins_hold_equally_many_images_not_equally_much_confidence():
    confidence = [0.01, *np.linspace(0.98, 0.99, 59)]
    bins = reliability(confidence, [True] * 60, bins=15)
    assert bins["n"].tolist() == [4] * 15


@given(some_readings)
def test_the_error_is_at_most_the_mean_distance_of_one_image_and_at_least_that_of_one_bin(readings):
    confidence, correct = map(np.asarray, columns(readings))
    found = expected_calibration_error(confidence, correct)
    assert abs(confidence.mean() - correct.mean()) - 1e-9 <= found <= np.abs(confidence - correct).mean() + 1e-9


@settings(max_examples=25)
@given(some_readings, st.randoms())
def test_the_order_of_the_images_changes_no_figure(readings, random):
    shuffled = random.sample(readings, len(readings))
    assert calibration_error_interval(*columns(shuffled)) == calibration_error_interval(*columns(readings))
    assert reliability(*columns(shuffled)).equals(reliability(*columns(readings)))
    assert risk_coverage(*columns(shuffled)).equals(risk_coverage(*columns(readings)))


@settings(max_examples=50)
@given(some_readings)
def test_the_interval_holds_the_value(readings):
    found = calibration_error_interval(*columns(readings))
    assert found["value"] == expected_calibration_error(*columns(readings))
    assert 0 <= found["low"] <= found["value"] <= found["high"] <= 1


def test_a_calibrated_model_may_have_no_error_and_an_overconfident_one_may_not():
    intervals = [calibration_error_interval(*calibrated(500, seed)) for seed in range(20)]
    assert sum(found["low"] == 0 for found in intervals) >= 18
    confidence, correct = calibrated(500, 0)
    overconfident = calibration_error_interval(confidence**0.2, correct)
    assert overconfident["low"] > 0.1


def test_the_interval_covers_the_true_error():
    def lopsided(count, seed):
        generator = np.random.default_rng(seed)
        confidence = generator.beta(6, 1, count)
        return confidence, generator.random(count) < confidence**2

    truth = expected_calibration_error(*lopsided(1_000_000, 99))
    intervals = [calibration_error_interval(*lopsided(400, seed)) for seed in range(40)]
    assert sum(found["low"] <= truth <= found["high"] for found in intervals) >= 34


@given(some_readings)
def test_reliability_bins_hold_every_image_once_and_do_not_overlap(readings):
    confidence, correct = columns(readings)
    bins = reliability(confidence, correct)
    assert bins["n"].sum() == len(readings)
    assert len(bins) <= 15
    assert (bins["low"].to_numpy()[1:] > bins["high"].to_numpy()[:-1]).all()
    assert (bins["n"] * bins["accuracy"]).sum() == pytest.approx(sum(correct))
    assert (bins["n"] * bins["confidence"]).sum() == pytest.approx(sum(confidence))
    assert (bins["accuracy_low"] <= bins["accuracy"]).all()
    assert (bins["accuracy"] <= bins["accuracy_high"]).all()


@given(some_readings)
def test_the_curve_has_the_coverage_of_each_threshold(readings):
    confidence, correct = columns(readings)
    curve = risk_coverage(confidence, correct)
    for threshold, coverage, accuracy in curve.itertuples(index=False):
        found = answered_at(confidence, correct, threshold)
        assert found.coverage == pytest.approx(coverage)
        assert found.accuracy == pytest.approx(accuracy)
    assert curve["coverage"].is_monotonic_increasing
    assert curve["coverage"].iloc[-1] == 1
    assert curve["threshold"].is_unique


def test_the_curve_of_many_images_is_short_and_keeps_its_ends():
    confidence, correct = calibrated(5000, 1)
    curve = risk_coverage(confidence, correct, points=50)
    assert len(curve) == 50
    assert curve["threshold"].iloc[0] == confidence.max()
    assert curve["threshold"].iloc[-1] == confidence.min()
    assert np.diff(curve["coverage"]).max() < 0.03


def test_a_threshold_is_inclusive_and_one_above_all_answers_nothing():
    assert answered_at([0.5, 0.9], [True, False], 0.9) == answered_at([0.1, 0.95], [True, False], 0.5)
    nothing = answered_at([0.5, 0.9], [True, False], 0.95)
    assert (nothing.answered, nothing.coverage, nothing.accuracy) == (0, 0.0, None)


def test_no_images_are_no_fault():
    assert expected_calibration_error([], []) == 0
    assert calibration_error_interval([], []) == {"value": None, "low": None, "high": None}
    assert reliability([], []).empty
    assert risk_coverage([], []).empty
    assert answered_at([], [], 0.5).coverage is None
