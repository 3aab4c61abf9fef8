"""The headline figures of an evaluation, each with the number of images behind it."""

from collections.abc import Mapping
from typing import Any

from plateocr.evaluation.bootstrap import Interval

# key in the metrics -> the key of the number of images behind it
OVERVIEW = {
    "accuracy": "n",
    "cer": "n",
    "province_accuracy": "n",
    "province_accuracy_not_wan": "n_not_wan",
    "province_macro_accuracy": "n",
    "expected_calibration_error": "n",
}


class Figure(Interval):
    """A rate with its interval, over ``n`` images."""

    n: int


def overview(metrics: Mapping[str, Any]) -> dict[str, Figure]:
    """The figures of OVERVIEW, in its order, from the metrics of one model (evaluation.metrics.summarise)."""
    return {key: _figure(metrics[key], metrics[count]) for key, count in OVERVIEW.items()}


def _figure(rate: Interval, n: int) -> Figure:
    return Figure(value=rate["value"], low=rate["low"], high=rate["high"], n=n)
