from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from plateocr.augment.province_swap import ProvinceSwap
from plateocr.augment.recipes import jitter_corners
from plateocr.data.folder import LabelledImage
from plateocr.data.split import Split
from plateocr.errors import ImageError
from plateocr.geometry.quads import WHOLE
from plateocr.images import InputSpec, open_image
from plateocr.pipeline.preparation import Preparer
from plateocr.plates import BLUE, PROVINCES, SEVEN
from plateocr.synth.glyphs import drawn_glyphs
from plateocr.synth.plate import colour_plate, paint_mask
from plateocr.synth.pool import SIDECAR_NAME
from plateocr.training.recogniser.datamodule import PlateDataModule, PlateDataset, readable, sampling_weights

PLATES = [f"皖A{number:05d}" for number in range(6)]


@pytest.fixture(scope="module")
def images(tmp_path_factory, noise_image):
    folder = tmp_path_factory.mktemp("pictures")
    labelled = [LabelledImage(folder / f"{plate}.png", plate) for plate in PLATES]
    for seed, image in enumerate(labelled):
        noise_image(seed).save(image.path)
    return tuple(labelled)


def tensors(images, recipe="notebook", seed=0, epoch=0):
    dataset = PlateDataset(images, InputSpec(), recipe, seed, epoch)
    return torch.stack([dataset[index][0] for index in range(len(dataset))])


def test_shapes_and_labels(images):
    dataset = PlateDataset(images, InputSpec())
    tensor, label = dataset[3]
    assert (tensor.shape, tensor.dtype) == ((3, 64, 224), torch.float32)
    assert (label.shape, label.dtype) == ((7,), torch.int64)
    assert SEVEN.decode(label.tolist()) == PLATES[3]


@pytest.mark.parametrize("recipe", ["notebook", "robust", "real"])
def test_augmentation_depends_on_seed_epoch_and_index_alone(images, recipe):
    first = tensors(images, recipe)
    assert torch.equal(first, tensors(images, recipe))
    assert not torch.equal(first, tensors(images, recipe, epoch=1))
    assert not torch.equal(first, tensors(images, recipe, seed=1))
    alone = PlateDataset(images, InputSpec(), recipe)[4][0]
    assert torch.equal(alone, first[4])
    same_image = tensors([images[0]] * 6, recipe)
    assert not all(torch.equal(same_image[0], other) for other in same_image[1:])


def test_a_file_that_cannot_be_read_is_set_aside_or_named(images, tmp_path):
    bad = LabelledImage(tmp_path / "皖A99999.jpg", "皖A99999")
    bad.path.write_bytes(b"")
    good, faults = readable([*images, bad])
    assert good == list(images)
    assert len(faults) == 1
    assert str(bad.path) in faults[0]
    with pytest.raises(ImageError, match="皖A99999"):
        PlateDataset([bad], InputSpec())[0]


def test_training_is_shuffled_the_same_for_any_number_of_workers_and_validation_is_not(images):
    def batches(workers, seed=0):
        module = PlateDataModule(Split(images, images, ()), "notebook", 2, seed, workers)
        return [label for _, labels in module.train_dataloader() for label in labels.tolist()], module

    alone, module = batches(0)
    assert batches(1)[0] == alone
    assert sorted(map(SEVEN.decode, alone)) == PLATES
    orders = {tuple(map(tuple, batches(0, seed)[0])) for seed in range(4)}
    assert len(orders) > 1
    validation = np.concatenate([labels.numpy() for _, labels in module.val_dataloader()])
    assert [SEVEN.decode(row.tolist()) for row in validation] == PLATES


class TestSamplingWeights:
    def plates(self, folder, text):
        return [LabelledImage(Path(folder) / f"{number}-{plate}.jpg", plate) for number, plate in enumerate(text)]

    def test_a_rare_province_is_drawn_more_and_a_folder_keeps_its_share(self):
        common = self.plates("a", ["皖A00001"] * 99 + ["苏A00001"])
        other = self.plates("b", ["京A00001"] * 50)
        weights = np.array(sampling_weights([*common, *other], balance=0.5))
        assert weights[:100].sum() == pytest.approx(100)
        assert weights[100:].sum() == pytest.approx(50)
        assert weights[99] / weights[0] == pytest.approx(99**0.5)

    @given(st.lists(st.sampled_from(PROVINCES), min_size=1, max_size=40), st.floats(0, 1))
    def test_no_balance_is_no_weight_and_full_balance_is_the_same_for_all_provinces(self, provinces, balance):
        images = self.plates("a", [f"{province}A00001" for province in provinces])
        assert sampling_weights(images, 0) == pytest.approx([1.0] * len(images))
        full: dict[str, float] = {}
        for image, weight in zip(images, sampling_weights(images, 1), strict=True):
            full[image.plate[0]] = full.get(image.plate[0], 0) + weight
        assert len(set(np.round(list(full.values()), 6))) == 1
        assert sum(sampling_weights(images, balance)) == pytest.approx(len(images))


