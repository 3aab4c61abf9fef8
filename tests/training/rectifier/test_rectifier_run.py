import numpy as np
import pytest
import torch
from PIL import Image

from plateocr.errors import CheckpointError, ConfigError, DataError
from plateocr.models.card import read_figures
from plateocr.models.registry import LAYOUT_CLASSES
from plateocr.pipeline.rectifier import Rectifier
from plateocr.plates import Layout
from plateocr.training.common.places import Places
from plateocr.training.rectifier.config import RectifierConfig
from plateocr.training.rectifier.module import RectifierData, RectifierModule
from plateocr.training.rectifier.samples import (
    CROPS_A_PHOTO,
    CornerDataset,
    CornerSample,
    corner_distance,
    corner_samples,
    cut_around,
    cut_off,
)
from plateocr.training.train import train

CCPD_NAME = "025-95_113-154&383_386&473-386&473_177&454_154&383_363&402-0_0_22_27_27_33_16-37-15.jpg"
CORNERS = np.array([[0.1, 0.2], [0.9, 0.1], [0.95, 0.8], [0.05, 0.9]])


@pytest.fixture(scope="module")
def photos(tmp_path_factory):
    folder = tmp_path_factory.mktemp("photos")
    Image.new("RGB", (720, 1160), "grey").save(folder / CCPD_NAME)
    return folder


def test_samples_come_from_synthesis_and_from_annotated_photos(plates, photos):
    synthesised, (photo,) = corner_samples(plates), corner_samples(photos)
    assert [sample.crops for sample in synthesised] == [1] * 48
    assert photo.crops == CROPS_A_PHOTO
    assert photo.layout == Layout.SEVEN
    assert photo.corners.tolist() == [[154, 383], [363, 402], [386, 473], [177, 454]]


def test_of_labelled_crops_only_the_layout_is_known(tmp_path):
    for plate in ("皖A26Y56", "皖AD12345"):
        Image.new("RGB", (60, 20)).save(tmp_path / f"{plate}.jpg")
    samples = corner_samples(tmp_path)
    assert [(one.corners, one.layout) for one in samples] == [(None, Layout.SEVEN), (None, Layout.EIGHT)]
    _, _, known, layout = CornerDataset(samples)[1]
    assert (known, layout) == (0, list(Layout).index(Layout.EIGHT))


def test_an_image_without_a_plate_has_a_class_of_its_own(tmp_path):
    Image.new("RGB", (60, 20)).save(tmp_path / "hedge.jpg")
    dataset = CornerDataset([CornerSample(tmp_path / "hedge.jpg", "", None, None)])
    _, _, known, layout = dataset[0, 0]
    assert (known, layout) == (0, LAYOUT_CLASSES - 1)


def test_what_is_cut_off_lies_outside_the_image():
    image, corners = Image.new("RGB", (100, 40)), np.array([[5.0, 5], [95, 5], [95, 35], [5, 35]])
    outside = []
    for seed in range(40):
        cut, moved = cut_off(image, corners, np.random.default_rng(seed))
        outside.append(max(-moved.min(), (moved - cut.size).max()))
        assert np.allclose(moved - moved[0], corners - corners[0])
    assert min(outside) > 0


def test_a_photo_is_cut_around_its_plate():
    photo = Image.new("RGB", (720, 1160))
    crop, corners = cut_around(photo, np.array([[154.0, 383], [363, 402], [386, 473], [177, 454]]), 0.5)
    assert crop.size == (386 + 116 - 38, 473 + 45 - 338)
    assert corners[0].tolist() == [154 - 38, 383 - 338]


def test_training_varies_by_seed_epoch_and_index_and_validation_does_not(plates):
    samples = corner_samples(plates)
    first, again = (CornerDataset(samples, seed=1)[5, 0] for _ in range(2))
    assert np.array_equal(first[0], again[0])
    assert not np.array_equal(first[0], CornerDataset(samples, seed=1)[5, 1][0])
    image, corners, known, _ = CornerDataset(samples)[5]
    assert known == 1
    assert image.shape == (3, 32, 112)
    size = Image.open(samples[5].path).size
    np.testing.assert_allclose(corners.numpy(), samples[5].corners / size, rtol=1e-5)


def data_of(folders, root, **settings):
    config = RectifierConfig.build(data=folders, val_fraction=0.3, workers=0, **settings)
    return RectifierData(config, Places(config, root), lambda _: None)


def test_the_split_is_by_plate_and_photos_count_as_many_crops(plates, photos, tmp_path):
    data = data_of([plates, photos], tmp_path)
    train_plates, val_plates = ({one.plate for one in side.samples} for side in (data.train, data.val))
    assert train_plates
    assert not train_plates & val_plates
    crops = sum(one.crops > 1 for one in data.train.samples)
    assert crops + CROPS_A_PHOTO * data.images["left_out"] in (0, CROPS_A_PHOTO)
    assert data_of([plates, photos], tmp_path, exclude=[photos]).images["left_out"] == 1
    with pytest.raises(DataError, match="too few"):
        data_of([photos], tmp_path)


def test_distance_is_in_pixels_of_the_recognisers_input():
    moved = torch.tensor(CORNERS) + torch.tensor([1 / 224, 0])
    torch.testing.assert_close(corner_distance(moved[None], torch.tensor(CORNERS)[None]), torch.ones(1, 4).double())


def test_a_batch_of_another_device_is_validated_on_without_leaving_it(monkeypatch):
    """The device ``meta`` has no values to copy, so a step that moves any to the CPU fails."""
    module = RectifierModule(RectifierConfig.build(data=["plates"])).to("meta")
    logged = {}
    monkeypatch.setattr(module, "log", lambda name, value, **_: logged.update({name: value}))
    monkeypatch.setattr(module, "log_dict", lambda values, **_: logged.update(values))
    batch = (
        torch.zeros(2, 3, 32, 112, device="meta"),
        torch.zeros(2, 4, 2, device="meta"),
        torch.ones(2, device="meta"),
        torch.zeros(2, dtype=torch.int64, device="meta"),
    )
    module.training_step(batch, 0)
    module.eval()
    module.validation_step(batch, 0)
    assert {name: value.device.type for name, value in logged.items()} == dict.fromkeys(logged, "meta")
    assert logged.keys() == {"train/loss", "train/layout_loss", "val/distance", "val/layout"}


@pytest.mark.slow
def test_a_training_exports_a_network_that_the_pipeline_opens(plates, tmp_path):
    config = RectifierConfig.build(
        data=[plates], epochs=2, batch_size=8, val_fraction=0.2, workers=0, export="checkpoints/rectifier"
    )
    train(config, tmp_path / "run", on_note=lambda _: None)
    found = Rectifier(tmp_path / "checkpoints" / "rectifier" / "model.onnx").corners(
        [np.zeros((30, 100, 3), np.uint8), np.zeros((90, 300, 3), np.uint8)]
    )
    assert found.shape == (2, 4, 2)
    assert 0 < read_figures(tmp_path / "checkpoints" / "rectifier")["validation_while_training"]["distance"] < 60
    with pytest.raises(ConfigError, match="already holds a run"):
        train(config, tmp_path / "run")
    with pytest.raises(CheckpointError, match="no checkpoint to resume"):
        train(config, tmp_path / "none", resume=True)
