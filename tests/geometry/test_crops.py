import numpy as np
import pytest
from fake_detector import detected
from hypothesis import assume, given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from plateocr.geometry.crops import crop_box, crop_plate, straightened
from plateocr.geometry.orientation import turn, turned_back
from plateocr.geometry.quads import is_tilted
from plateocr.pipeline.results import DetectedPlate
from plateocr.plates import Layout

far = st.floats(-5000, 5000)


def noise():
    return np.random.default_rng(0).integers(0, 256, (480, 640, 3), np.uint8)


@given(st.integers(16, 900), st.integers(6, 700), far, far, st.floats(1, 4000), st.floats(1, 2000), far)
def test_crops_are_inside_the_photo(width, height, left, top, plate_width, plate_height, shift):
    plate = detected(left, top, plate_width, plate_height, shift=shift)
    x, y, end_x, end_y = crop_box(np.zeros((height, width, 3), np.uint8), plate.quad)
    assert 0 <= x < end_x <= width
    assert 0 <= y < end_y <= height


def test_the_margin_is_in_shares_of_the_plate():
    assert crop_box(np.zeros((1000, 1000, 3), np.uint8), detected(200, 300, 100, 40).quad) == (194, 296, 306, 344)


def test_an_upright_plate_is_cut_out_along_its_box():
    photo, plate = noise(), detected(200, 300, 100, 40)
    crop = crop_plate(photo, plate.quad)
    left, top, right, bottom = crop_box(photo, plate.quad)
    assert np.array_equal(crop.image, photo[top:bottom, left:right])
    assert crop.of_photo(plate.quad) * (right - left, bottom - top) == pytest.approx(plate.quad - (left, top), abs=1e-3)


@pytest.mark.parametrize("degrees", [90, 180, 270])
@pytest.mark.parametrize("shift", [0, 90])
def test_a_turned_plate_is_cut_out_upright(degrees, shift):
    photo = noise()
    plate = detected(200, 200, 200, 60, shift=shift)
    lying, back = turn(photo, degrees), 360 - degrees
    quad = turned_back(plate.quad / (640, 480), (lying.shape[1], lying.shape[0]), back)
    crop, upright = crop_plate(lying, quad), crop_plate(photo, plate.quad)
    assert crop.image.shape == upright.image.shape
    assert np.abs(crop.image.astype(int) - upright.image).mean() < 0.5
    assert crop.of_photo(quad) == pytest.approx(upright.of_photo(plate.quad), abs=1e-4)


def test_straightening_can_be_disabled():
    photo, plate = noise(), detected(200, 100, 200, 100, Layout.TWO_ROWS, shift=120)
    left, top, right, bottom = crop_box(photo, plate.quad)
    assert np.array_equal(crop_plate(photo, plate.quad, straighten=False).image, photo[top:bottom, left:right])


def test_a_tilted_plate_is_straightened():
    plate = detected(200, 200, 200, 60, shift=90)
    crop = crop_plate(np.zeros((480, 640, 3), np.uint8), plate.quad)
    (left, top), (right, also_top), (also_right, bottom), (also_left, also_bottom) = crop.of_photo(plate.quad)
    assert (left, top, right, bottom) == pytest.approx((also_left, also_top, also_right, also_bottom), abs=1e-4)


@given(st.lists(st.tuples(st.floats(-900, 900), st.floats(-900, 900)), min_size=4, max_size=4))
def test_any_four_corners_give_an_image(corners):
    plate = DetectedPlate(tuple(corners), 0.9, Layout.SEVEN)
    low, high = np.array(plate.box[:2]), np.array(plate.box[2:])
    assume((high > 0).all() and (low < (640, 480)).all())
    crop = crop_plate(np.zeros((480, 640, 3), np.uint8), plate.quad)
    assert min(crop.image.shape[:2]) >= 1
    assert np.isfinite(crop.to_photo).all()


def seen(degrees, *, width=200, squeezed=1.0, centre=(320, 240)):
    """Corners of a plate of the standard's shape, seen from the side and rotated, in a photo of 640 x 480."""
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
    return np.asarray(photo)


@pytest.mark.parametrize(("degrees", "squeezed"), [(30, 1.0), (-25, 1.0), (26, 0.6), (-38, 0.8)])
def test_a_tilted_quad_is_straightened(degrees, squeezed):
    corners = seen(degrees, squeezed=squeezed)
    assert is_tilted(corners)
    crop = straightened(painted(corners), corners)
    assert crop.image.shape[1] / crop.image.shape[0] == pytest.approx(440 * 1.12 / (140 * 1.2), rel=0.05)
    there = crop.of_photo(corners) * (crop.image.shape[1], crop.image.shape[0])
    (left, top), _, (right, bottom), _ = there
    assert there == pytest.approx(np.array([[left, top], [right, top], [right, bottom], [left, bottom]]), abs=0.01)
    pixels = crop.image
    middle, row = round((left + right) / 2), slice(round(top) + 3, round(bottom) - 3)
    assert (pixels[row, round(left) + 4 : middle - 4] == (255, 0, 0)).all()
    assert (pixels[row, middle + 4 : round(right) - 4] == (0, 0, 255)).all()
    assert (pixels[:2] == 255).all(), "what is around it is shown as well"


@pytest.mark.parametrize("degrees", [0, 5, -8])
def test_a_slightly_rotated_plate_does_not_count_as_tilted(degrees):
    assert not is_tilted(seen(degrees))


@pytest.mark.parametrize(
    "corners", [[[0, 0]] * 4, [[0, 0], [9, 9], [0, 9], [9, 0]], [[0, 0], [9, 9], [18, 18], [27, 27]]]
)
def test_a_quad_that_is_not_a_plate_is_not_tilted(corners):
    assert not is_tilted(np.array(corners, dtype=np.float64))


def test_at_the_edge_of_a_photo_there_are_no_black_corners():
    corners = seen(30, centre=(95, 75))
    pixels = straightened(painted(corners), corners).image
    assert pixels.max(axis=2).min() > 100  # where red meets blue both are half as bright


def test_a_large_plate_is_not_straightened_larger_than_a_reader_needs():
    corners = seen(28, width=600)
    assert 400 < straightened(painted(corners), corners).image.shape[1] < 480


@given(st.floats(-45, 45), st.floats(0.3, 1), st.integers(30, 400), st.floats(0, 640), st.floats(0, 480))
def test_corners_go_into_the_image_and_back(degrees, squeezed, width, x, y):
    corners = seen(degrees, width=width, squeezed=squeezed, centre=(x, y))
    crop = straightened(np.zeros((480, 640, 3), np.uint8), corners)
    assert crop.in_photo(crop.of_photo(corners)) == pytest.approx(corners, abs=0.05)
