import numpy as np
import pytest
import torch

from plateocr.alphabet import decode
from plateocr.data.datamodule import PlateDataModule, PlateDataset, readable
from plateocr.data.folder import LabelledPicture
from plateocr.data.split import Split
from plateocr.errors import PictureError
from plateocr.picture import InputSpec

PLATES = [f"皖A{number:05d}" for number in range(6)]


@pytest.fixture(scope="module")
def pictures(tmp_path_factory, noise_picture):
    folder = tmp_path_factory.mktemp("pictures")
    labelled = [LabelledPicture(folder / f"{plate}.png", plate) for plate in PLATES]
    for seed, picture in enumerate(labelled):
        noise_picture(seed).save(picture.path)
    return tuple(labelled)


def tensors(pictures, recipe="notebook", seed=0, epoch=0):
    dataset = PlateDataset(pictures, InputSpec(), recipe, seed, epoch)
    return torch.stack([dataset[index][0] for index in range(len(dataset))])


def test_shapes_and_labels(pictures):
    dataset = PlateDataset(pictures, InputSpec())
    tensor, label = dataset[3]
    assert (tensor.shape, tensor.dtype) == ((3, 64, 224), torch.float32)
    assert (label.shape, label.dtype) == ((7,), torch.int64)
    assert decode(label.tolist()) == PLATES[3]


@pytest.mark.parametrize("recipe", ["notebook", "robust"])
def test_augmentation_depends_on_seed_epoch_and_index_alone(pictures, recipe):
    first = tensors(pictures, recipe)
    assert torch.equal(first, tensors(pictures, recipe))
    assert not torch.equal(first, tensors(pictures, recipe, epoch=1))
    assert not torch.equal(first, tensors(pictures, recipe, seed=1))
    alone = PlateDataset(pictures, InputSpec(), recipe)[4][0]
    assert torch.equal(alone, first[4])
    same_picture = tensors([pictures[0]] * 6, recipe)
    assert not all(torch.equal(same_picture[0], other) for other in same_picture[1:])


def test_a_file_that_cannot_be_read_is_set_aside_or_named(pictures, tmp_path):
    bad = LabelledPicture(tmp_path / "皖A99999.jpg", "皖A99999")
    bad.path.write_bytes(b"")
    good, faults = readable([*pictures, bad])
    assert good == list(pictures)
    assert len(faults) == 1
    assert str(bad.path) in faults[0]
    with pytest.raises(PictureError, match="皖A99999"):
        PlateDataset([bad], InputSpec())[0]


def test_training_is_shuffled_the_same_for_any_number_of_workers_and_validation_is_not(pictures):
    def batches(workers, seed=0):
        module = PlateDataModule(Split(pictures, pictures, ()), "notebook", 2, seed, workers)
        return [label for _, labels in module.train_dataloader() for label in labels.tolist()], module

    alone, module = batches(0)
    assert batches(1)[0] == alone
    assert sorted(map(decode, alone)) == PLATES
    orders = {tuple(map(tuple, batches(0, seed)[0])) for seed in range(4)}
    assert len(orders) > 1
    validation = np.concatenate([labels.numpy() for _, labels in module.val_dataloader()])
    assert [decode(row.tolist()) for row in validation] == PLATES
