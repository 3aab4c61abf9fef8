from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plateocr.plates import ORDINARY
from plateocr.synth.camera import photograph, random_settings
from plateocr.synth.glyphs import drawn_glyphs
from plateocr.synth.plate import colour_plate, paint_mask


@pytest.fixture(scope="module")
def mask():
    return paint_mask("皖A26Y56", drawn_glyphs())


@pytest.fixture(scope="module")
def flat(mask):
    return colour_plate(mask, ORDINARY.colours[0].ground, ORDINARY.colours[0].paint)


@given(st.integers(0, 2**32), st.none() | st.floats(0, 1))
def test_settings_are_in_range(seed, hardness):
    drawn = random_settings(np.random.default_rng(seed), hardness)
    assert 0 <= drawn.hardness <= 1
    assert 88 <= drawn.width <= 300
    assert 1 <= drawn.jpeg_quality <= 100
    assert 0 < drawn.resolution <= 1
    assert 0 <= drawn.haze <= 1
    assert 0 <= drawn.shade <= 1
    assert min(drawn.gain, drawn.gamma, drawn.squeeze, *drawn.cast) > 0
    assert min(drawn.blur, drawn.motion, drawn.noise, drawn.sharpening, drawn.dirt, drawn.frame) >= 0


@settings(max_examples=15)
@given(seed=st.integers(0, 2**32), hardness=st.floats(0, 1))
def test_a_photograph_depends_on_its_settings_alone(flat, seed, hardness):
    drawn = random_settings(np.random.default_rng(seed), hardness)
    before = flat.copy()
    image, corners = photograph(flat, drawn)
    again, corners_again = photograph(flat, drawn)
    assert np.array_equal(flat, before)
    assert image.dtype == np.uint8
    assert image.shape[1:] == (drawn.width, 3)
    assert np.array_equal(image, again)
    assert np.array_equal(corners, corners_again)
    along = np.roll(corners, -1, axis=0) - corners
    following = np.roll(along, -1, axis=0)
    assert (along[:, 0] * following[:, 1] - along[:, 1] * following[:, 0] > 0).all()


def correlation_after_warping_back(mask, image, corners):
    flat = np.array([[0, 0], [880, 0], [880, 280], [0, 280]], np.float32)
    back = cv2.getPerspectiveTransform(corners.astype(np.float32), flat)
    upright = cv2.warpPerspective(image, back, (880, 280), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    red = upright[..., 0]  # white paint has it, the blue background does not
    inside = (slice(50, 230), slice(31, 849))
    return np.corrcoef(red[inside].ravel(), mask[inside].ravel())[0, 1]


@pytest.mark.parametrize("seed", range(6))
def test_the_corners_are_those_of_the_plate(mask, flat, seed):
    drawn = random_settings(np.random.default_rng(seed), 0.0)
    easy = replace(
        drawn, width=300, blur=0, motion=0, shade=0, dirt=0, resolution=1, hue=0, saturation=1,
        cast=(1, 1, 1), gain=1, gamma=1, haze=0, frame=8 if seed % 2 else 0, margins=(0.02,) * 4,
    )  # fmt: skip
    tilted = replace(easy, yaw=20.0 - 8 * seed, pitch=5.0 * seed - 12, roll=2.0 * seed - 5)
    image, corners = photograph(flat, tilted)
    assert correlation_after_warping_back(mask, image, corners) > 0.9
    assert correlation_after_warping_back(mask, image, np.roll(corners, 2, axis=0)) < 0.5
    assert correlation_after_warping_back(mask, image, corners + np.array([8, 0])) < 0.8


@pytest.mark.parametrize("size", [(480, 140), (220, 140), (440, 220), (300, 165)])
def test_a_plate_of_any_shape_keeps_its_shape(size):
    """Seen from the front, without margins: the corners are as far apart as the plate's."""
    settings_ = replace(
        random_settings(np.random.default_rng(0), 0.0), yaw=0.0, pitch=0.0, roll=0.0, squeeze=1.0, margins=(0.02,) * 4
    )
    _, corners = photograph(np.full((2 * size[1], 2 * size[0], 3), 90, np.uint8), settings_)
    width, height = np.ptp(corners, axis=0)
    assert width / height == pytest.approx(size[0] / size[1], rel=0.05)
