import json
from dataclasses import replace

import numpy as np
import pytest
from fake_detector import detected
from hypothesis import given
from hypothesis import strategies as st

from plateocr.pipeline.prediction import PlatePrediction, decode_probabilities
from plateocr.pipeline.record import ImageRecord, error_record, image_record
from plateocr.pipeline.results import Detection, ImageReading, NothingFound, PlateReading
from plateocr.pipeline.verdict import Doubt, Judgement, Verdict
from plateocr.plates import Layout, PlateKind

SIZE = (800, 600)


def predicted(seed):
    generator = np.random.default_rng(seed)
    province, tail = generator.dirichlet(np.ones(31)), generator.dirichlet(np.ones(35), 6)
    return decode_probabilities(province.astype(np.float32), tail.astype(np.float32), 0.5)


NOT_READ = Judgement(Verdict.NOT_READ)


def reading_of(*plates, as_crop=False, problem=None, milliseconds=()):
    """Plates as (detected, {model: prediction}), perhaps with the judgement and the colour."""
    return ImageReading(
        SIZE, Detection(as_crop, problem=problem), tuple(PlateReading(*plate) for plate in plates), dict(milliseconds)
    )


def test_a_crop_has_no_corners_and_the_answers_of_all_models():
    sure, unsure = replace(predicted(1), confidence=0.9), replace(predicted(2), confidence=0.2)
    judgement = Judgement(Verdict.CHECK, (Doubt.CHARACTER, Doubt.DISAGREEMENT), (2, 5))
    plate = (None, {"simple": unsure, "lstm": sure}, judgement)
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
    assert (plate["layout"], plate["corners"], plate["score"]) == ("seven", None, None)
    assert (plate["verdict"], plate["doubts"], plate["positions"]) == ("check", ["character", "disagreement"], [2, 5])
    assert plate["note"] == "Check this: a character is uncertain; the models disagree."
    assert (plate["model"], plate["text"], plate["confidence"]) == ("lstm", sure.text, 0.9)
    assert plate["models_agree"] is False
    assert plate["readings"]["simple"]["milliseconds"] == 1.23
    assert len(plate["readings"]["simple"]["characters"]) == 7


def test_a_photo_has_corners_in_pixels_and_names_unread_plates():
    other = detected(400, 300, 120.06, 35, Layout.OTHER, score=0.7)
    seven = (detected(100, 100, 200, 60), {"lstm": predicted(1)}, Judgement(Verdict.SURE))
    unread = (other, {"lstm": predicted(2)}, NOT_READ)
    record = image_record("car.jpg", reading_of(seven, unread)).to_dict()
    first, second = record["plates"]
    assert record["view"] == "photo"
    assert first["corners"] == [[100, 100], [300, 100], [300, 160], [100, 160]]
    assert (first["models_agree"], first["readings"]["lstm"]["milliseconds"]) == (None, None)
    assert (first["verdict"], first["note"]) == ("sure", None)
    assert second["corners"][1] == [520.1, 300]
    assert (second["verdict"], second["layout"], second["kind"], second["score"]) == ("not_read", "other", None, 0.7)
    assert (second["readings"], second["models_agree"]) == ({}, None)
    assert (second["text"], second["confidence"], second["model"]) == (None, None, None)
    assert second["note"].startswith("A plate that plateocr does not read")


def test_a_plate_without_readings_has_the_layout_that_was_detected():
    (plate,) = image_record("a.jpg", reading_of((detected(1, 1, 50, 50, Layout.TWO_ROWS), {}, NOT_READ))).plates
    assert (plate.layout, plate.text, plate.readings) == (Layout.TWO_ROWS, None, {})


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


@pytest.mark.parametrize(
    ("text", "layout", "ground", "kind"),
    [
        ("皖A12345", Layout.SEVEN, "blue", PlateKind.BLUE),
        ("皖A12345", Layout.SEVEN, "yellow", PlateKind.YELLOW),
        ("皖A12345", Layout.SEVEN, "", PlateKind.BLUE),
        ("皖A1234警", Layout.SEVEN, "blue", PlateKind.POLICE),
        ("皖A12345", Layout.TWO_ROWS, "yellow", PlateKind.YELLOW_TWO_ROWS),
        ("皖A12345", Layout.TWO_ROWS, "blue", PlateKind.MOTORCYCLE),
        ("皖AD12345", Layout.EIGHT, "green", PlateKind.GREEN),
        ("皖A12345D", Layout.EIGHT, "green", PlateKind.GREEN_LARGE),
        ("WJ皖12345", Layout.TWO_ROWS_EIGHT, "white", PlateKind.ARMED_POLICE_TWO_ROWS),
    ],
)
def test_the_kind_follows_from_number_layout_and_colour(text, layout, ground, kind):
    plate = (None, {"mine": PlatePrediction(text, (), 0.9, (), layout)}, Judgement(Verdict.CHECK), ground)
    (record,) = image_record("a.jpg", reading_of(plate, as_crop=True), []).to_dict()["plates"]
    assert (record["kind"], record["layout"]) == (kind.value, layout.value)


def test_a_number_of_no_kind_has_no_kind():
    plate = (None, {"mine": PlatePrediction("皖A1234警", (), 0.9, (), Layout.EIGHT)})
    assert image_record("a.jpg", reading_of(plate, as_crop=True)).plates[0].kind is None
