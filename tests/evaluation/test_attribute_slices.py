import numpy as np
import pandas as pd
import pytest

from plateocr.evaluation.attribute_slices import slice_errors
from plateocr.evaluation.prepared import PreparedTable
from plateocr.evaluation.view import View, apply_view


@pytest.fixture(scope="module")
def table():
    """200 images of which the blurred ones are misread, half of them in the province."""
    generator = np.random.default_rng(0)
    sharpness = generator.integers(1, 60, 200).astype(float)
    tilt = generator.normal(0, 5, 200)
    tilt[:20] = np.nan
    truth = [generator.choice(list("皖苏浙"), p=[0.85, 0.1, 0.05]) + "A12345" for _ in range(200)]
    read = [
        text if sharp > 20 else ("京A12345" if index % 2 else text[:6] + "6")
        for index, (text, sharp) in enumerate(zip(truth, sharpness, strict=True))
    ]
    return pd.DataFrame(
        {
            "id": [f"{index:016x}" for index in range(200)],
            "file": [f"{index:04d}.jpg" for index in range(200)],
            "model": "lstm",
            "truth": truth,
            "prediction": read,
            "edits": [int(a != b) for a, b in zip(truth, read, strict=True)],
            "correct": [a == b for a, b in zip(truth, read, strict=True)],
            "confidence": 0.5,
            "width": 100,
            "sharpness": sharpness,
            "tilt": tilt,
        }
    )


def test_a_click_on_a_slice_finds_the_images_that_the_slice_counts(table):
    prepared, view = PreparedTable(table), View(model="lstm")
    for row in slice_errors(table).itertuples():
        rows = apply_view(prepared, view.changed(**row.filter))
        assert len(rows) == (row.errors if row.name == "position" else row.n)
        assert (~rows["correct"]).sum() == row.errors


def test_negative_ends_of_a_range_have_a_minus_sign(table):
    slices = slice_errors(table.assign(tilt=np.linspace(-5.5, -0.25, len(table))))
    labels = slices[slices["name"] == "tilt"]["label"].tolist()
    assert any(label.startswith("−5.5 – −") for label in labels)
    assert not any("-" in label for label in labels)


def test_the_slice_with_the_most_errors_comes_first(table):
    slices = slice_errors(table)
    assert slices["error_mass"].is_monotonic_decreasing
    assert slices["error_mass"].between(0, 1).all()
    sharpness = slices[slices["name"] == "sharpness"]
    blurred = sharpness.iloc[0]
    assert blurred["error_rate"] == 1
    assert blurred["label"].startswith("1 – ")
    assert sharpness["n"].sum() == 200
    assert sharpness["error_mass"].sum() == pytest.approx(1)
    assert (slices["low"] <= slices["error_rate"]).all()
    assert (slices["error_rate"] <= slices["high"]).all()


def test_positions_and_provinces_count_their_own_errors(table):
    slices = slice_errors(table).set_index(["name", "label"])
    wrong_province = (table["truth"].str[0] != table["prediction"].str[0]).sum()
    assert slices.loc[("position", "1"), "errors"] == wrong_province
    assert slices.loc[("position", "2"), "errors"] == 0
    zhe = table["truth"].str.startswith("浙")
    assert slices.loc[("province", "浙"), "n"] == zhe.sum()
    assert slices.loc[("province", "浙"), "small"]
    assert not slices.loc[("province", "皖"), "small"]


def test_a_constant_attribute_is_one_slice_and_an_unmeasured_one_is_left_out(table):
    counts = slice_errors(table)["name"].value_counts()
    assert counts["width"] == 1
    assert "contrast" not in counts
    assert slice_errors(table.drop(columns="tilt"))["name"].isin(["tilt"]).sum() == 0


def test_kinds_of_plate_are_slices_if_there_are_several(table):
    assert "kind" not in set(slice_errors(table)["name"])
    assert "kind" not in set(slice_errors(table.assign(kind="blue"))["name"])
    mixed = table.assign(kind=["blue"] * 150 + ["police"] * 50)
    slices = slice_errors(mixed).set_index(["name", "label"])
    assert slices.loc[("kind", "police"), "n"] == 50
    view = View(model="lstm", **slices.loc[("kind", "police"), "filter"])
    assert len(apply_view(PreparedTable(mixed), view)) == 50


def test_images_whose_attribute_is_not_known_are_in_no_slice_of_it(table):
    slices = slice_errors(table)
    assert slices.loc[slices["name"] == "tilt", "n"].sum() == 180


def test_no_rows_and_no_errors(table):
    assert slice_errors(table.iloc[:0]).empty
    right = slice_errors(table[table["correct"]])
    assert (right["error_mass"] == 0).all()
    assert (right["high"] > 0).all()
