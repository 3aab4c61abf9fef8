from plateocr.evaluation.overview import overview

RATE = {"value": 0.9, "low": 0.8, "high": 0.95}


def test_each_figure_comes_with_the_images_it_is_a_rate_over():
    rates = ("accuracy", "cer", "province_accuracy", "province_macro_accuracy", "expected_calibration_error")
    metrics = dict.fromkeys(rates, RATE) | {"province_accuracy_not_wan": RATE, "n": 500, "n_not_wan": 30}
    found = overview(metrics)
    assert found["accuracy"] == RATE | {"n": 500}
    assert found["province_accuracy_not_wan"]["n"] == 30
    assert set(found) == {*rates, "province_accuracy_not_wan"}
