import pytest

from plateocr.app.sections.confidence.charts import reliability_diagram, risk_coverage_curve
from plateocr.app.sections.overview.charts import edit_histogram, position_errors
from plateocr.evaluation.calibration import reliability, risk_coverage


def test_the_histogram_counts_and_tells_right_from_wrong():
    bars = edit_histogram("en", [50, 9, 8, 7, 6, 5, 4, 0], 7).data[0]
    assert list(bars.y) == [50, 9, 8, 7, 6, 5, 4, 0]
    colours = list(bars.marker.color)
    assert len(set(colours[1:])) == 1
    assert colours[0] != colours[1]
    assert bars.customdata[2] == pytest.approx(2 / 7)


def test_the_histogram_of_plates_of_several_lengths_has_no_cer():
    figure = edit_histogram("en", [50, 9], None)
    assert (figure.layout.title.text, figure.layout.xaxis.ticktext) == ("Images by wrong characters", ("0", "1"))
    assert "CER" not in figure.data[0].hovertemplate


def test_position_errors_are_one_minus_accuracy_with_their_interval(dashboard):
    accuracies = dashboard.figures("lstm")["per_position_accuracy"]
    bars = position_errors("en", accuracies).data[0]
    assert list(bars.y) == pytest.approx([100 * (1 - one["value"]) for one in accuracies])
    for bar, up, down, accuracy in zip(bars.y, bars.error_y.array, bars.error_y.arrayminus, accuracies, strict=True):
        assert bar + up == pytest.approx(100 * (1 - accuracy["low"]))
        assert bar - down == pytest.approx(100 * (1 - accuracy["high"]))


def test_the_reliability_diagram_has_one_line_per_model_and_the_diagonal():
    confidence, right = [0.1, 0.4, 0.6, 0.9], [False, False, True, True]
    bins = {"lstm": reliability(confidence, right), "simple": reliability(confidence, [True] * 4)}
    diagonal, first, second = reliability_diagram("en", bins).data
    assert list(diagonal.x) == list(diagonal.y) == [0, 100]
    assert (first.name, second.name) == ("lstm", "simple")
    assert list(first.x) == pytest.approx([10, 40, 60, 90])
    assert list(first.y) == [0, 0, 100, 100]
    assert first.line.dash != second.line.dash, "never told apart by colour alone"


def test_the_risk_curve_marks_the_threshold():
    curve = risk_coverage([0.2, 0.9], [False, True])
    line, point = risk_coverage_curve("en", {"lstm": curve}, {"lstm": (0.5, 1.0)}).data
    assert list(line.x) == [50, 100]
    assert list(line.y) == [100, 50]
    assert (list(point.x), list(point.y)) == ([50], [100])


def test_charts_speak_chinese():
    assert "错误" in edit_histogram("zh", [1] * 8, 7).layout.title.text


def test_the_legend_is_outside_the_plot_and_titles_fit_on_a_phone(dashboard):
    bins = {"lstm": reliability([0.1, 0.9], [False, True])}
    curves = {"lstm": risk_coverage([0.2, 0.9], [False, True])}
    with_legend = [reliability_diagram("en", bins), risk_coverage_curve("en", curves, {})]
    assert all(one.layout.legend.y < 0 and one.layout.legend.yanchor == "top" for one in with_legend)
    without = [
        edit_histogram("en", [1] * 8, 7),
        position_errors("en", dashboard.figures("lstm")["per_position_accuracy"]),
    ]
    assert max(len(one.layout.title.text) for one in [*with_legend, *without]) <= 42


def test_a_curve_of_one_point_is_seen():
    assert risk_coverage_curve("en", {"lstm": risk_coverage([0.5, 0.5], [True, False])}, {}).data[0].mode == "markers"
