import json
from dataclasses import replace

import numpy as np
import pytest
from fake_detector import detected
from hypothesis import given
from hypothesis import strategies as st

from plateocr.pipeline.prediction import decode_probabilities
from plateocr.pipeline.record import ImageRecord, error_record, image_record
from plateocr.pipeline.results import Detection, ImageReading, NothingFound, PlateReading
from plateocr.plates import PlateKind

SIZE = (800, 600)


def predicted(seed):
    generator = np.random.default_rng(seed)
    province, tail = generator.dirichlet(np.ones(31)), generator.dirichlet(np.ones(35), 6)
    return decode_probabilities(province.astype(np.float32), tail.astype(np.float32), 0.5)


def reading_of(*plates, as_crop=False, problem=None, milliseconds=()):
    """Plates as (detected, {model: prediction})."""
    return ImageReading(
        SIZE, Detection(as_crop, problem=problem), tuple(PlateReading(*plate) for plate in plates), dict(milliseconds)
    )


def test_a_crop_has_no_corners_and_the_answers_of_all_models():
    sure, unsure = replace(predicted(1), confidence=0.9), replace(predicted(2), confidence=0.2)
    plate = (None, {"simple": unsure, "lstm": sure})
    reading = reading_of(plate, as_crop=True, milliseconds={"simple": 1.234, "lstm": 1.234})
    record = image_record("a.jpg", reading, ["The file ends early."]).to_dict()
    (plate,) = record.pop("plates")
    assert record == {
        "file": "a.jpg",
        "width": 800,
        "height": 600,
        "view": "crop",
        "remarks": ["The file ends early."],
        "problem": None,
        "error": None,
    }
    assert (plate["kind"], plate["corners"], plate["score"], plate["note"]) == ("seven", None, None, None)
    assert (plate["model"], plate["text"], plate["confidence"]) == ("lstm", sure.text, 0.9)
    assert plate["models_agree"] is False
    assert plate["readings"]["simple"]["milliseconds"] == 1.23
    assert len(plate["readings"]["simple"]["characters"]) == 7


def test_a_photo_has_corners_in_pixels_and_names_unread_plates():
    eight = detected(400, 300, 120.06, 35, kind=PlateKind.EIGHT, score=0.7)
    seven = (detected(100, 100, 200, 60), {"lstm": predicted(1)})
    record = image_record("car.jpg", reading_of(seven, (eight, {}))).to_dict()
    first, second = record["plates"]
    assert record["view"] == "photo"
    assert first["corners"] == [[100, 100], [300, 100], [300, 160], [100, 160]]
    assert (first["models_agree"], first["readings"]["lstm"]["milliseconds"]) == (None, None)
    assert second["corners"][1] == [520.1, 300]
    assert (second["kind"], second["score"]) == ("eight", 0.7)
    assert (second["text"], second["confidence"], second["model"], second["readings"]) == (None, None, None, {})
    assert "eight characters" in second["note"]


def test_two_rows_that_were_read_have_a_note_too():
    rows = detected(100, 100, 200, 100, kind=PlateKind.TWO_ROWS, legible=True)
    (plate,) = image_record("a.jpg", reading_of((rows, {"lstm": predicted(1)}))).plates
    assert plate.text == predicted(1).text
    assert "set out in one" in plate.note


@pytest.mark.parametrize("problem", NothingFound)
def test_a_photo_without_plates_says_why(problem):
    record = image_record("a.jpg", reading_of(problem=problem))
    assert record.plates == ()
    assert record.problem.code == problem.value
    assert record.problem.message.startswith("No plate found")


def test_a_file_that_cannot_be_opened_is_a_record_too():
    record = error_record("a.jpg", "a.jpg is empty (0 bytes).").to_dict()
    assert record["error"] == {"code": "not_opened", "message": "a.jpg is empty (0 bytes)."}
    assert (record["width"], record["height"], record["view"], record["plates"]) == (None, None, None, [])


@given(st.integers(0, 2**31), st.text(), st.lists(st.floats(-1e4, 1e4), min_size=4, max_size=4))
def test_json_holds_all_of_it(seed, name, place):
    plates = (detected(*place), {"lstm": predicted(seed)}), (None, {"lstm": predicted(seed + 1)})
    record = image_record(name, reading_of(*plates, milliseconds={"lstm": 2.0}))
    assert ImageRecord.model_validate_json(json.dumps(record.to_dict())) == record


@pytest.mark.parametrize(("text", "kind"), [("皖A12345", "seven"), ("皖AD12345", "eight")])
def test_a_crop_is_of_the_kind_that_was_read(text, kind):
    plate = (None, {"mine": replace(predicted(1), text=text)})
    assert image_record("a.jpg", reading_of(plate, as_crop=True), []).to_dict()["plates"][0]["kind"] == kind
