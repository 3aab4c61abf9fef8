import numpy as np
import pytest
from PIL import Image

from plateocr.errors import CheckpointError, ConfigError, DataError
from plateocr.pipeline.rectifier import Rectifier
from plateocr.training.rectifier.run import RectifierConfig, train_rectifier
from plateocr.training.rectifier.samples import (
    CornerDataset,
    corner_distance,
    corner_samples,
    cut_around,
    split_samples,
)

CCPD_NAME = "025-95_113-154&383_386&473-386&473_177&454_154&383_363&402-0_0_22_27_27_33_16-37-15.jpg"
CORNERS = np.array([[0.1, 0.2], [0.9, 0.1], [0.95, 0.8], [0.05, 0.9]])


@pytest.fixture(scope="module")
def photos(tmp_path_factory):
    folder = tmp_path_factory.mktemp("photos")
    Image.new("RGB", (720, 1160), "grey").save(folder / CCPD_NAME)
    return folder


def test_samples_come_from_synthesis_and_from_annotated_photos(plates, photos):
    samples = corner_samples([plates, photos])
    assert len(samples) == 49
    assert [sample.photo for sample in samples] == [False] * 48 + [True]
    assert samples[-1].corners.tolist() == [[154, 383], [363, 402], [386, 473], [177, 454]]
    kept = corner_samples([plates, photos], exclude=[photos])
    assert [sample.path.parent for sample in kept] == [plates] * 48


def test_a_folder_without_corners_is_refused(tmp_path):
    Image.new("RGB", (60, 20)).save(tmp_path / "皖A26Y56.jpg")
    with pytest.raises(DataError, match="corners of its plates are not known"):
        corner_samples([tmp_path])


def test_a_photo_is_cut_around_its_plate():
    photo = Image.new("RGB", (720, 1160))
    crop, corners = cut_around(photo, np.array([[154.0, 383], [363, 402], [386, 473], [177, 454]]), 0.5)
    assert crop.size == (386 + 116 - 38, 473 + 45 - 338)
    assert corners[0].tolist() == [154 - 38, 383 - 338]


def test_training_varies_by_seed_epoch_and_index_and_validation_does_not(plates):
    samples = corner_samples([plates])
    first, again = (CornerDataset(samples, seed=1, epoch=0)[5] for _ in range(2))
    assert np.array_equal(first[0], again[0])
    assert not np.array_equal(first[0], CornerDataset(samples, seed=1, epoch=1)[5][0])
    image, corners = CornerDataset(samples)[5]
    assert image.shape == (3, 32, 112)
    size = Image.open(samples[5].path).size
    np.testing.assert_allclose(corners.numpy(), samples[5].corners / size, rtol=1e-5)


def test_the_split_is_by_plate_and_photos_count_as_many_crops(plates, photos):
    samples = corner_samples([plates, photos])
    train, val = split_samples(samples, 0.3, 0)
    assert not {sample.plate for sample in train} & {sample.plate for sample in val}
    assert {len([sample for sample in train if sample.photo]), len([s for s in val if s.photo])} <= {0, 1, 12}
    with pytest.raises(DataError, match="too few"):
        split_samples(samples[:1], 0.1, 0)


def test_distance_is_in_pixels_of_the_readers_input():
    moved = CORNERS + np.array([1 / 224, 0])
    np.testing.assert_allclose(corner_distance(moved[None], CORNERS[None]), 1.0)


@pytest.mark.slow
def test_a_training_writes_a_network_that_the_framer_opens(plates, tmp_path):
    config = RectifierConfig(data=(plates,), epochs=2, batch_size=8, val_fraction=0.2, workers=0)
    path, distance = train_rectifier(config, tmp_path / "run")
    found = Rectifier(path).corners([Image.new("RGB", (100, 30)), Image.new("RGB", (300, 90))])
    assert found.shape == (2, 4, 2)
    assert 0 < distance < 60
    with pytest.raises(ConfigError, match="already holds a run"):
        train_rectifier(config, tmp_path / "run")
    with pytest.raises(CheckpointError, match="no checkpoint to resume"):
        train_rectifier(config, tmp_path / "none", resume=True)
    (tmp_path / "run" / "last.ckpt").write_bytes(b"")
    with pytest.raises(CheckpointError, match=r"last\.ckpt is corrupted"):
        train_rectifier(config, tmp_path / "run", resume=True)
