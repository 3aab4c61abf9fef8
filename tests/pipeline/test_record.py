import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateocr.pipeline.detector import Confirmation
from plateocr.pipeline.finding import NothingFound
from plateocr.pipeline.photo import PhotoReading, PlateInPhoto
from plateocr.pipeline.prediction import decode_probabilities
from plateocr.pipeline.record import ImageRecord, error_record, image_record
from plateocr.pipeline.several import ModelReading
from plateocr.plates import PlateKind

# pytest's importlib mode leaves the folder of shared helpers off the path.
sys.path.append(str(Path(__file__).resolve().parents[1]))

from fake_detector import detected

SIZE = (800, 600)


def predicted(seed):
    generator = np.random.default_rng(seed)
    province, tail = generator.dirichlet(np.ones(31)), generator.dirichlet(np.ones(35), 6)
    return decode_probabilities(province.astype(np.float32), tail.astype(np.float32), 0.5)


def reading_of(*plates, as_crop=False, problem=None):
    return PhotoReading(tuple(PlateInPhoto(*plate) for plate in plates), as_crop, problem)


def test_a_crop_has_no_corners_and_the_answers_of_all_models():
    sure, unsure = replace(predicted(1), confidence=0.9), replace(predicted(2), confidence=0.2)
    readings = [
        ModelReading(name, reading_of((None, prediction), as_crop=True), 1.234)
        for name, prediction in (("simple", unsure), ("lstm", sure))
    ]
    record = image_record("a.jpg", SIZE, readings, ["The file ends early."]).to_dict()
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


def test_a_photo_has_corners_in_pixels_and_names_what_is_not_read():
    eight = detected(400, 300, 120.06, 35, kind=PlateKind.EIGHT, score=0.7)
    seven = (detected(100, 100, 200, 60), predicted(1))
    record = image_record("car.jpg", SIZE, [ModelReading("lstm", reading_of(seven, (eight, None)))]).to_dict()
    first, second = record["plates"]
    assert record["view"] == "photo"
    assert first["corners"] == [[100, 100], [300, 100], [300, 160], [100, 160]]
    assert (first["models_agree"], first["readings"]["lstm"]["milliseconds"]) == (None, None)
    assert second["corners"][1] == [520.1, 300]
    assert (second["kind"], second["score"]) == ("eight", 0.7)
    assert (second["text"], second["confidence"], second["model"], second["readings"]) == (None, None, None, {})
    assert "eight characters" in second["note"]


def test_two_rows_that_were_read_have_a_note_too():
    rows = replace(detected(100, 100, 200, 100, kind=PlateKind.TWO_ROWS), confirmation=Confirmation(None, None))
    (plate,) = image_record("a.jpg", SIZE, [ModelReading("lstm", reading_of((rows, predicted(1))))]).plates
    assert plate.text == predicted(1).text
    assert "set out in one" in plate.note


@pytest.mark.parametrize("problem", NothingFound)
def test_a_photo_without_plates_says_why(problem):
    record = image_record("a.jpg", SIZE, [ModelReading("lstm", reading_of(problem=problem))])
    assert record.plates == ()
    assert record.problem.code == problem.value
    assert record.problem.message.startswith("No plate found")


def test_a_file_that_cannot_be_opened_is_a_record_too():
    record = error_record("a.jpg", "a.jpg is empty (0 bytes).").to_dict()
    assert record["error"] == {"code": "not_opened", "message": "a.jpg is empty (0 bytes)."}
    assert (record["width"], record["height"], record["view"], record["plates"]) == (None, None, None, [])


@given(st.integers(0, 2**31), st.text(), st.lists(st.floats(-1e4, 1e4), min_size=4, max_size=4))
def test_json_holds_all_of_it(seed, name, place):
    plates = (detected(*place), predicted(seed)), (None, predicted(seed + 1))
    record = image_record(name, SIZE, [ModelReading("lstm", reading_of(*plates), 2.0)])
    assert ImageRecord.model_validate_json(json.dumps(record.to_dict())) == record
