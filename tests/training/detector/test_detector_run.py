import dataclasses
import json
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from PIL import Image

from plateocr.data.sides import Group, Sides, split_groups
from plateocr.errors import DataError
from plateocr.models.card import read_figures
from plateocr.pipeline.detector import OnnxDetector, decode_plates
from plateocr.plates import Layout
from plateocr.synth.glyphs import drawn_glyphs
from plateocr.synth.scenes.clutter import strew
from plateocr.synth.scenes.compose import CANVAS, Material, PlateTarget, compose
from plateocr.synth.scenes.paste import paste_plate
from plateocr.synth.scenes.plates import FlatPlate, cut_real_plates, draw_plates, labelled_images
from plateocr.synth.scenes.sources import load_scenes, split_scenes
from plateocr.synth.write import write_plates
from plateocr.training.common.loop import network_weights
from plateocr.training.detector.config import DetectorConfig
from plateocr.training.detector.module import DetectorModule, focal_loss
from plateocr.training.detector.samples import SceneDataset, targets
from plateocr.training.train import train

NAMES = (
    "025-95_113-154&383_386&473-386&473_177&454_154&383_363&402-0_0_22_27_27_33_16-37-15.jpg",
    "025-95_113-154&383_386&473-386&473_177&454_154&383_363&402-0_0_22_27_27_33_17-37-15.jpg",
)


# A seed with which the three photos are on both sides.
SIDES = Sides(0.5, seed=1)


