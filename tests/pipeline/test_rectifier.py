from dataclasses import replace

import numpy as np
import pytest

from plateocr.errors import CheckpointError
from plateocr.geometry.quads import WHOLE, is_plate_shaped
from plateocr.images import InputSpec
from plateocr.models.registry import LAYOUT_CLASSES
from plateocr.pipeline.preparation import Preparer, stretch
from plateocr.pipeline.rectifier import Rectifier
from plateocr.plates import Layout, PlateKind
from plateocr.synth.camera import photograph, random_settings
from plateocr.synth.glyphs import drawn_glyphs
from plateocr.synth.kinds import draw_flat


@pytest.fixture(scope="module")
def rectifier():
    return Rectifier()


@pytest.fixture(scope="module")
def plates():
    """40 synthesised plates with seeds that were not used in training, with their corners in fractions."""
    glyphs, made = drawn_glyphs(), []
    for seed in range(40):
        rng = np.random.default_rng([987654, seed])
        flat, _ = draw_flat(PlateKind.BLUE, rng, glyphs, hardness=0.4)
        pixels, corners = photograph(flat, random_settings(rng, hardness=0.4))
        made.append((pixels, (corners / (pixels.shape[1], pixels.shape[0])).astype(np.float32)))
    return made


def test_corners_are_found_far_better_than_by_taking_the_whole_image(rectifier, plates):
    found = rectifier.corners([image for image, _ in plates])
    truth = np.stack([corners for _, corners in plates])
    assert all(is_plate_shaped(corners) for corners in found)
    assert np.abs(found - truth).mean() < np.abs(WHOLE - truth).mean() / 3


def test_a_result_does_not_depend_on_its_batch_mates(rectifier, plates):
    images = [image for image, _ in plates[:8]]
    together = rectifier.corners(images)
    alone = np.concatenate([rectifier.corners([image]) for image in images])
    np.testing.assert_allclose(together, alone, atol=1e-5)


@pytest.mark.parametrize("roll", [25.0, -30.0])
def test_tilted_plates_are_rectified_better_in_a_second_pass(rectifier, monkeypatch, roll):
    glyphs, images, truth = drawn_glyphs(), [], []
    for seed in range(30):
        rng = np.random.default_rng([13579, seed])
        settings = random_settings(rng, hardness=0.2)
        settings = replace(settings, roll=roll, yaw=5.0, pitch=0.0, rectified=False, squeeze=1.0)
        pixels, corners = photograph(draw_flat(PlateKind.BLUE, rng, glyphs, hardness=0.2)[0], settings)
        images.append(pixels)
        truth.append(corners / (pixels.shape[1], pixels.shape[0]))
    twice = np.abs(rectifier.corners(images) - truth).mean()
    monkeypatch.setattr("plateocr.pipeline.rectifier.is_tilted", lambda corners: False)
    once = np.abs(rectifier.corners(images) - truth).mean()
    assert twice < 0.8 * once, f"{twice:.4f} twice, {once:.4f} once"


def test_no_images_give_no_corners(rectifier):
    found = rectifier.rectify([])
    assert (found.corners.shape, found.layouts.shape) == ((0, 4, 2), (0, LAYOUT_CLASSES))


def test_the_probabilities_of_layouts_sum_to_one(rectifier, plates):
    """A network of version 0.2 takes all for seven characters in one row."""
    found = rectifier.rectify([image for image, _ in plates])
    assert found.layouts.shape == (40, LAYOUT_CLASSES)
    np.testing.assert_allclose(found.layouts.sum(axis=1), 1, rtol=1e-5)
    assert (found.layouts.argmax(axis=1) == list(Layout).index(Layout.SEVEN)).mean() > 0.9


def test_a_file_that_is_not_a_network_is_rejected(tmp_path):
    (tmp_path / "framing.onnx").write_bytes(b"no network")
    with pytest.raises(CheckpointError, match=r"framing\.onnx is missing or corrupted"):
        Rectifier(tmp_path / "framing.onnx")


def test_a_preparer_stretches_or_rectifies(plates, noise_image):
    image, _ = plates[0]
    plain, corners = Preparer(InputSpec()), Preparer(InputSpec(framing="corners"))
    assert np.array_equal(plain.pixels([image])[0], stretch(image, InputSpec()))
    assert not np.array_equal(corners.pixels([image])[0], stretch(image, InputSpec()))
    assert [one.shape for one in corners.pixels([image, np.asarray(noise_image(1))])] == [(64, 224, 3)] * 2
