"""The recipe ``notebook`` does what the notebook did, repeated step by step with albumentations, OpenCV and torch."""

import random

import albumentations as A  # noqa: N812
import cv2
import numpy as np
import pytest
import torch
from torch.nn import functional

from plateocr.data.folder import LabelledImage
from plateocr.images import InputSpec
from plateocr.plates import NOTEBOOK
from plateocr.training.common.places import Places
from plateocr.training.recogniser.config import RecogniserConfig
from plateocr.training.recogniser.datamodule import RecogniserData
from plateocr.training.recogniser.dataset import Item, PlateDataset
from plateocr.training.recogniser.module import RecogniserModule

MEAN, STD = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])
SIZES = [(220, 70), (97, 31), (480, 160), (226, 64), (110, 40)]


@pytest.fixture(scope="module")
def images(tmp_path_factory):
    """Five crops of five sizes, as files."""
    folder, rng = tmp_path_factory.mktemp("crops"), np.random.default_rng(0)
    labelled = []
    for number, (width, height) in enumerate(SIZES):
        small = rng.integers(0, 256, (height // 8, width // 8, 3), dtype=np.uint8)
        pixels = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
        plate = f"皖A{number:05d}"
        data = cv2.imencode(".png", pixels)[1]
        (folder / f"{plate}.png").write_bytes(data.tobytes())
        labelled.append(LabelledImage(folder / f"{plate}.png", plate))
    return labelled


def config_of(images, **settings):
    return RecogniserConfig.build(model="simple", recipe="notebook", data=[images[0].path.parent], **settings)


def by_hand(path, seeds=None):
    """(3, 64, 224) float32: decoded, augmented if there are seeds, stretched, normalised."""
    pixels = cv2.cvtColor(cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
    if seeds:
        augmentation = A.Compose(
            [
                A.Blur(blur_limit=(3, 3), p=0.5 * 0.5),
                A.RGBShift(r_shift_limit=5, g_shift_limit=5, b_shift_limit=5, p=0.5),
                A.RandomBrightnessContrast(brightness_limit=0.2, contrast_limit=0.2, p=0.5),
                A.Perspective(scale=0.025, p=0.3),
            ]
        )
        python = random.Random(int(seeds.generate_state(1)[0]))
        augmentation.set_random_state(np.random.default_rng(seeds), python)
        pixels = augmentation(image=pixels)["image"]
    pixels = cv2.resize(pixels, (224, 64), interpolation=cv2.INTER_LINEAR)
    return torch.from_numpy(((pixels / 255 - MEAN) / STD).astype(np.float32)).permute(2, 0, 1)


@pytest.mark.parametrize("epoch", range(4))
def test_a_training_batch_is_augmented_then_resized_by_opencv_then_normalised(images, epoch):
    dataset = PlateDataset(list(map(Item, images)), InputSpec(), "notebook", seed=7)
    for index, image in enumerate(images):
        tensor, labels = dataset[index, epoch]
        expected = by_hand(image.path, np.random.SeedSequence([7, epoch, index]))
        torch.testing.assert_close(tensor, expected, atol=2e-6, rtol=0)
        assert labels.tolist() == list(NOTEBOOK.encode(image.plate))


def test_validation_is_resized_and_normalised_alone(images):
    dataset = PlateDataset(list(map(Item, images)), InputSpec())
    for index, image in enumerate(images):
        torch.testing.assert_close(dataset[index][0], by_hand(image.path), atol=2e-6, rtol=0)


def test_an_epoch_ends_with_an_incomplete_batch(images):
    config = config_of(images, batch_size=2, val_fraction=0.5, seed=3, workers=0)
    data = RecogniserData(config, Places(config, images[0].path.parent), lambda _: None)
    left = len(data.parts.train) % 2
    sizes = [len(labels) for _, labels in data.train_dataloader()]
    assert sum(sizes) == len(data.parts.train)
    assert sizes[-1] == (1 if left else 2)


def test_a_step_is_adam_on_the_mean_loss_of_the_characters(images):
    """A step of the module and one written out, from the same weights, give the same weights."""
    dataset = PlateDataset(list(map(Item, images)), InputSpec(), "notebook")
    batch = tuple(torch.stack(part) for part in zip(*dataset, strict=False))
    torch.manual_seed(3)
    module = RecogniserModule(config_of(images))
    other = RecogniserModule(config_of(images)).network
    other.load_state_dict(module.network.state_dict())
    schedule = module.configure_optimizers()
    optimizer, scheduler = schedule["optimizer"], schedule["lr_scheduler"]["scheduler"]
    adam = torch.optim.Adam(other.parameters(), lr=2e-4)

    torch.manual_seed(4)  # dropout's
    module._measure(batch)["loss"].backward()
    optimizer.step()
    torch.manual_seed(4)
    province, tail = other(batch[0])
    characters = [functional.cross_entropy(province, batch[1][:, 0])]
    characters += [functional.cross_entropy(tail[:, place], batch[1][:, place + 1]) for place in range(6)]
    (sum(characters) / 7).backward()
    adam.step()

    for name, value in module.network.state_dict().items():
        torch.testing.assert_close(value, other.state_dict()[name], atol=1e-6, rtol=1e-4)
    scheduler.step()
    assert optimizer.param_groups[0]["lr"] == pytest.approx(1e-4)
    assert schedule["lr_scheduler"].get("interval", "epoch") == "epoch"
