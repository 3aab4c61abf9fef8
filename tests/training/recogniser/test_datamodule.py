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
from plateocr.errors import ImageError
from plateocr.geometry.quads import WHOLE
from plateocr.images import InputSpec, open_image
from plateocr.pipeline.preparation import Preparer, normalise
from plateocr.plates import FULL, NOTEBOOK, ORDINARY, PROVINCES, SPECS, UNREADABLE, Layout, PlateKind
from plateocr.synth.glyphs import drawn_glyphs
from plateocr.synth.kinds import draw_flat
from plateocr.synth.plate import colour_plate, paint_mask
from plateocr.synth.pool import SIDECAR_NAME
from plateocr.training.common.places import Places
from plateocr.training.recogniser import datamodule
from plateocr.training.recogniser.config import RecogniserConfig
from plateocr.training.recogniser.datamodule import (
    RecogniserData,
    in_whole_batches,
    look_at,
    sampling_weights,
)
from plateocr.training.recogniser.dataset import Item, PlateDataset

PLATES = [f"皖A{number:05d}" for number in range(6)]


@pytest.fixture(scope="module")
def images(tmp_path_factory, noise_image):
    folder = tmp_path_factory.mktemp("pictures")
    labelled = [LabelledImage(folder / f"{plate}.png", plate) for plate in PLATES]
    for seed, image in enumerate(labelled):
        noise_image(seed).save(image.path)
    return tuple(labelled)


def tensors(images, recipe="notebook", seed=0, epoch=0):
    dataset = PlateDataset(list(map(Item, images)), InputSpec(), recipe, seed)
    return torch.stack([dataset[index, epoch][0] for index in range(len(dataset))])


def data_of(images, **settings):
    """The data of a training on a folder; about half of the plates are for validation."""
    settings = {"model": "simple", "batch_size": 2, "val_fraction": 0.5, "workers": 0} | settings
    config = RecogniserConfig.build(data=[images[0].path.parent], **settings)
    return RecogniserData(config, Places(config, images[0].path.parents[1]), lambda _: None)


def labels_of(loader):
    return [NOTEBOOK.decode(row) for _, labels in loader for row in labels.tolist()]


def test_shapes_and_labels(images):
    dataset = PlateDataset(list(map(Item, images)), InputSpec())
    tensor, label = dataset[3]
    assert (tensor.shape, tensor.dtype) == ((3, 64, 224), torch.float32)
    assert (label.shape, label.dtype) == ((7,), torch.int64)
    assert NOTEBOOK.decode(label.tolist()) == PLATES[3]


@pytest.mark.parametrize("recipe", ["notebook", "robust", "real"])
def test_augmentation_depends_on_seed_epoch_and_index_alone(images, recipe):
    first = tensors(images, recipe)
    assert torch.equal(first, tensors(images, recipe))
    assert not torch.equal(first, tensors(images, recipe, epoch=1))
    assert not torch.equal(first, tensors(images, recipe, seed=1))
    alone = PlateDataset(list(map(Item, images)), InputSpec(), recipe)[4][0]
    assert torch.equal(alone, first[4])
    same_image = tensors([images[0]] * 6, recipe)
    assert not all(torch.equal(same_image[0], other) for other in same_image[1:])


def test_a_file_that_cannot_be_read_is_set_aside_or_named(images, tmp_path):
    bad = LabelledImage(tmp_path / "皖A99999.jpg", "皖A99999")
    bad.path.write_bytes(b"")
    found, faults = look_at([image.path for image in (*images, bad, *images)], Preparer(InputSpec()))
    assert found == dict.fromkeys((image.path for image in images), (None, None))
    assert list(faults) == [bad.path]
    assert str(bad.path) in faults[bad.path]
    with pytest.raises(ImageError, match="皖A99999"):
        PlateDataset([Item(bad)], InputSpec())[0]


@pytest.mark.parametrize("rectified", [False, True])
def test_each_image_is_decoded_once_before_the_first_step(images, monkeypatch, rectified):
    opened = []
    monkeypatch.setattr(datamodule, "open_image", lambda path: opened.append(path) or open_image(path))
    data_of(images, rectified=rectified)
    assert sorted(opened) == sorted(image.path for image in images)


def test_training_is_shuffled_the_same_for_any_number_of_workers_and_validation_is_not(images):
    alone = data_of(images)
    order = labels_of(alone.train_dataloader())
    assert labels_of(data_of(images, workers=2).train_dataloader()) == order
    assert sorted(order) == sorted(image.plate for image in alone.parts.train)
    assert len({tuple(alone.shuffled(epoch, 6)) for epoch in range(6)}) > 1
    assert labels_of(alone.val_dataloader()) == [image.plate for image in alone.parts.val]


