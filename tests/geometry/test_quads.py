import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateocr.geometry.quads import WHOLE, iou, is_plate_shaped, tilt_of
from plateocr.geometry.warps import homography, transform, warp
from plateocr.images import InputSpec
from plateocr.pipeline.preparation import rectify

boxes = st.tuples(*[st.floats(0, 100)] * 4).map(
    lambda b: (min(b[0], b[2]), min(b[1], b[3]), max(b[0], b[2]) + 1, max(b[1], b[3]) + 1)
)

SPEC = InputSpec(framing="corners")


def quarters(size=(400, 160)):
    """Four colours, one per quarter: red left-top, green right-top, blue right-bottom, white left-bottom."""
    width, height = size
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[: height // 2, : width // 2] = (255, 0, 0)
    pixels[: height // 2, width // 2 :] = (0, 255, 0)
    pixels[height // 2 :, width // 2 :] = (0, 0, 255)
    pixels[height // 2 :, : width // 2] = (255, 255, 255)
    return pixels


def corner_colours(pixels):
    height, width = pixels.shape[:2]
    y, x = height // 5, width // 5
    return [tuple(map(int, pixels[at])) for at in ((y, x), (y, width - x), (height - y, width - x), (height - y, x))]


@pytest.mark.parametrize("size", [(94, 24), (400, 160), (3000, 900)])
def test_the_whole_image_keeps_its_corners(size):
    pixels = rectify(quarters(size), WHOLE, SPEC)
    assert pixels.shape == (64, 224, 3)
    assert pixels.dtype == np.uint8
    assert corner_colours(pixels) == [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)]


def test_a_tilted_plate_becomes_upright():
    flat = quarters((224, 64))
    tilted = np.array([[0.1, 0.05], [0.85, 0.2], [0.9, 0.95], [0.15, 0.75]], np.float32)
    # Photographed so that its corners are those of `tilted`, on a black background.

    source = WHOLE.astype(np.float64) * (224, 64)
    scene = warp(flat, homography(tilted.astype(np.float64) * (448, 128), source), (448, 128))
    pixels = rectify(scene, tilted, SPEC).astype(int)
    difference = np.abs(pixels - rectify(flat, WHOLE, SPEC).astype(int))
    assert np.median(difference) == 0
    assert (difference.max(axis=2) > 60).mean() < 0.06, "all but the edges between colours"


@given(st.floats(-0.2, 0.2), st.floats(-0.2, 0.2))
def test_corners_outside_the_image_repeat_its_edge(x, y):
    corners = (WHOLE + np.array([x, y])).astype(np.float32)
    pixels = rectify(np.full((20, 60, 3), (10, 200, 30), np.uint8), corners, SPEC)
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
def test_corners_that_are_not_a_plate_give_the_whole_image(corners):
    assert not is_plate_shaped(corners)
    assert np.array_equal(rectify(quarters(), corners, SPEC), rectify(quarters(), WHOLE, SPEC))


@given(st.floats(-40, 40))
def test_tilt_is_the_angle_that_a_plate_is_turned_by(degrees):
    turn = np.radians(degrees)
    flat = np.array([[-200, -60], [200, -60], [200, 60], [-200, 60]])
    pixels = flat @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]) + 300
    assert tilt_of((pixels / (700, 500)).astype(np.float32), (700, 500)) == pytest.approx(degrees, abs=0.01)


@given(boxes, boxes)
def test_iou_is_symmetric_and_one_for_the_same_box(first, second):
    assert iou(first, second) == pytest.approx(iou(second, first))
    assert 0 <= iou(first, second) <= 1
    assert iou(first, first) == pytest.approx(1)


corner = st.tuples(st.floats(-20, 20), st.floats(-20, 20))


@given(st.tuples(corner, corner, corner, corner))
def test_a_quad_goes_where_its_homography_takes_it_and_back(moves):
    source = WHOLE.astype(np.float64) * (200, 60)
    target = source + moves + (300, 200)
    there = homography(source, target)
    assert transform(source, there) == pytest.approx(target, abs=1e-2)
    assert transform(transform(source, there), np.linalg.inv(there)) == pytest.approx(source, abs=1e-2)
