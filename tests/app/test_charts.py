import pytest

from plateocr.app.charts import edit_histogram, position_errors


def test_the_histogram_counts_and_marks_the_threshold():
    bars = edit_histogram([50, 9, 8, 7, 6, 5, 4, 0], 2).data[0]
    assert list(bars.y) == [50, 9, 8, 7, 6, 5, 4, 0]
    colours = list(bars.marker.color)
    assert len(set(colours[:2])) == len(set(colours[2:])) == 1
    assert colours[1] != colours[2]
    assert bars.customdata[2] == pytest.approx(2 / 7)


def test_position_errors_are_one_minus_accuracy_with_their_interval(dashboard):
    accuracies = dashboard.figures("lstm")["per_position_accuracy"]
    bars = position_errors(accuracies).data[0]
    assert list(bars.y) == pytest.approx([100 * (1 - one["value"]) for one in accuracies])
    for bar, up, down, accuracy in zip(bars.y, bars.error_y.array, bars.error_y.arrayminus, accuracies, strict=True):
        assert bar + up == pytest.approx(100 * (1 - accuracy["low"]))
        assert bar - down == pytest.approx(100 * (1 - accuracy["high"]))
