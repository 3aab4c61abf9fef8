import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from plateocr.geometry.quads import WHOLE, cut, is_plate_shaped, perspective, tilt_of
from plateocr.images import InputSpec

SPEC = InputSpec(framing="corners")


def quarters(size=(400, 160)):
    """Four colours, one a quarter: red left-top, green right-top, blue right-bottom, white left-bottom."""
    width, height = size
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[: height // 2, : width // 2] = (255, 0, 0)
    pixels[: height // 2, width // 2 :] = (0, 255, 0)
    pixels[height // 2 :, width // 2 :] = (0, 0, 255)
    pixels[height // 2 :, : width // 2] = (255, 255, 255)
    return Image.fromarray(pixels)


def corner_colours(pixels):
    height, width = pixels.shape[:2]
    y, x = height // 5, width // 5
    return [tuple(map(int, pixels[at])) for at in ((y, x), (y, width - x), (height - y, width - x), (height - y, x))]


@pytest.mark.parametrize("size", [(94, 24), (400, 160), (3000, 900)])
def test_the_whole_image_keeps_its_corners(size):
    pixels = cut(quarters(size), WHOLE, SPEC)
    assert pixels.shape == (64, 224, 3)
    assert pixels.dtype == np.uint8
    assert corner_colours(pixels) == [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)]


def test_a_tilted_plate_becomes_upright():
    flat = quarters((224, 64))
    tilted = np.array([[0.1, 0.05], [0.85, 0.2], [0.9, 0.95], [0.15, 0.75]], np.float32)
    # Photographed so that its corners are where `tilted` says, on a black ground.

    source = WHOLE.astype(np.float64) * (224, 64)
    scene = flat.transform(
        (448, 128),
        Image.Transform.PERSPECTIVE,
        perspective(tilted.astype(np.float64) * (448, 128), source),
        Image.Resampling.BILINEAR,
    )
    pixels = cut(scene, tilted, SPEC).astype(int)
    difference = np.abs(pixels - cut(flat, WHOLE, SPEC).astype(int))
    assert np.median(difference) == 0
    assert (difference.max(axis=2) > 60).mean() < 0.06, "all but the edges between colours"


@given(st.floats(-0.2, 0.2), st.floats(-0.2, 0.2))
def test_corners_outside_the_image_repeat_its_edge(x, y):
    corners = (WHOLE + np.array([x, y])).astype(np.float32)
    pixels = cut(Image.new("RGB", (60, 20), (10, 200, 30)), corners, SPEC)
    assert (pixels == (10, 200, 30)).all()


@pytest.mark.parametrize(
    "corners",
    [
        WHOLE[::-1],
        WHOLE * 0.1,
        np.full((4, 2), np.nan, np.float32),
        np.array([[0, 0], [1, 0], [0.4, 0.4], [0, 1]], np.float32),
    ],
    ids=["anticlockwise", "tiny", "not numbers", "dented"],
)
def test_what_is_no_plate_gives_the_whole_image(corners):
    assert not is_plate_shaped(corners)
    assert np.array_equal(cut(quarters(), corners, SPEC), cut(quarters(), WHOLE, SPEC))


@given(st.floats(-40, 40))
def test_tilt_is_the_angle_that_a_plate_is_turned_by(degrees):
    turn = np.radians(degrees)
    flat = np.array([[-200, -60], [200, -60], [200, 60], [-200, 60]])
    pixels = flat @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]) + 300
    assert tilt_of((pixels / (700, 500)).astype(np.float32), (700, 500)) == pytest.approx(degrees, abs=0.01)
