import csv
import io

from fake_detector import detected
from hypothesis import given
from hypothesis import strategies as st

from plateocr.pipeline.prediction import CharacterPrediction, Flag, PlatePrediction
from plateocr.pipeline.record import error_record, image_record
from plateocr.pipeline.record_csv import records_csv
from plateocr.pipeline.results import Detection, ImageReading, PlateReading
from plateocr.pipeline.verdict import Judgement, Verdict
from plateocr.plates import Layout


def predicted(text, confidence=0.75, flags=()):
    return PlatePrediction(text, tuple(CharacterPrediction(one, 0.9, ((one, 0.9),)) for one in text), confidence, flags)


def record_of(name, *plates, models=("lstm",), remarks=()):
    """Plates as (detected, prediction), the same for every model; without a prediction, not read."""
    read = [
        PlateReading(place, dict.fromkeys(models, one), Judgement(Verdict.SURE), "blue")
        if one
        else PlateReading(place, {}, Judgement(Verdict.NOT_READ))
        for place, one in plates
    ]
    return image_record(name, ImageReading((800, 600), Detection(as_crop=False), tuple(read)), remarks)


def rows_of(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_it_begins_with_the_mark_that_excel_needs():
    assert records_csv([]).startswith(
        b"\xef\xbb\xbffile,plate,verdict,text,confidence,kind,layout,corners,flags,model,problem,remarks"
    )


def test_one_row_per_plate():
    other = detected(400, 300, 120, 35, Layout.OTHER)
    seven = detected(100, 100, 200, 60), predicted("皖A12345", flags=(Flag.LOW_CONFIDENCE, Flag.IMPLAUSIBLE_PLATE))
    first, second = rows_of(records_csv([record_of("car.jpg", seven, (other, None))]))
    assert first == {
        "file": "car.jpg",
        "plate": "1",
        "verdict": "sure",
        "kind": "blue",
        "layout": "seven",
        "corners": "100.0,100.0 300.0,100.0 300.0,160.0 100.0,160.0",
        "text": "皖A12345",
        "confidence": "0.750000",
        "flags": "low_confidence implausible_plate",
        "model": "lstm",
        "problem": "",
        "remarks": "",
    }
    assert (second["plate"], second["verdict"], second["layout"]) == ("2", "not_read", "other")
    assert (second["kind"], second["text"], second["model"]) == ("", "", "")
    assert "does not read" in second["problem"]


def test_several_models_have_columns_of_their_own():
    both = record_of("a.jpg", (None, predicted("皖A12345")), models=("simple", "lstm"))
    row, bad = rows_of(records_csv([both, error_record("b.jpg", "b.jpg is empty (0 bytes).")]))
    assert row["simple_text"] == row["lstm_text"] == row["text"] == "皖A12345"
    assert (row["model"], row["lstm_confidence"], row["corners"]) == ("simple", "0.750000", "")
    assert (bad["file"], bad["plate"], bad["lstm_text"]) == ("b.jpg", "", "")
    assert bad["problem"] == "b.jpg is empty (0 bytes)."


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), min_size=1)))
def test_any_name_and_remark_comes_back(names):
    records = [record_of(name, (None, predicted("皖A12345")), remarks=[name]) for name in names]
    assert [(row["file"], row["remarks"]) for row in rows_of(records_csv(records))] == [(name, name) for name in names]
