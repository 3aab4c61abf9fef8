import json
import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from plateocr import PlateReader
from plateocr.data.folder import PlateFolder
from plateocr.data.photo_annotations import AnnotatedPhoto, AnnotatedPlate, read_annotations, turned_box
from plateocr.errors import DataError
from plateocr.evaluation.photos import (
    CROPS_NAME,
    cut_plates,
    fold,
    match_boxes,
    photo_metrics,
    photo_outcomes,
    write_photos,
)
from plateocr.evaluation.run import evaluate_folder
from plateocr.reading.locate import PlateKind

# pytest's importlib mode leaves the folder of shared helpers off the path.
sys.path.append(str(Path(__file__).resolve().parents[1]))

from fake_locator import FakeLocator, located

CCPD_NAME = "025-95_113-154&383_386&473-386&473_177&454_154&383_363&402-0_0_22_27_27_33_16-37-15.jpg"


class TestAnnotations:
    def photo(self, folder, name="car.jpg"):
        Image.new("RGB", (800, 600)).save(folder / name)

    def test_ccpd_names_need_no_file(self, tmp_path):
        self.photo(tmp_path, CCPD_NAME)
        self.photo(tmp_path, "other.jpg")
        (photo,) = read_annotations(tmp_path)
        assert photo.plates == (AnnotatedPlate("皖AY339S", (154, 383, 386, 473)),)

    def test_turned_boxes_and_upright_boxes(self, tmp_path):
        self.photo(tmp_path)
        self.photo(tmp_path, "two.jpg")
        turned = {"plate": "京A88731", "colour": "blue", "cx": 100, "cy": 50, "w": 80, "h": 20, "angle": 0}
        upright = {"box": [1, 2, 81, 22], "plate": None, "kind": "blue"}
        (tmp_path / "a.json").write_text(json.dumps({"car.jpg": [turned], "two.jpg": upright}), encoding="utf-8")
        first, second = read_annotations(tmp_path, tmp_path / "a.json")
        assert first.plates == (AnnotatedPlate("京A88731", (60, 40, 140, 60)),)
        assert second.plates == (AnnotatedPlate(None, (1, 2, 81, 22)),)

    @pytest.mark.parametrize(
        ("text", "named"),
        [("[]", "must map file names"), ("{", "cannot be read as JSON"), ('{"car.jpg": [{"cx": 1}]}', "car.jpg")],
    )
    def test_what_cannot_be_used_is_said(self, tmp_path, text, named):
        self.photo(tmp_path)
        (tmp_path / "a.json").write_text(text, encoding="utf-8")
        with pytest.raises(DataError, match=named):
            read_annotations(tmp_path, tmp_path / "a.json")

    def test_a_folder_without_annotated_photos_is_refused(self, tmp_path):
        self.photo(tmp_path)
        with pytest.raises(DataError, match="--annotations"):
            read_annotations(tmp_path)

    @given(st.floats(1, 100), st.floats(1, 100), st.floats(-180, 180))
    def test_a_turned_box_lies_in_its_upright_box(self, width, height, angle):
        left, top, right, bottom = turned_box(0, 0, width, height, angle)
        assert right - left >= min(width, height) - 1e-6
        assert (right - left) ** 2 + (bottom - top) ** 2 <= 2 * (width**2 + height**2) + 1e-6
        assert left == pytest.approx(-right)
        assert turned_box(0, 0, height, width, angle + 90) == pytest.approx((left, top, right, bottom), abs=1e-6)


def test_boxes_are_matched_once_and_the_best_first():
    truth = [(0, 0, 100, 30), (200, 0, 300, 30)]
    found = [(10, 0, 110, 30), (0, 0, 100, 30), (500, 500, 520, 510)]
    assert match_boxes(truth, found) == {0: 1}
    assert match_boxes(truth, []) == {}
    assert match_boxes(truth, truth) == {0: 0, 1: 1}


@pytest.fixture
def photos(tmp_path, noise_picture):
    """A photo with two plates of which one is found, and one with a plate that is not seven characters."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for seed, name in enumerate(("a.png", "b.png")):
        noise_picture(seed, (800, 600)).save(folder / name)
    (folder / "broken.png").write_bytes(b"no picture")
    first = AnnotatedPhoto(
        folder / "a.png",
        (AnnotatedPlate("皖A12345", (100, 100, 300, 160)), AnnotatedPlate("皖A12346", (500, 400, 600, 430))),
    )
    second = AnnotatedPhoto(folder / "b.png", (AnnotatedPlate("皖AD12345", (105, 100, 305, 160)),))
    return [first, second, AnnotatedPhoto(folder / "broken.png", ())]


def test_plates_are_cut_scored_and_counted(photos, checkpoints, tmp_path):
    locator = FakeLocator(located(105, 100, 200, 60), located(20, 300, 90, 30, kind=PlateKind.EIGHT))
    out = tmp_path / "out"
    done = []
    found = cut_plates(photos, locator, out, done.append)
    assert sum(done) == 3
    assert [plate.found for plate in found.plates] == [True, False, True]
    assert [plate.in_scope for plate in found.plates] == [True, True, False]
    assert found.plates[0].overlap == pytest.approx(195 / 205)
    assert [path.name for path in (out / CROPS_NAME).iterdir()] == ["0000-皖A12345.png"]
    assert found.false_alarms == (), "a green plate that is not annotated is no false alarm"
    assert [bad.path.name for bad in found.bad] == ["broken.png"]

    reader = PlateReader.from_checkpoint(checkpoints / "simple")
    table = evaluate_folder(PlateFolder.scan(out / CROPS_NAME), [reader]).table
    outcomes = photo_outcomes(found, table)
    assert outcomes["outcome"].tolist() == ["misread", "missed"]
    metrics = photo_metrics(found, outcomes)
    assert metrics["recall"]["value"] == pytest.approx(2 / 3)
    assert metrics["precision"] == 1
    assert metrics["in_scope"] == 2
    assert metrics["models"]["simple"]["exact"]["value"] == 0
    write_photos(outcomes, metrics, out)
    assert json.loads((out / "metrics.json").read_text(encoding="utf-8"))["photos"]["photos"] == 2


def test_a_right_reading_counts_with_o_and_0_folded(photos, tmp_path):
    found = cut_plates(photos[:1], FakeLocator(located(100, 100, 200, 60), located(300, 300, 80, 30)), tmp_path)
    assert len(found.false_alarms) == 1
    table = pd.DataFrame({"model": ["lstm"], "file": ["0000-皖A12345.png"], "prediction": ["皖A12345"]})
    outcomes = photo_outcomes(found, table)
    assert outcomes["outcome"].tolist() == ["right", "missed", "false_alarm"]
    metrics = photo_metrics(found, outcomes)
    assert metrics["models"]["lstm"]["exact_folded"]["value"] == 0.5
    assert metrics["precision"] == 0.5
    assert fold("浙OO0") == "浙000"