class TestSamplingWeights:
    def plates(self, folder, text):
        return [Item(LabelledImage(Path(folder) / f"{number}-{plate}.jpg", plate)) for number, plate in enumerate(text)]

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
            full[image.label[0]] = full.get(image.label[0], 0) + weight
        assert len(set(np.round(list(full.values()), 6))) == 1
        assert sum(sampling_weights(images, balance)) == pytest.approx(len(images))


def test_rectified_images_are_jittered_in_training_alone(images):
    data = data_of(images, recipe="real", batch_size=1)
    assert sum(len(labels) for _, labels in data.train_dataloader()) == len(data.parts.train)
    validation = torch.cat([batch for batch, _ in data.val_dataloader()])
    pixels = data.preparer.pixels([np.asarray(open_image(image.path)) for image in data.parts.val])
    expected = normalise(np.stack(pixels), data.preparer.spec)
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
            pixels = colour_plate(paint_mask(plate, glyphs), ORDINARY.colours[0].ground, ORDINARY.colours[0].paint)
            Image.fromarray(pixels).resize((220, 70)).save(folder / f"{plate}.png")
        return [LabelledImage(folder / f"{plate}.png", plate) for plate in plates]

    def labels(self, images, recipe="real", share=1.0, epoch=0):
        items = [Item(image, WHOLE) for image in images]
        swap = ProvinceSwap(share, [drawn_glyphs()])
        dataset = PlateDataset(items, InputSpec(framing="corners"), recipe, 0, swap)
        return [NOTEBOOK.decode(dataset[index, epoch][1].tolist()) for index in range(len(images))]

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

    def test_only_rectified_training_images_are_swapped(self, drawn):
        for rectified in (True, False):
            data = data_of(drawn, recipe="real", province_swap=1.0, rectified=rectified, batch_size=1)
            trained, validated = (set(labels_of(one)) for one in (data.train_dataloader(), data.val_dataloader()))
            assert (trained <= {image.plate for image in data.parts.train}) == (not rectified)
            assert validated == {image.plate for image in data.parts.val}


class TestEveryKind:
    @pytest.fixture(scope="class")
    def kinds(self, tmp_path_factory):
        """A flat plate of each length, and one in two rows, that fill their images."""
        folder, glyphs = tmp_path_factory.mktemp("kinds"), drawn_glyphs()
        items = []
        for kind in (PlateKind.BLUE, PlateKind.GREEN, PlateKind.YELLOW_TWO_ROWS):
            pixels, text = draw_flat(kind, np.random.default_rng(3), glyphs)
            Image.fromarray(pixels).resize((220, 90)).save(folder / f"{kind}-{text}.png")
            items.append(Item(LabelledImage(folder / f"{kind}-{text}.png", text), WHOLE, SPECS[kind].layout))
        return items

    def test_the_input_is_as_wide_as_the_plate_has_characters(self, kinds):
        dataset = PlateDataset(kinds, InputSpec(framing="corners"), alphabet=FULL)
        assert [dataset[index][0].shape[2] for index in range(3)] == [224, 256, 224]
        assert [FULL.decode(dataset[index][1].tolist()) for index in range(3)] == [item.label for item in kinds]

    def test_obscured_plates_have_a_character_that_cannot_be_read(self, kinds):
        dataset = PlateDataset(kinds, InputSpec(framing="corners"), "real", alphabet=FULL, obscured=1.0)
        for epoch in range(20):
            label = FULL.decode(dataset[1, epoch][1].tolist())
            assert UNREADABLE in label
            assert all(one in (UNREADABLE, true) for one, true in zip(label, kinds[1].label, strict=True))

    def test_in_a_wrong_layout_nothing_can_be_read(self, kinds):
        wrong = Item(kinds[1].image, WHOLE, Layout.SEVEN, legible=False)
        image, label = PlateDataset([wrong], InputSpec(framing="corners"), "real", alphabet=FULL, obscured=1.0)[0, 0]
        assert image.shape[2] == 224
        assert FULL.decode(label.tolist()) == UNREADABLE * 7


@given(st.lists(st.integers(1, 30), min_size=1, max_size=3), st.integers(1, 9), st.integers(0, 99))
def test_each_batch_is_of_one_group(sizes, batch_size, seed):
    groups = [[1000 * number + place for place in range(size)] for number, size in enumerate(sizes)]
    order = in_whole_batches(groups, batch_size, torch.Generator().manual_seed(seed))
    batches = [order[start : start + batch_size] for start in range(0, len(order), batch_size)]
    assert all(len({index // 1000 for index in batch}) == 1 for batch in batches)
    assert len(set(order)) == len(order) >= min(batch_size, max(sizes))
    assert len(order) > sum(sizes) - len(sizes) * batch_size or len(batches) == 1
