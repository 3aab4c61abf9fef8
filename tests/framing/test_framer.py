from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from plateocr.errors import CheckpointError
from plateocr.framing.framer import PlateFramer
from plateocr.framing.geometry import WHOLE, is_plate_shaped
from plateocr.framing.preparer import Preparer
from plateocr.picture import InputSpec, resize_picture
from plateocr.synth.camera import photograph, random_settings
from plateocr.synth.glyphs import drawn_glyphs
from plateocr.synth.plate import paint_mask


@pytest.fixture(scope="module")
def framer():
    return PlateFramer()


@pytest.fixture(scope="module")
def plates():
    """40 synthesised plates of seeds that nothing was trained on, with their corners in fractions."""
    glyphs, made = drawn_glyphs(), []
    for seed in range(40):
        settings = random_settings(np.random.default_rng([987654, seed]), hardness=0.4)
        pixels, corners = photograph(paint_mask("苏E6K2R8", glyphs), settings)
        made.append((Image.fromarray(pixels), (corners / (pixels.shape[1], pixels.shape[0])).astype(np.float32)))
    return made


def test_corners_are_found_far_better_than_by_taking_the_whole_picture(framer, plates):
    found = framer.corners([picture for picture, _ in plates])
    truth = np.stack([corners for _, corners in plates])
    assert all(is_plate_shaped(corners) for corners in found)
    assert np.abs(found - truth).mean() < np.abs(WHOLE - truth).mean() / 3


def test_a_result_does_not_depend_on_its_batch_mates(framer, plates):
    pictures = [picture for picture, _ in plates[:8]]
    together = framer.corners(pictures)
    alone = np.concatenate([framer.corners([picture]) for picture in pictures])
    np.testing.assert_allclose(together, alone, atol=1e-5)


@pytest.mark.parametrize("roll", [25.0, -30.0])
def test_plates_askew_are_found_better_by_a_second_look(framer, monkeypatch, roll):
    glyphs, pictures, truth = drawn_glyphs(), [], []
    for seed in range(30):
        settings = random_settings(np.random.default_rng([13579, seed]), hardness=0.2)
        settings = replace(settings, roll=roll, yaw=5.0, pitch=0.0, rectified=False, squeeze=1.0)
        pixels, corners = photograph(paint_mask("苏E6K2R8", glyphs), settings)
        pictures.append(Image.fromarray(pixels))
        truth.append(corners / (pixels.shape[1], pixels.shape[0]))
    twice = np.abs(framer.corners(pictures) - truth).mean()
    monkeypatch.setattr("plateocr.framing.framer.is_askew", lambda corners: False)
    once = np.abs(framer.corners(pictures) - truth).mean()
    assert twice < 0.8 * once, f"{twice:.4f} twice, {once:.4f} once"


def test_no_pictures_give_no_corners(framer):
    assert framer.corners([]).shape == (0, 4, 2)


def test_what_is_no_network_is_refused(tmp_path):
    (tmp_path / "framing.onnx").write_bytes(b"no network")
    with pytest.raises(CheckpointError, match=r"framing\.onnx is missing or corrupted"):
        PlateFramer(tmp_path / "framing.onnx")


def test_a_preparer_stretches_or_frames(plates, noise_picture):
    picture, _ = plates[0]
    stretch, corners = Preparer(InputSpec()), Preparer(InputSpec(framing="corners"))
    assert np.array_equal(stretch.pixels([picture])[0], resize_picture(picture, InputSpec()))
    assert not np.array_equal(corners.pixels([picture])[0], resize_picture(picture, InputSpec()))
    assert corners.batch([picture, noise_picture(1)]).shape == (2, 3, 64, 224)
