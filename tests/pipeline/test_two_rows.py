from itertools import pairwise

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from plateocr.geometry.warps import homography
from plateocr.pipeline.two_rows import one_row
from plateocr.plates import SEVEN, TWO_ROWS

COLOURS = [(230, 30, 30), (30, 230, 30), (30, 30, 230), (230, 230, 30), (230, 30, 230), (30, 230, 230), (240, 240, 240)]
SCALE = 2


def flat(scale=SCALE):
    """A black plate with a colour in the cell of each character."""
    plate = Image.new("RGB", (TWO_ROWS.size[0] * scale, TWO_ROWS.size[1] * scale))
    for cell, colour in zip(TWO_ROWS.cells, COLOURS, strict=True):
        edges = (cell.left, cell.top, cell.right, cell.bottom)
        ImageDraw.Draw(plate).rectangle([edge * scale for edge in edges], fill=colour)
    return np.asarray(plate)


def seen(corners, size=(900, 700)):
    """The flat plate with its corners at the given places, on a grey photo."""
    width, height = TWO_ROWS.size[0] * SCALE, TWO_ROWS.size[1] * SCALE
    edges = np.array([[0, 0], [width, 0], [width, height], [0, height]], float)
    to_photo = homography(edges, np.array(corners, float))
    return cv2.warpPerspective(flat(), to_photo, size, borderValue=(90, 90, 90))


def cell_colours(row):
    """The colour at the centre of each character's cell on a plate in one row."""
    scale = row.shape[1] / 440
    return [
        row[int((cell.top + cell.height / 2) * scale), int((cell.left + cell.width / 2) * scale)].astype(int)
        for cell in SEVEN.cells
    ]


def off(colours):
    return np.abs(np.subtract(colours, COLOURS)).max()


move = st.tuples(st.integers(-25, 25), st.integers(-25, 25))


@settings(deadline=None, max_examples=40)
@given(st.tuples(move, move, move, move), st.floats(0.15, 1))
def test_every_character_stands_where_one_row_has_it(moves, share):
    corners = (np.array([[100, 150], [700, 150], [700, 450], [100, 450]]) + moves) * share
    photo = seen(corners, (round(900 * share), round(700 * share)))
    row = one_row(photo, corners)
    assert row.shape[1] / row.shape[0] == pytest.approx(440 / 140, rel=0.03)
    assert off(cell_colours(row)) < 40


def test_between_the_characters_is_the_plate_alone():
    """Neither the other row, nor the dot between the upper two, nor what is beside the plate."""
    plate = cv2.circle(flat().copy(), (440, 90), 10, (255, 255, 255), -1)
    row = one_row(plate, np.array([[0, 0], [880, 0], [880, 440], [0, 440]], float))
    scale = row.shape[1] / 440
    for left, right in pairwise(SEVEN.cells):
        between = row[:, round((left.right + 2) * scale) : round((right.left - 2) * scale)]
        assert between.max() < 30, (left, right)
    for cell in SEVEN.cells:
        column = row[:, round((cell.left + 5) * scale) : round((cell.right - 5) * scale)]
        assert column[: round((cell.top - 6) * scale)].max() < 30
        assert column[round((cell.bottom + 6) * scale) :].max() < 30


def test_a_large_plate_gives_a_row_no_larger_than_needed():
    photo = flat(scale=8)
    height, width = photo.shape[:2]
    row = one_row(photo, np.array([[0, 0], [width, 0], [width, height], [0, height]], float))
    assert row.shape[1] == pytest.approx(578, abs=2)
    assert off(cell_colours(row)) < 10


@pytest.mark.parametrize(
    "corners",
    [
        [[-40, -10], [500, -10], [500, 260], [-40, 260]],
        [[-300, -300], [-290, -300], [-290, -295], [-300, -295]],
        [[10, 10], [12, 10], [12, 11], [10, 11]],
        [[600, 500], [900, 500], [900, 650], [600, 650]],
        [[10, 10], [60, 10], [110, 10], [30, 10]],
        [[10, 10], [10, 10], [10, 10], [10, 10]],
        [[100, 80], [20, 10], [100, 10], [20, 80]],
    ],
)
def test_corners_outside_the_photo_or_of_no_plate_give_an_image(corners):
    row = one_row(flat(1), np.array(corners, float))
    assert min(row.shape[:2]) >= 5
