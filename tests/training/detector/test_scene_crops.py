import dataclasses
import json

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from plateocr.data.sides import Sides
from plateocr.errors import DataError
from plateocr.plates import Layout
from plateocr.synth.scenes.compose import CANVAS, PlateTarget
from plateocr.synth.scenes.crops import NOTHING, chunk_material, detected_crops, write_scene_crops
from plateocr.synth.scenes.material import SceneFolders, SceneStock
from plateocr.training.rectifier.samples import corner_samples

# A seed with which the three photos are on both sides.
SIDES = Sides(0.4, seed=4)


@pytest.fixture(scope="module")
def photos(tmp_path_factory):
    """Three photos with unlabelled plates: what is read in their scenes was pasted."""
    folder = tmp_path_factory.mktemp("photos")
    noise = np.random.default_rng(0).integers(0, 256, (58, 36, 3), dtype=np.uint8)
    boxes = {}
    for number in range(3):
        Image.fromarray(noise).resize((720, 1160)).save(folder / f"blue_{number}.jpg")
        boxes[f"blue_{number}.jpg"] = {"box": [100, 300, 340, 380], "plate": None, "kind": "blue"}
    (folder / "boxes.json").write_text(json.dumps(boxes), encoding="utf-8")
    return folder


def quad(left, top, width, height):
    return np.array([[left, top], [left + width, top], [left + width, top + height], [left, top + height]], float)


def test_a_folder_of_crops_trains_the_rectifier(photos, plates, tmp_path):
    sources = SceneFolders((photos,), SIDES, plates=(plates,))
    done = []
    table = write_scene_crops(tmp_path / "crops", 40, sources, seed=3, workers=1, on_progress=done.append)
    files = sorted(path.name for path in (tmp_path / "crops").glob("*.jpg"))
    assert done == [40]
    assert len(table) > 5
    assert sorted(table["file"]) == files
    pd.testing.assert_frame_equal(table, pd.read_parquet(tmp_path / "crops" / "synth.parquet"))
    samples = corner_samples(tmp_path / "crops")
    assert {sample.plate for sample in samples} == set(table["plate"])
    for sample in samples:
        with Image.open(sample.path) as image:
            if sample.corners is not None:
                assert (sample.corners > -10).all()
                assert (sample.corners < np.add(image.size, 10)).all()
        assert (sample.corners is None) == (sample.layout is None)
        assert sample.path.stem.endswith(f"-{sample.plate or sample.layout or NOTHING}")


def test_a_scene_depends_on_the_seed_and_its_number_alone(photos, tmp_path):
    sources = SceneFolders((photos,), SIDES)
    few, more = (write_scene_crops(tmp_path / str(count), count, sources, seed=1, workers=1) for count in (8, 20))
    assert len(more) > len(few) > 0
    for name in few["file"]:
        assert (tmp_path / "8" / name).read_bytes() == (tmp_path / "20" / name).read_bytes()


def test_excluded_plates_do_not_occur(photos, plates, tmp_path):
    with pytest.raises(DataError, match="holds what 'plateocr synth' wrote"):
        write_scene_crops(plates, 1, SceneFolders((photos,), SIDES))
    texts = {path.stem.partition("-")[2] for path in plates.glob("*.jpg")}
    sides = dataclasses.replace(SIDES, excluded=frozenset(texts))
    table = write_scene_crops(tmp_path / "crops", 20, SceneFolders((photos,), sides, (plates,)), workers=1)
    assert not set(table["plate"]) & texts


def test_validation_photos_are_not_used_in_scenes(photos):
    stock = SceneStock(SceneFolders((photos,), SIDES))
    assert {scene.path.name for scene in stock.parts.train} | {scene.path.name for scene in stock.parts.val} == {
        "blue_0.jpg",
        "blue_1.jpg",
        "blue_2.jpg",
    }
    assert len(stock.parts.val) == 1
    material = chunk_material(stock, seed=0, chunk=0)
    assert list(material.scenes) == stock.parts.train


def test_only_what_can_be_read_is_cut_out():
    scene = np.random.default_rng(0).integers(0, 256, (CANVAS, CANVAS, 3), dtype=np.uint8)
    dark = scene // 64
    good = PlateTarget(quad(100, 100, 120, 40), Layout.SEVEN, "苏A12345")
    others = [
        PlateTarget(good.corners, Layout.EIGHT, good.text),  # a text of seven
        PlateTarget(good.corners, Layout.SEVEN, "blue_17.jpg"),
        PlateTarget(good.corners, Layout.SEVEN, "x-苏A12345"),
        PlateTarget(quad(100, 100, 30, 10), Layout.SEVEN, good.text),
        PlateTarget(quad(250, 100, 120, 40), Layout.SEVEN, good.text),
    ]
    ((crop, plate),) = detected_crops(scene, [good, *others], np.random.default_rng(1))
    assert plate.text == good.text
    assert crop.shape[0] > 36
    assert crop.shape[1] > 110
    left, top = (good.corners - plate.corners)[0].astype(int)
    assert np.array_equal(crop, scene[top : top + crop.shape[0], left : left + crop.shape[1]])
    assert list(detected_crops(dark, [good], np.random.default_rng(1))) == []


def test_plates_of_every_layout_are_cut_out_with_their_corners():
    scene = np.random.default_rng(0).integers(0, 256, (CANVAS, CANVAS, 3), dtype=np.uint8)
    texts = {
        Layout.SEVEN: "苏A12345",
        Layout.EIGHT: "苏AD12345",
        Layout.TWO_ROWS: "苏A12345",
        Layout.TWO_ROWS_EIGHT: "苏0112345",
        Layout.OTHER: "",
    }
    plates = [PlateTarget(quad(60, 100, 160, 60), layout, text) for layout, text in texts.items()]
    cut = list(detected_crops(scene, plates, np.random.default_rng(1)))
    assert {plate.layout: plate.text for _, plate in cut} == texts
    for crop, plate in cut:
        assert (plate.corners >= 0).all()
        assert (plate.corners <= crop.shape[1::-1]).all()


def test_most_plates_of_the_most_frequent_province_are_left_out():
    scene = np.random.default_rng(0).integers(0, 256, (CANVAS, CANVAS, 3), dtype=np.uint8)
    plates = [PlateTarget(quad(100, 100, 120, 40), Layout.SEVEN, "皖A12345")] * 300
    assert 50 < len(list(detected_crops(scene, plates, np.random.default_rng(0)))) < 130
