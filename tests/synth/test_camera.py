from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plateocr.synth.camera import STYLES, photograph, random_settings
from plateocr.synth.glyphs import drawn_glyphs
from plateocr.synth.plate import paint_mask


@pytest.fixture(scope="module")
def mask():
    return paint_mask("皖A26Y56", drawn_glyphs())


@given(st.integers(0, 2**32), st.none() | st.floats(0, 1))
def test_settings_are_in_range(seed, hardness):
    drawn = random_settings(np.random.default_rng(seed), hardness)
    assert 0 <= drawn.hardness <= 1
    assert drawn.style in STYLES
    assert 88 <= drawn.width <= 300
    assert 1 <= drawn.jpeg_quality <= 100
    assert 0 < drawn.resolution <= 1
    assert 0 <= drawn.haze <= 1
    assert 0 <= drawn.shade <= 1
    assert min(drawn.gain, drawn.gamma, drawn.squeeze, *drawn.cast) > 0
    assert min(drawn.blur, drawn.motion, drawn.noise, drawn.sharpening, drawn.dirt, drawn.frame) >= 0


@settings(max_examples=15)
@given(seed=st.integers(0, 2**32), hardness=st.floats(0, 1))
def test_a_photograph_depends_on_its_settings_alone(mask, seed, hardness):
    drawn = random_settings(np.random.default_rng(seed), hardness)
    image, corners = photograph(mask, drawn)
    again, corners_again = photograph(mask, drawn)
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
def test_the_corners_are_those_of_the_plate(mask, seed):
    drawn = random_settings(np.random.default_rng(seed), 0.0)
    easy = replace(
        drawn, style="blue", width=300, blur=0, motion=0, shade=0, dirt=0, resolution=1, hue=0, saturation=1,
        cast=(1, 1, 1), gain=1, gamma=1, bolts=False, frame=8 if seed % 2 else 0, margins=(0.02,) * 4,
    )  # fmt: skip
    tilted = replace(easy, yaw=20.0 - 8 * seed, pitch=5.0 * seed - 12, roll=2.0 * seed - 5)
    image, corners = photograph(mask, tilted)
    assert correlation_after_warping_back(mask, image, corners) > 0.9
    assert correlation_after_warping_back(mask, image, np.roll(corners, 2, axis=0)) < 0.5
    assert correlation_after_warping_back(mask, image, corners + np.array([8, 0])) < 0.8
