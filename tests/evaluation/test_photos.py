import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from fake_detector import FakeDetector, SureReader, Whole, detected, sure_pipeline
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from plateocr import PlateReader
from plateocr.data.folder import PlateFolder
from plateocr.data.photo_annotations import AnnotatedPhoto, AnnotatedPlate, read_annotations, turned_box
from plateocr.errors import DataError
from plateocr.evaluation.photo_metrics import photo_metrics
from plateocr.evaluation.photo_table import (
    PHOTO_SCHEMA,
    PHOTOS_NAME,
    Outcome,
    fold,
    photo_table,
    read_photo_table,
    write_photo_table,
)
from plateocr.evaluation.photos import ALARMS_NAME, CROPS_NAME, cut_plates, match_boxes, read_alarms
from plateocr.evaluation.run import evaluate_folder
from plateocr.files import sha256_of
from plateocr.models.registry import LAYOUT_CLASSES
from plateocr.pipeline.pipeline import PlatePipeline
from plateocr.pipeline.prediction import CharacterPrediction
from plateocr.pipeline.results import Detection, ImageReading, PlateReading
from plateocr.plates import READ_LAYOUTS, Layout

CCPD_NAME = "025-95_113-154&383_386&473-386&473_177&454_154&383_363&402-0_0_22_27_27_33_16-37-15.jpg"