@pytest.fixture(scope="module")
def photos(tmp_path_factory):
    """Two photos with CCPD's names and one that boxes.json describes."""
    folder = tmp_path_factory.mktemp("photos")
    noise = np.random.default_rng(0).integers(0, 256, (58, 36, 3), dtype=np.uint8)
    for name in (*NAMES, "green_1.jpg"):
        Image.fromarray(noise).resize((720, 1160)).save(folder / name)
    boxes = {"green_1.jpg": {"box": [100, 300, 340, 380], "plate": None, "kind": "green, eight characters"}}
    (folder / "boxes.json").write_text(json.dumps(boxes), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def scenes(photos):
    return load_scenes([photos])


def test_scenes_come_from_names_and_boxes(scenes):
    assert sorted(scene.layout for scene in scenes) == ["eight", "seven", "seven"]
    green = next(scene for scene in scenes if scene.layout is Layout.EIGHT)
    scale = 720 / 1160
    np.testing.assert_allclose(green.corners.min(axis=0), np.array([100, 300]) * scale, atol=0.5)
    np.testing.assert_allclose(green.corners.max(axis=0), np.array([340, 380]) * scale, atol=0.5)
    assert max(green.pixels.shape) == 720


def test_a_folder_without_annotations_is_refused(tmp_path):
    Image.new("RGB", (60, 20)).save(tmp_path / "car.jpg")
    with pytest.raises(DataError, match="no photo has CCPD's annotation in its name; annotate them in a JSON file"):
        load_scenes([tmp_path])


def test_an_unknown_kind_is_named(tmp_path):
    Image.new("RGB", (600, 200)).save(tmp_path / "car.jpg")
    boxes = {"car.jpg": {"box": [1, 1, 90, 40], "plate": None, "kind": "purple"}}
    (tmp_path / "boxes.json").write_text(json.dumps(boxes), encoding="utf-8")
    with pytest.raises(DataError, match="'purple'; it must begin with blue or green"):
        load_scenes([tmp_path])


def test_a_photo_of_several_plates_is_named(tmp_path):
    Image.new("RGB", (600, 200)).save(tmp_path / "car.jpg")
    plate = {"plate": "皖A12345", "cx": 50, "cy": 30, "w": 60, "h": 20, "angle": 0}
    (tmp_path / "boxes.json").write_text(json.dumps({"car.jpg": [plate, plate]}), encoding="utf-8")
    with pytest.raises(DataError, match=r"car\.jpg: 2 plates are annotated"):
        load_scenes([tmp_path])


def test_each_plate_is_on_one_side_and_excluded_ones_on_none(scenes):
    parts = split_scenes(scenes, SIDES)
    assert parts.train
    assert parts.val
    assert not {scene.plate for scene in parts.train} & {scene.plate for scene in parts.val}
    excluded = dataclasses.replace(SIDES, excluded=frozenset({parts.train[0].plate}))
    sides = split_groups([Group(scenes)], excluded)
    assert parts.train[0] in sides.left_out
    with pytest.raises(DataError, match="3 annotated photos give 0 for training"):
        split_scenes(scenes, Sides(0.999))


def test_without_a_rectifier_only_photos_with_annotated_corners_are_taken(photos):
    assert sorted(scene.path.name for scene in load_scenes([photos], annotated_corners=True)) == sorted(NAMES)


@pytest.fixture(scope="module")
def material(scenes):
    glyphs = drawn_glyphs()
    patch = np.full((12, 40, 3), 90, np.uint8)
    real = FlatPlate(np.full((28, 88, 3), 60, np.uint8), "皖A12345")
    return Material(scenes, draw_plates(glyphs, 40, seed=0), [real], [patch], glyphs)


def test_scenes_depend_only_on_the_seed(material):
    counts = []
    for seed in range(40):
        first, plates = compose(material, np.random.default_rng(seed))
        again, _ = compose(material, np.random.default_rng(seed))
        assert (first.shape, first.dtype) == ((CANVAS, CANVAS, 3), np.uint8)
        assert np.array_equal(first, again)
        counts.append(len(plates))
        for plate in plates:
            centre = plate.corners.mean(axis=0)
            assert ((centre > 0) & (centre < CANVAS)).all()
    assert min(counts) <= 1
    assert max(counts) >= 4


def test_some_plates_are_tilted_and_none_is_mirrored(material):
    scenes = [compose(material, np.random.default_rng([5, seed]))[1] for seed in range(80)]
    corners = [plate.corners for plates in scenes for plate in plates]
    sides = [np.roll(quad, -1, axis=0) - quad for quad in corners]
    tilts = np.array([abs(np.degrees(np.arctan2(upper[1], upper[0]))) for upper, *_ in sides])
    assert 0.015 < (tilts > 25).mean() < 0.2
    assert tilts.max() < 90
    for quad in sides:
        following = np.roll(quad, -1, axis=0)
        assert (quad[:, 0] * following[:, 1] - quad[:, 1] * following[:, 0] > 0).all()


def test_plates_are_drawn_of_every_layout_and_by_the_seed():
    first, again = (draw_plates(drawn_glyphs(), 250, seed=3) for _ in range(2))
    assert {plate.layout for plate in first} == set(Layout)
    assert [(one.text, one.pixels.tobytes()) for one in first] == [(one.text, one.pixels.tobytes()) for one in again]
    for plate in first:
        assert (plate.text == "") == (plate.layout == Layout.OTHER)
        height, width = plate.pixels.shape[:2]
        assert width / height == pytest.approx(plate.size[0] / plate.size[1], rel=0.05)


def test_a_plate_is_pasted_within_its_corners():
    quad = np.array([[100, 120], [220, 100], [224, 140], [104, 160]], float)
    for seed in range(10):
        canvas = np.full((CANVAS, CANVAS, 3), 100, np.uint8)
        flat = np.full((60, 190, 3), (20, 60, 170), np.uint8)
        paste_plate(canvas, quad, flat, 100.0, np.random.default_rng(seed))
        changed = (canvas != 100).any(axis=2)
        assert changed[130, 160]
        rows, columns = np.nonzero(changed)
        assert 78 < columns.min() < 105
        assert 218 < columns.max() < 250
        assert 85 < rows.min() < 125
    outside = quad - 1000
    before = canvas.copy()
    paste_plate(canvas, outside, flat, 100.0, np.random.default_rng(0))
    assert np.array_equal(canvas, before)


def test_clutter_leaves_the_plates_alone(material):
    taken = (100, 100, 200, 130)
    changed = 0
    for seed in range(40):
        canvas = np.full((CANVAS, CANVAS, 3), 50, np.uint8)
        strew(canvas, [taken], [], {"A": np.full((180, 90), 255, np.uint8)}, np.random.default_rng(seed))
        changed += bool((canvas != 50).any())
        # Lines of text may extend to the right of their box and touch what is there.
        assert (canvas[100:130, 100:200] != 50).any(axis=2).mean() < 0.4
    assert changed > 30


def test_real_plates_are_straightened_and_excluded_ones_left_out(tmp_path):
    write_plates(tmp_path / "synth", 6, seed=1, hardness=(0, 0))
    plates = sorted(path.stem.partition("-")[2] for path in (tmp_path / "synth").glob("*.jpg"))
    flats = cut_real_plates(labelled_images([tmp_path / "synth"], Sides(0.0, excluded=frozenset(plates[:2]))))
    assert sorted(flat.text for flat in flats) == plates[2:]
    for flat in flats:
        assert flat.pixels.shape[1] / flat.pixels.shape[0] == pytest.approx(440 / 140, rel=0.05)


def test_targets_are_decoded_back_into_the_plates():
    quad = np.array([[100, 150], [200, 140], [205, 170], [105, 180]], float)
    small = np.array([[300, 300], [330, 300], [330, 310], [300, 310]], float)
    plates = [PlateTarget(quad, Layout.SEVEN, "皖A12345"), PlateTarget(small, Layout.TWO_ROWS, "皖B12345")]
    heat, offsets, weights = targets(plates)
    found = decode_plates(heat, offsets, scale=1.0)
    assert [plate.layout for plate in found] == [Layout.SEVEN, Layout.TWO_ROWS]
    for plate, target in zip(found, plates, strict=True):
        np.testing.assert_allclose(plate.corners, target.corners, atol=1e-3)
    assert heat.max() == 1
    assert ((weights > 0).sum(axis=(1, 2)) >= 2).all()


def test_a_plate_whose_centre_is_outside_has_no_target():
    outside = np.array([[-80, 10], [-20, 10], [-20, 30], [-80, 30]], float)
    assert targets([PlateTarget(outside, Layout.SEVEN, "皖A12345")])[0].max() == 0


def test_the_focal_loss_falls_when_the_heat_is_right():
    heat = torch.zeros(1, len(Layout), 4, 4)
    heat[0, 1, 2, 2] = 1
    right = torch.where(heat > 0, 6.0, -6.0)
    assert focal_loss(right, heat) < 0.01 < 1 < focal_loss(torch.zeros_like(heat), heat) < focal_loss(-right, heat)


def test_photos_are_moved_to_the_networks_device(scenes, monkeypatch):
    """The device ``meta`` takes no input from the CPU and returns no values, so a stub in front of it supplies them."""
    module = DetectorModule(DetectorConfig.build(data=["photos"]), scenes).to("meta").eval()
    shown = []

    def on_a_device(photo):
        shown.append(photo.device.type)
        cells = photo.shape[2] // 8, photo.shape[3] // 8
        module.network_before(photo)
        return torch.zeros(1, len(Layout), *cells), torch.zeros(1, 8, *cells)

    module.network_before = module.network.forward
    monkeypatch.setattr(module.network, "forward", on_a_device)
    assert module.detect(scenes[0].pixels) == []
    assert shown == ["meta"]


@pytest.mark.slow
def test_a_training_exports_a_network_for_photos_of_any_size(photos, tmp_path):
    config = DetectorConfig.build(
        data=[photos], epochs=1, scenes_per_epoch=4, drawn_plates=20, batch_size=2, workers=0,
        val_fraction=0.5, split_seed=1, export="checkpoints/detector",
    )  # fmt: skip
    train(config, tmp_path / "run", on_note=lambda _: None)
    detector = OnnxDetector(tmp_path / "checkpoints" / "detector" / "model.onnx")
    for size in ((720, 1160), (300, 200), (448, 448)):
        assert isinstance(detector.detect(np.zeros((*size, 3), np.uint8)), list)
    figures = read_figures(tmp_path / "checkpoints" / "detector")["validation_while_training"]
    assert set(figures) == {"found", "false"}
    further = config.model_copy(update={"initial_weights": (tmp_path / "run" / "last.ckpt").as_posix()})
    train(further, tmp_path / "further", on_note=lambda _: None)
    before, after = (network_weights(tmp_path / run / "last.ckpt") for run in ("run", "further"))
    assert not torch.equal(after["heat.weight"], before["heat.weight"])


def test_a_data_set_gives_tensors(material):
    dataset = SceneDataset(material, length=3, seed=1)
    shapes = SimpleNamespace(
        image=(3, CANVAS, CANVAS), heat=(len(Layout), 40, 40), offsets=(8, 40, 40), weights=(1, 40, 40)
    )
    assert tuple(tuple(part.shape) for part in dataset[2, 0]) == tuple(vars(shapes).values())
    assert torch.equal(dataset[1, 0][0], dataset[1, 0][0])
    assert len(dataset) == 3


def test_offsets_of_small_plates_weigh_more():
    def weight(width):
        quad = np.array([[100, 100], [100 + width, 100], [100 + width, 100 + width / 3], [100, 100 + width / 3]], float)
        return targets([PlateTarget(quad, Layout.SEVEN, "皖A12345")])[2].max()

    assert weight(20) > weight(60) > weight(200)
