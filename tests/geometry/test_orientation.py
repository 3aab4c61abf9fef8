import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateocr.geometry.orientation import degrees_to_turn, turn, turned_back

DEGREES = st.sampled_from([0, 90, 180, 270])


@given(DEGREES, st.integers(2, 60), st.integers(2, 60), st.data())
def test_a_point_of_the_turned_image_is_found_where_it_was_before(degrees, width, height, data):
    x, y = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    image = np.zeros((height, width), np.uint8)
    image[y, x] = 255
    turned = turn(image, degrees)
    (row,), (column,) = np.nonzero(turned)
    (before,) = turned_back(np.array([[column + 0.5, row + 0.5]]) / turned.shape[::-1], (width, height), degrees)
    assert before == pytest.approx((x + 0.5, y + 0.5))


def test_degrees_are_clockwise():
    image = np.full((20, 40, 3), 255, np.uint8)
    image[0, 0] = (255, 0, 0)
    assert turn(image, 90)[0, 19].tolist() == [255, 0, 0]
    assert turn(image, 270)[39, 0].tolist() == [255, 0, 0]
    assert turn(image, 0) is image


@given(DEGREES, st.floats(-40, 40), st.floats(50, 400), st.floats(20, 100))
def test_a_plates_corners_tell_how_far_it_has_to_be_turned(degrees, tilt, width, height):
    upright = np.array([[0, 0], [width, 0], [width, height], [0, height]]) - (width / 2, height / 2)
    angle = np.radians(tilt - degrees)  # of its reading direction, clockwise on the screen
    lying = upright @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    assert degrees_to_turn(lying + 500) == degrees
