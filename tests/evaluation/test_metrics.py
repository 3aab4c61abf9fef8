import json
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from plateocr.errors import DataError
from plateocr.evaluation.metrics import summarise

# Few characters, so that correct ones and shifts occur.
similar_plates = st.tuples(st.sampled_from("皖苏"), st.text("01A", min_size=6, max_size=7)).map("".join)
pairs = st.lists(st.tuples(similar_plates, similar_plates), min_size=1, max_size=30)
RATES = (
    "accuracy",
    "cer",
    "char_accuracy",
    "province_accuracy",
    "province_macro_accuracy",
    "accuracy_not_wan",
    "province_accuracy_not_wan",
    "expected_calibration_error",
)


def table_of(pairs, model="lstm"):
    truths, predictions = zip(*pairs, strict=True)
    edits = [Levenshtein.distance(truth, prediction) for truth, prediction in pairs]
    return pd.DataFrame(
        {
            "model": model,
            "truth": truths,
            "prediction": predictions,
            "edits": edits,
            "correct": [truth == prediction for truth, prediction in pairs],
            "confidence": [0.9 - edit / 10 for edit in edits],
            "milliseconds": 2.0,
        }
    )


def test_cer_is_that_of_torchmetrics():
    text = pytest.importorskip("torchmetrics.text")
    rng = np.random.default_rng(0)
    pairs = [tuple("皖" + "".join(rng.choice(list("A01"), 6)) for _ in range(2)) for _ in range(200)]
    truths, predictions = map(list, zip(*pairs, strict=True))
    expected = float(text.CharErrorRate()(predictions, truths))
    assert summarise(table_of(pairs))["cer"]["value"] == pytest.approx(expected, abs=1e-6)


def test_every_figure_of_a_table_worked_out_by_hand():
    table = table_of(
        [
            ("皖A12345", "皖A12345"),
            ("皖A12345", "皖A12346"),
            ("皖A12345", "苏A12345"),
            ("苏A12345", "苏A12345"),
            ("浙A12345", "皖B12345"),
        ]
    )
    found = summarise(table)
    assert found["n"] == 5
    assert found["accuracy"]["value"] == pytest.approx(2 / 5)
    assert found["cer"]["value"] == pytest.approx(4 / 35)
    assert found["char_accuracy"]["value"] == pytest.approx(31 / 35)
    assert found["province_accuracy"]["value"] == pytest.approx(3 / 5)
    assert found["province_macro_accuracy"]["value"] == pytest.approx((2 / 3 + 1 + 0) / 3)
    assert found["n_provinces"] == 3
    assert found["accuracy_not_wan"]["value"] == pytest.approx(1 / 2)
    assert found["province_accuracy_not_wan"]["value"] == pytest.approx(1 / 2)
    assert found["n_not_wan"] == 2
    # Confidence 0.9 twice, right; 0.8 twice and 0.7 once, wrong.
    assert found["expected_calibration_error"]["value"] == pytest.approx((2 * 0.1 + 2 * 0.8 + 0.7) / 5)
    positions = [position["value"] for position in found["per_position_accuracy"]]
    assert positions == pytest.approx([3 / 5, 4 / 5, 1, 1, 1, 1, 4 / 5])
    assert found["ms_per_image"] == pytest.approx(2)


def test_characters_are_compared_by_position_and_edits_are_not():
    found = summarise(table_of([("皖A12345", "皖A23451")]))
    assert found["cer"]["value"] == pytest.approx(2 / 7)
    assert found["char_accuracy"]["value"] == pytest.approx(2 / 7)


def test_without_a_plate_from_elsewhere_that_rate_is_null():
    found = summarise(table_of([("皖A12345", "皖A12345")] * 3))
    assert found["accuracy_not_wan"] == {"value": None, "low": None, "high": None}
    assert found["n_not_wan"] == 0


@given(pairs)
def test_intervals_hold_their_value_and_are_json(pairs):
    found = summarise(table_of(pairs))
    for rate in [found[name] for name in RATES] + found["per_position_accuracy"]:
        if rate["value"] is not None:
            assert 0 <= rate["low"] <= rate["value"] <= rate["high"] <= 1
    assert json.loads(json.dumps(found, allow_nan=False)) == found


@given(pairs, st.randoms())
def test_the_order_of_the_rows_changes_nothing(pairs, random):
    shuffled = list(pairs)
    random.shuffle(shuffled)
    assert summarise(table_of(shuffled)) == summarise(table_of(pairs))


def test_the_seed_changes_the_interval_and_not_the_value():
    readings = ["皖A12345", "皖A12346", "苏B12345", "苏A67890", "皖C12300", "皖D12346"]
    table = table_of([("皖A12345", reading) for reading in readings] * 50)
    one, again, other = summarise(table, seed=1), summarise(table, seed=1), summarise(table, seed=2)
    assert one == again
    assert one["accuracy"]["value"] == other["accuracy"]["value"]
    assert one["cer"] != other["cer"]


def test_the_interval_is_the_one_that_theory_gives():
    right, wrong = ("皖A12345", "皖A12345"), ("皖A12345", "皖A12346")
    found = summarise(table_of([right] * 360 + [wrong] * 40))["accuracy"]
    half_width = 1.96 * math.sqrt(0.9 * 0.1 / 400)
    assert found["low"] == pytest.approx(0.9 - half_width, abs=0.006)
    assert found["high"] == pytest.approx(0.9 + half_width, abs=0.006)


def test_an_empty_table_and_one_of_two_models_are_refused():
    table = table_of([("皖A12345", "皖A12345")])
    with pytest.raises(DataError, match="empty"):
        summarise(table.iloc[:0])
    with pytest.raises(DataError, match="2 models"):
        summarise(pd.concat([table, table_of([("皖A12345", "皖A12345")], model="simple")]))


def test_plates_of_eight_have_eight_positions():
    figures = summarise(table_of([("皖AD12345", "皖AD12345"), ("苏BF12345", "苏BF12340")]))
    assert [one["value"] for one in figures["per_position_accuracy"]] == [1] * 7 + [0.5]
    assert figures["cer"]["value"] == pytest.approx(1 / 16)


def test_plates_of_seven_and_eight_characters_worked_out_by_hand():
    figures = summarise(
        table_of(
            [
                ("皖A12345", "皖A12345"),
                ("苏BF12345", "苏BF12340"),
                ("苏BF12345", "苏BF1234"),
                ("皖A12345", "皖A123456"),
            ]
        )
    )
    assert figures["accuracy"]["value"] == 1 / 4
    assert figures["cer"]["value"] == pytest.approx(3 / 30)
    assert figures["char_accuracy"]["value"] == pytest.approx(28 / 30), "what is read behind the end is only an edit"
    positions = [one["value"] for one in figures["per_position_accuracy"]]
    assert positions == [1] * 7 + [0], "only plates of eight have an eighth position"


def test_plates_that_begin_with_no_province_do_not_count_for_provinces():
    figures = summarise(table_of([("皖A12345", "苏A12345"), ("WJ皖12345", "WJ皖12345"), ("224015使", "224015使")]))
    assert figures["province_accuracy"]["value"] == 0
    assert (figures["n_provinces"], figures["n_not_wan"], figures["accuracy"]["value"]) == (1, 0, pytest.approx(2 / 3))
    services = summarise(table_of([("WJ皖12345", "WJ皖12345")]))
    assert services["province_accuracy"] == {"value": None, "low": None, "high": None}
    assert services["accuracy"]["value"] == 1
