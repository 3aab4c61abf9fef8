import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from plateocr.geometry.straightening import is_askew, straightened


def seen(degrees, *, width=200, squeezed=1.0, centre=(320, 240)):
    """Corners of a plate of the standard's shape, seen from aside and turned, in a photo of 640 x 480."""
    half = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * (width * squeezed / 2, width * 140 / 440 / 2)
    cosine, sine = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return half @ np.array([[cosine, sine], [-sine, cosine]]) + centre


def painted(corners):
    """The plate's halves in red and blue on white: left red, right blue."""
    photo = Image.new("RGB", (640, 480), "white")
    left_top, right_top, right_bottom, left_bottom = corners
    top, bottom = (left_top + right_top) / 2, (left_bottom + right_bottom) / 2
    draw = ImageDraw.Draw(photo)
    draw.polygon([tuple(point) for point in (left_top, top, bottom, left_bottom)], fill="#ff0000")
    draw.polygon([tuple(point) for point in (top, right_top, right_bottom, bottom)], fill="#0000ff")
    return photo


@pytest.mark.parametrize(("degrees", "squeezed"), [(30, 1.0), (-25, 1.0), (26, 0.6), (-38, 0.8)])
def test_a_plate_that_stands_askew_is_straightened(degrees, squeezed):
    corners = seen(degrees, squeezed=squeezed)
    assert is_askew(corners)
    cut = straightened(painted(corners), corners)
    assert cut.image.width / cut.image.height == pytest.approx(440 * 1.12 / (140 * 1.2), rel=0.05)
    there = cut.of_photo(corners) * cut.image.size
    (left, top), _, (right, bottom), _ = there
    assert there == pytest.approx(np.array([[left, top], [right, top], [right, bottom], [left, bottom]]), abs=0.01)
    pixels = np.asarray(cut.image)
    middle, row = round((left + right) / 2), slice(round(top) + 3, round(bottom) - 3)
    assert (pixels[row, round(left) + 4 : middle - 4] == (255, 0, 0)).all()
    assert (pixels[row, middle + 4 : round(right) - 4] == (0, 0, 255)).all()
    assert (pixels[:2] == 255).all(), "what is around it is shown as well"


@pytest.mark.parametrize("degrees", [0, 5, -8])
def test_a_plate_that_is_a_little_tilted_does_not_stand_askew(degrees):
    assert not is_askew(seen(degrees))


@pytest.mark.parametrize(
    "corners", [[[0, 0]] * 4, [[0, 0], [9, 9], [0, 9], [9, 0]], [[0, 0], [9, 9], [18, 18], [27, 27]]]
)
def test_what_is_no_plate_does_not_stand_askew(corners):
    assert not is_askew(np.array(corners, dtype=np.float64))


def test_at_the_edge_of_a_photo_there_are_no_black_corners():
    corners = seen(30, centre=(95, 75))
    pixels = np.asarray(straightened(painted(corners), corners).image)
    assert pixels.max(axis=2).min() > 100  # where red meets blue both are half as bright


def test_a_large_plate_is_not_straightened_larger_than_a_reader_needs():
    corners = seen(28, width=600)
    assert 400 < straightened(painted(corners), corners).image.width < 480


@given(st.floats(-45, 45), st.floats(0.3, 1), st.integers(30, 400), st.floats(0, 640), st.floats(0, 480))
def test_corners_go_into_the_image_and_back(degrees, squeezed, width, x, y):
    corners = seen(degrees, width=width, squeezed=squeezed, centre=(x, y))
    cut = straightened(Image.new("RGB", (640, 480)), corners)
    assert cut.in_photo(cut.of_photo(corners)) == pytest.approx(corners, abs=0.05)