def test_framed_images_are_jittered_in_training_alone(images):
    preparer = Preparer(InputSpec(framing="corners"))
    module = PlateDataModule(Split(images, images, ()), "real", 2, 0, 0, preparer=preparer, province_balance=0.5)
    module.setup("fit")
    assert sum(len(labels) for _, labels in module.train_dataloader()) == len(images)
    validation = torch.cat([batch for batch, _ in module.val_dataloader()])
    expected = preparer.batch([open_image(image.path) for image in images])
    np.testing.assert_allclose(validation.numpy(), expected, atol=0.05)


def test_jitter_depends_on_its_seeds_alone_and_is_small():
    jittered = [jitter_corners(WHOLE, np.random.SeedSequence([seed])) for seed in range(200)]
    assert np.array_equal(jittered[3], jitter_corners(WHOLE, np.random.SeedSequence([3])))
    offsets = np.abs(np.stack(jittered) - WHOLE).mean(axis=(0, 1))
    assert (offsets > (0.005, 0.01)).all()
    assert (offsets < (0.03, 0.09)).all()


class TestProvinceSwap:
    @pytest.fixture(scope="class")
    def drawn(self, tmp_path_factory):
        """Eight flat plates that fill their images."""
        folder, glyphs = tmp_path_factory.mktemp("plates"), drawn_glyphs()
        plates = [f"皖A{number:05d}" for number in range(10, 18)]
        for plate in plates:
            pixels = colour_plate(paint_mask(plate, glyphs), BLUE.ground, BLUE.paint)
            Image.fromarray(pixels).resize((220, 70)).save(folder / f"{plate}.png")
        return [LabelledImage(folder / f"{plate}.png", plate) for plate in plates]

    def labels(self, images, recipe="real", share=1.0, epoch=0):
        corners = np.stack([WHOLE] * len(images))
        swap = ProvinceSwap(share, [drawn_glyphs()])
        dataset = PlateDataset(images, InputSpec(framing="corners"), recipe, 0, epoch, corners, swap)
        return [SEVEN.decode(dataset[index][1].tolist()) for index in range(len(images))]

    def test_real_images_get_other_provinces_and_the_labels_say_so(self, drawn):
        plates = [image.plate for image in drawn]
        swapped = self.labels(drawn)
        assert [plate[1:] for plate in swapped] == [plate[1:] for plate in plates]
        assert len({plate[0] for plate in swapped}) > 3
        assert self.labels(drawn) == swapped
        assert self.labels(drawn, epoch=1) != swapped
        assert self.labels(drawn, share=0.0) == plates

    def test_synthesised_folders_and_validation_keep_theirs(self, drawn, tmp_path):
        plates = [image.plate for image in drawn]
        assert self.labels(drawn, recipe=None) == plates
        copies = [LabelledImage(tmp_path / image.path.name, image.plate) for image in drawn]
        for image, copy in zip(drawn, copies, strict=True):
            copy.path.write_bytes(image.path.read_bytes())
        (tmp_path / SIDECAR_NAME).write_bytes(b"")
        assert self.labels(copies) == plates

    def test_the_data_module_swaps_framed_training_images_alone(self, drawn):
        split = Split(tuple(drawn), tuple(drawn), ())
        plates = {image.plate for image in drawn}
        for framing, kept in (("corners", False), ("stretch", True)):
            preparer = Preparer(InputSpec(framing=framing))
            module = PlateDataModule(split, "real", 2, 0, 0, preparer=preparer, province_swap=1.0)
            module.setup("fit")
            trained = {SEVEN.decode(row.tolist()) for _, labels in module.train_dataloader() for row in labels}
            validated = {SEVEN.decode(row.tolist()) for _, labels in module.val_dataloader() for row in labels}
            assert (trained == plates) == kept
            assert validated == plates
