import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateocr.geometry.projection import project_plate, turned

angle = st.floats(-90, 90)


@given(angle, angle, angle)
def test_a_turn_keeps_lengths_and_hands(yaw, pitch, roll):
    rotation = turned(yaw, pitch, roll)
    assert rotation @ rotation.T == pytest.approx(np.eye(3), abs=1e-9)
    assert np.linalg.det(rotation) == pytest.approx(1)


def test_angles_are_clipped_to_readable_views():
    assert turned(90, 0, 0) == pytest.approx(turned(65, 0, 0))
    assert turned(0, -90, 0) == pytest.approx(turned(0, -55, 0))
    assert turned(0, 0, 50) == pytest.approx(turned(0, 0, 40))


def test_roll_turns_clockwise_and_yaw_narrows():
    upright = project_plate(0, 0, 0, 440, 140)
    assert upright == pytest.approx(np.array([[-220, -70], [220, -70], [220, 70], [-220, 70]]))
    rolled = project_plate(0, 0, 30, 440, 140)
    assert np.degrees(np.arctan2(*(rolled[1] - rolled[0])[::-1])) == pytest.approx(30)
    assert np.ptp(project_plate(60, 0, 0, 440, 140)[:, 0]) < 0.55 * 440


@given(angle, angle, angle)
def test_corners_go_round_clockwise_however_a_plate_is_turned(yaw, pitch, roll):
    corners = project_plate(yaw, pitch, roll, 440, 140)
    sides = np.roll(corners, -1, axis=0) - corners
    following = np.roll(sides, -1, axis=0)
    assert (sides[:, 0] * following[:, 1] - sides[:, 1] * following[:, 0] > 0).all()