class TestAnnotations:
    def photo(self, folder, name="car.jpg"):
        Image.new("RGB", (800, 600)).save(folder / name)

    def test_ccpd_names_need_no_file(self, tmp_path):
        self.photo(tmp_path, CCPD_NAME)
        self.photo(tmp_path, "other.jpg")
        (photo,) = read_annotations(tmp_path)
        corners = ((154, 383), (363, 402), (386, 473), (177, 454))
        assert photo.plates == (AnnotatedPlate("皖AY339S", (154, 383, 386, 473), corners=corners),)

    def test_turned_boxes_and_upright_boxes(self, tmp_path):
        self.photo(tmp_path)
        self.photo(tmp_path, "two.jpg")
        turned = {"plate": "京A88731", "colour": "blue", "cx": 100, "cy": 50, "w": 80, "h": 20, "angle": 0}
        upright = {"box": [1, 2, 81, 22], "plate": None, "kind": "blue"}
        (tmp_path / "a.json").write_text(json.dumps({"car.jpg": [turned], "two.jpg": upright}), encoding="utf-8")
        first, second = read_annotations(tmp_path, tmp_path / "a.json")
        assert first.plates == (AnnotatedPlate("京A88731", (60, 40, 140, 60)),)
        assert second.plates == (AnnotatedPlate(None, (1, 2, 81, 22), "blue"),)

    @pytest.mark.parametrize(
        ("annotation", "eight"),
        [
            ({"box": [1, 2, 81, 22], "plate": None, "kind": "green, eight characters"}, True),
            ({"box": [1, 2, 81, 22], "plate": "皖AD12345"}, True),
            ([{"plate": "皖AD12345", "cx": 100, "cy": 50, "w": 80, "h": 20, "angle": 0}], True),
            ({"box": [1, 2, 81, 22], "plate": "皖A12345", "kind": "blue"}, False),
        ],
    )
    def test_plates_of_eight_characters_are_known_by_their_kind_or_text(self, tmp_path, annotation, eight):
        self.photo(tmp_path)
        (tmp_path / "a.json").write_text(json.dumps({"car.jpg": annotation}), encoding="utf-8")
        (photo,) = read_annotations(tmp_path, tmp_path / "a.json")
        assert [plate.eight for plate in photo.plates] == [eight]

    def test_photos_missing_from_the_file_may_have_a_ccpd_name(self, tmp_path):
        for name in ("car.jpg", "other.jpg", CCPD_NAME):
            self.photo(tmp_path, name)
        (tmp_path / "a.json").write_text(json.dumps({"car.jpg": {"box": [1, 2, 81, 22]}}), encoding="utf-8")
        photos = read_annotations(tmp_path, tmp_path / "a.json")
        assert {photo.path.name: photo.plates[0].plate for photo in photos} == {"car.jpg": None, CCPD_NAME: "皖AY339S"}

    @pytest.mark.parametrize(
        ("text", "named"),
        [("[]", "must map file names"), ("{", "cannot be read as JSON"), ('{"car.jpg": [{"cx": 1}]}', "car.jpg")],
    )
    def test_unusable_annotations_are_reported(self, tmp_path, text, named):
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
def photos(tmp_path, noise_image):
    """A photo with two plates of which one is found, and one with a plate of eight characters."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for seed, name in enumerate(("a.png", "b.png")):
        noise_image(seed, (800, 600)).save(folder / name)
    (folder / "broken.png").write_bytes(b"no image")
    first = AnnotatedPhoto(
        folder / "a.png",
        (AnnotatedPlate("皖A12345", (100, 100, 300, 160)), AnnotatedPlate("皖A12346", (500, 400, 600, 430))),
    )
    second = AnnotatedPhoto(folder / "b.png", (AnnotatedPlate("皖AD12345", (105, 100, 305, 160)),))
    return [first, second, AnnotatedPhoto(folder / "broken.png", ())]


def test_plates_are_cut_scored_and_counted(photos, checkpoints, tmp_path):
    pipeline = sure_pipeline(detected(105, 100, 200, 60), detected(20, 300, 90, 30, Layout.EIGHT))
    out = tmp_path / "out"
    done = []
    found = cut_plates(photos, tmp_path, pipeline, out, done.append)
    assert sum(done) == 3
    assert [plate.found is not None for plate in found.plates] == [True, False, True]
    assert [plate.in_scope for plate in found.plates] == [True, True, True]
    assert found.plates[0].overlap == pytest.approx(195 / 205)
    assert sorted(path.name for path in (out / CROPS_NAME).iterdir()) == ["0000-皖A12345.png", "0002-皖AD12345.png"]
    assert len(found.false_alarms) == 2, "the green plate that is not annotated, in both photos"
    assert [bad.path.name for bad in found.bad] == ["broken.png"]

    reader = PlateReader.from_checkpoint(checkpoints / "simple")
    table = evaluate_folder(PlateFolder.scan(out / CROPS_NAME), [reader]).table
    outcomes = photo_table(found, table, ["simple"])
    assert outcomes["outcome"].tolist() == ["misread", "missed", "misread", "false_alarm", "false_alarm"]
    metrics = photo_metrics(found, outcomes, tmp_path)
    assert metrics["recall"]["value"] == pytest.approx(2 / 3)
    assert (metrics["detections"], metrics["false_alarms"]) == (4, 2)
    assert metrics["precision"] == 0.5, "two annotated plates, one of them green, and twice a green one that is not"
    assert (metrics["photos"], metrics["plates"], metrics["found"], metrics["in_scope"]) == (2, 3, 2, 3)
    assert metrics["models"]["simple"]["exact"]["value"] == 0
    assert metrics["models"]["simple"]["outcomes"] == {"misread": 2, "missed": 1}


@pytest.mark.parametrize("layout", READ_LAYOUTS)
def test_plates_of_every_layout_are_cut_out_as_they_are(photos, tmp_path, layout):
    found = cut_plates(photos[:1], tmp_path, sure_pipeline(detected(105, 100, 200, 100, layout)), tmp_path)
    assert found.plates[0].crop == "0000-皖A12345.png"
    with Image.open(tmp_path / CROPS_NAME / "0000-皖A12345.png") as crop:
        assert crop.size == (224, 120), "with a margin"


def test_a_plate_that_is_not_read_is_found_and_is_no_false_alarm(photos, tmp_path):
    reader = SureReader()
    reader.preparer = Whole(scores=np.eye(LAYOUT_CLASSES, dtype=np.float32)[list(Layout).index(Layout.OTHER)])
    unsure = [
        replace(one, confidence=0.1, characters=(CharacterPrediction("0", 0.1, ()),) * 7)
        for one in reader.read_prepared([None])
    ]
    reader.read_prepared = lambda prepared: unsure * len(prepared)
    plates = detected(105, 100, 200, 60, Layout.OTHER), detected(20, 300, 90, 30, Layout.OTHER)
    found = cut_plates(photos[:1], tmp_path, PlatePipeline([reader], FakeDetector(*plates)), tmp_path)
    assert (found.plates[0].found.layout, found.plates[0].crop) == (Layout.OTHER, None)
    assert (found.false_alarms, found.detections, found.has_crops) == ((), 2, False)


def test_a_turned_crop_is_cut_out_upright(tmp_path, noise_image):
    noise_image(1, (120, 40)).transpose(Image.Transpose.ROTATE_90).save(tmp_path / "lying.png")
    photo = AnnotatedPhoto(tmp_path / "lying.png", (AnnotatedPlate("皖A12345", (0, 0, 40, 120)),))
    read = PlateReading(None, {"sure": SureReader().read_prepared([None])[0]})

    class Turning:
        def read_images(self, images):
            return [ImageReading((40, 120), Detection(as_crop=True, turned=90), (read,))]

    (plate,) = cut_plates([photo], tmp_path, Turning(), tmp_path / "out").plates
    assert plate.overlap == 1
    assert plate.found.corners == ((0, 120), (0, 0), (40, 0), (40, 120)), "its upper edge runs upwards on the left"
    with Image.open(tmp_path / "out" / CROPS_NAME / plate.crop) as crop:
        assert crop.tobytes() == noise_image(1, (120, 40)).tobytes()


@pytest.mark.parametrize(
    "text",
    [
        "x-京A12345",
        "京A12345.jpg",
        "京A12345_2",
        "照片 京A12345",
        "a/京A12345",
        "京A1234",
        "京AD123456",
        "京A1234I",
        "",
    ],
)
def test_a_text_that_merely_contains_a_plate_is_not_one_to_read(tmp_path, noise_image, text):
    """As a file name, each of the first five would be that of an image of 京A12345."""
    noise_image(1, (800, 600)).save(tmp_path / "a.png")
    photo = AnnotatedPhoto(tmp_path / "a.png", (AnnotatedPlate(text, (100, 100, 300, 160)),))
    found = cut_plates([photo], tmp_path, sure_pipeline(detected(100, 100, 200, 60)), tmp_path / "out")
    assert not found.plates[0].in_scope
    assert not found.has_crops
    assert list((tmp_path / "out" / CROPS_NAME).iterdir()) == []


@pytest.mark.parametrize(("text", "share"), [("皖AD12345", 1.0), ("皖A12345", 0.0)])
def test_plates_of_eight_characters_should_be_recognised_as_such(photos, tmp_path, text, share):
    (green,) = photos[1].plates
    photo = replace(photos[1], plates=(replace(green, kind="green"),))
    pipeline = PlatePipeline([SureReader(text)], FakeDetector(detected(105, 100, 200, 60)))
    found = cut_plates([photo], tmp_path, pipeline, tmp_path)
    metrics = photo_metrics(
        found, photo_table(found, pd.DataFrame(columns=["model", "file", "prediction"]), []), tmp_path
    )
    assert metrics["eight"] == 1
    assert metrics["eight_named"]["value"] == share


def test_detections_without_an_annotation_are_read_too(photos, checkpoints, tmp_path):
    pipeline = sure_pipeline(detected(100, 100, 200, 60), detected(300, 300, 80, 30))
    found = cut_plates(photos[:1], tmp_path, pipeline, tmp_path)
    assert [path.name for path in (tmp_path / ALARMS_NAME).iterdir()] == ["0000.png"]
    assert found.has_crops
    reader = PlateReader.from_checkpoint(checkpoints / "simple")
    reads = read_alarms(found, tmp_path, {"simple": reader, "again": reader})
    text = reader.read(tmp_path / ALARMS_NAME / "0000.png").text
    assert reads == {("simple", "0000.png"): text, ("again", "0000.png"): text}
    rows = photo_table(found, pd.DataFrame(columns=["model", "file", "prediction"]), ["simple"], reads)
    alarm = rows[rows["outcome"] == "false_alarm"].iloc[0]
    assert alarm["prediction"] == text
    assert pd.isna(alarm["crop"])


def test_a_right_reading_counts_with_o_and_0_folded(photos, tmp_path):
    pipeline = sure_pipeline(detected(100, 100, 200, 60), detected(300, 300, 80, 30))
    found = cut_plates(photos[:1], tmp_path, pipeline, tmp_path)
    assert len(found.false_alarms) == 1
    table = pd.DataFrame({"model": ["lstm"], "file": ["0000-皖A12345.png"], "prediction": ["皖A12345"]})
    outcomes = photo_table(found, table, ["lstm"])
    assert outcomes["outcome"].tolist() == ["right", "missed", "false_alarm"]
    metrics = photo_metrics(found, outcomes, tmp_path)
    assert metrics["models"]["lstm"]["exact_folded"]["value"] == 0.5
    assert metrics["precision"] == 0.5
    assert metrics["models"]["lstm"]["named"] == 0
    assert metrics["models"]["lstm"]["named_folded"]["value"] is None
    assert fold("浙OO0") == "浙000"


@pytest.mark.parametrize("layout", Layout)
def test_precision_counts_a_layout_above_the_line_as_below_it(photos, tmp_path, layout):
    pipeline = sure_pipeline(detected(105, 100, 200, 60, layout), detected(20, 300, 90, 30, layout))
    found = cut_plates(photos[1:2], tmp_path, pipeline, tmp_path)
    metrics = photo_metrics(found, photo_table(found, pd.DataFrame(columns=["model"]), []), tmp_path)
    assert (metrics["found"], metrics["detections"], metrics["precision"]) == (1, 2, 0.5)


def test_an_image_taken_for_a_crop_is_one_detection(tmp_path, noise_image):
    noise_image(1, (150, 50)).save(tmp_path / "crop.png")
    for box, precision in (((5, 5, 145, 45), 1), ((5, 5, 20, 10), 0)):
        photo = AnnotatedPhoto(tmp_path / "crop.png", (AnnotatedPlate("皖A12345", box),))
        found = cut_plates([photo], tmp_path, sure_pipeline(), tmp_path)
        metrics = photo_metrics(found, photo_table(found, pd.DataFrame(columns=["model"]), []), tmp_path)
        assert (metrics["detections"], metrics["precision"]) == (1, precision)


def test_the_plate_that_names_its_photo_counts_apart(tmp_path):
    (tmp_path / "photos").mkdir()
    path = tmp_path / "photos" / "苏A00345.png"
    Image.new("RGB", (800, 600), "grey").save(path)
    plates = (AnnotatedPlate("苏A00345", (100, 100, 300, 160)), AnnotatedPlate("皖A12346", (500, 400, 600, 430)))
    pipeline = sure_pipeline(detected(100, 100, 200, 60), detected(500, 400, 100, 30))
    found = cut_plates([AnnotatedPhoto(path, plates)], tmp_path, pipeline, tmp_path)
    read = {"file": ["0000-苏A00345.png", "0001-皖A12346.png"], "prediction": ["苏AO0345", "皖A99999"]}
    table = photo_table(found, pd.DataFrame({"model": ["lstm"] * 2, **read}), ["lstm"])
    figures = photo_metrics(found, table, tmp_path)["models"]["lstm"]
    assert (figures["named"], figures["named_folded"]["value"]) == (1, 1.0)
    assert figures["exact_folded"]["value"] == 0.5


class TestTable:
    @pytest.fixture
    def rows(self, photos, tmp_path):
        """Read back from its file: a right plate, a missed one, one out of scope, a false alarm; two models."""
        photos[1] = replace(photos[1], plates=(replace(photos[1].plates[0], plate=None),))
        pipeline = sure_pipeline(detected(100, 100, 200, 60, shift=4.0), detected(300, 300, 80, 30, score=0.4))
        found = cut_plates(photos, tmp_path, pipeline, tmp_path)
        read = {"file": ["0000-皖A12345.png"] * 2, "prediction": ["皖A12345", "皖A12340"]}
        table = photo_table(found, pd.DataFrame({"model": ["simple", "lstm"], **read}), ["simple", "lstm"])
        return read_photo_table(write_photo_table(table, tmp_path))

    def test_holds_all_that_a_page_draws(self, rows, photos):
        assert list(rows.columns) == list(PHOTO_SCHEMA)
        first = rows.iloc[0]
        assert first["photo"] == "photos/a.png"
        assert first["photo_id"] == sha256_of(photos[0].path)[:16]
        assert (first["width"], first["height"]) == (800, 600)
        assert list(first["box"]) == [100, 100, 300, 160]
        assert list(first["corners"]) == [100, 100, 300, 104, 300, 164, 100, 160]
        assert (first["score"], first["kind"], first["crop"]) == (0.9, "seven", "0000-皖A12345.png")

    def test_missing_values_are_null(self, rows):
        missed = rows[rows["outcome"] == "missed"].iloc[0]
        assert list(missed["box"]) == [500, 400, 600, 430]
        assert missed[["prediction", "corners", "score", "kind", "crop"]].isna().all()
        alarm = rows[rows["outcome"] == "false_alarm"].iloc[0]
        assert alarm[["truth", "prediction", "box", "crop"]].isna().all()
        assert (alarm["score"], list(alarm["corners"])[:4]) == (0.4, [300, 300, 380, 300])

    def test_each_model_has_every_plate(self, rows):
        outcomes = rows.groupby("model", sort=False)["outcome"].apply(list)
        assert outcomes["simple"] == ["right", "missed", "out_of_scope", "false_alarm", "false_alarm"]
        assert outcomes["lstm"] == ["misread", "missed", "out_of_scope", "false_alarm", "false_alarm"]

    def test_a_photo_taken_for_a_crop_has_corners_and_no_score(self, tmp_path, noise_image):
        noise_image(1, (150, 50)).save(tmp_path / "crop.png")
        plate = AnnotatedPlate("皖A12345", (5, 5, 145, 45))
        found = cut_plates([AnnotatedPhoto(tmp_path / "crop.png", (plate,))], tmp_path, sure_pipeline(), tmp_path)
        row = photo_table(found, pd.DataFrame(columns=["model", "file", "prediction"]), ["simple"]).iloc[0]
        assert row["corners"] == [0, 0, 150, 0, 150, 50, 0, 50]
        assert row["score"] is None
        assert row["kind"] is None

    def test_a_half_covered_misread_plate_is_badly_framed(self, photos, tmp_path):
        found = cut_plates(photos[:1], tmp_path, sure_pipeline(detected(100, 100, 200, 100)), tmp_path)
        table = pd.DataFrame({"model": ["lstm"], "file": ["0000-皖A12345.png"], "prediction": ["皖A12340"]})
        assert photo_table(found, table, ["lstm"])["outcome"].tolist() == [Outcome.BADLY_FRAMED, Outcome.MISSED]

    def test_another_table_is_refused(self, tmp_path):
        pd.DataFrame({"photo": ["a"]}).to_parquet(tmp_path / PHOTOS_NAME)
        with pytest.raises(DataError, match=r"lacks the columns photo_id, .* 'plateocr evaluate'"):
            read_photo_table(tmp_path / PHOTOS_NAME)
        (tmp_path / PHOTOS_NAME).write_text("no table")
        with pytest.raises(DataError, match="is not a table of photos"):
            read_photo_table(tmp_path / PHOTOS_NAME)


def test_figures_of_photos_without_plates_are_none(photos, tmp_path):
    nothing = AnnotatedPhoto(photos[0].path, ())
    found = cut_plates([nothing], tmp_path, sure_pipeline(), tmp_path)
    metrics = photo_metrics(found, photo_table(found, pd.DataFrame(columns=["model"]), ["lstm"]), tmp_path)
    assert metrics["recall"]["value"] is None
    assert metrics["precision"] is None
    assert metrics["models"] == {}
