import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PIL import Image

from plateocr.geometry.orientation import turn, turned_back
from plateocr.pipeline.cutting import cut_box, cut_plate
from plateocr.pipeline.detector import DetectedPlate
from plateocr.plates import PlateKind

# pytest's importlib mode leaves the folder of shared helpers off the path.
sys.path.append(str(Path(__file__).resolve().parents[1]))

from fake_detector import detected

far = st.floats(-5000, 5000)


@given(st.integers(16, 4000), st.integers(6, 3000), far, far, st.floats(1, 4000), st.floats(1, 2000), far)
def test_what_is_cut_out_lies_in_the_photo(width, height, left, top, plate_width, plate_height, shift):
    plate = detected(left, top, plate_width, plate_height, shift=shift)
    x, y, end_x, end_y = cut_box(Image.new("L", (width, height)), plate)
    assert 0 <= x < end_x <= width
    assert 0 <= y < end_y <= height


def test_the_margin_is_in_shares_of_the_plate():
    assert cut_box(Image.new("L", (1000, 1000)), detected(200, 300, 100, 40)) == (194, 296, 306, 344)


def test_an_upright_plate_is_cut_out_along_its_box():
    photo = Image.effect_noise((640, 480), 60).convert("RGB")
    plate = detected(200, 300, 100, 40)
    cut = cut_plate(photo, plate)
    assert cut.image.tobytes() == photo.crop(cut_box(photo, plate)).tobytes()
    assert cut.of_photo(np.array(plate.corners)) * cut.image.size == pytest.approx(
        np.array(plate.corners) - cut_box(photo, plate)[:2]
    )


@pytest.mark.parametrize("degrees", [90, 180, 270])
@pytest.mark.parametrize("shift", [0, 90])
def test_a_plate_that_lies_is_cut_out_as_if_it_stood(degrees, shift):
    photo = Image.effect_noise((640, 480), 60).convert("RGB")
    plate = detected(200, 200, 200, 60, shift=shift)
    lying, back = turn(photo, degrees), 360 - degrees
    corners = tuple(turned_back(np.array(plate.corners) / photo.size, lying.size, back))
    cut, upright = cut_plate(lying, replace(plate, corners=corners)), cut_plate(photo, plate)
    assert cut.image.size == upright.image.size
    assert np.abs(np.asarray(cut.image).astype(int) - np.asarray(upright.image)).mean() < 0.5
    assert cut.of_photo(np.array(corners)) == pytest.approx(upright.of_photo(np.array(plate.corners)), abs=1e-4)


def test_a_plate_in_two_rows_is_not_squeezed_into_the_shape_of_one():
    photo = Image.effect_noise((640, 480), 60).convert("RGB")
    plate = detected(200, 100, 200, 100, PlateKind.TWO_ROWS, shift=120)
    assert cut_plate(photo, plate).image.tobytes() == photo.crop(cut_box(photo, plate)).tobytes()


def test_a_plate_askew_is_straightened():
    plate = detected(200, 200, 200, 60, shift=90)
    cut = cut_plate(Image.new("RGB", (640, 480)), plate)
    (left, top), (right, also_top), (also_right, bottom), (also_left, also_bottom) = cut.of_photo(
        np.array(plate.corners)
    )
    assert (left, top, right, bottom) == pytest.approx((also_left, also_top, also_right, also_bottom), abs=1e-4)


@given(st.lists(st.tuples(st.floats(-900, 900), st.floats(-900, 900)), min_size=4, max_size=4))
def test_any_four_corners_give_an_image(corners):
    plate = DetectedPlate(tuple(corners), 0.9, PlateKind.SEVEN)
    low, high = np.array(plate.box[:2]), np.array(plate.box[2:])
    assume((high > 0).all() and (low < (640, 480)).all())
    cut = cut_plate(Image.new("RGB", (640, 480)), plate)
    assert min(cut.image.size) >= 1
    assert np.isfinite(cut.to_photo).all()
