import pandas as pd
import pytest

from plateocr.evaluation.flagged import flagged_images


@pytest.fixture
def table():
    rows = [
        ("2", "b.jpg", "simple", "皖A22222", "皖A2222Z", 0.5),
        ("1", "a.jpg", "simple", "皖A11111", "皖A11111", 0.6),
        ("2", "b.jpg", "lstm", "皖A22222", "皖AZ2222", 0.9),
    ]
    return pd.DataFrame(rows, columns=["id", "file", "model", "truth", "prediction", "confidence"])


def test_one_row_per_image_with_each_models_reading(table):
    flagged = flagged_images(table, ["2", "1", "2", "unknown"])
    assert flagged["file"].tolist() == ["a.jpg", "b.jpg"]
    assert flagged.iloc[1].to_dict() == {
        "file": "b.jpg",
        "id": "2",
        "truth": "皖A22222",
        "simple_prediction": "皖A2222Z",
        "simple_confidence": 0.5,
        "lstm_prediction": "皖AZ2222",
        "lstm_confidence": 0.9,
    }
    assert flagged["lstm_prediction"].isna().tolist() == [True, False]


def test_no_flags_give_an_empty_table_with_its_columns(table):
    assert flagged_images(table, []).columns.tolist() == flagged_images(table, ["1"]).columns.tolist()
    assert flagged_images(table, []).empty
