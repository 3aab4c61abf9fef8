from itertools import pairwise

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from plateocr.geometry.quads import WHOLE
from plateocr.geometry.warps import homography
from plateocr.images import InputSpec
from plateocr.pipeline.preparation import rectify, spans_of, width_of
from plateocr.plates import ORDINARY, SPECS, Layout, PlateKind

COLOURS = np.array(
    [
        (230, 30, 30), (30, 230, 30), (30, 30, 230), (230, 230, 30),
        (230, 30, 230), (30, 230, 230), (240, 240, 240), (130, 130, 130),
    ]
)  # fmt: skip
SCALE = 2
INPUT, LARGE = InputSpec(framing="corners"), InputSpec(framing="corners", width=896, height=256)
YELLOW = SPECS[PlateKind.YELLOW_TWO_ROWS]
IN_TWO_ROWS = [spec for spec in SPECS.values() if spec.layout.rows == 2]


def flat(spec=YELLOW, scale=SCALE):
    """A black plate with a colour in the cell of each character."""
    plate = Image.new("RGB", (spec.size[0] * scale, spec.size[1] * scale))
    for cell, colour in zip(spec.cells, COLOURS, strict=False):
        edges = (cell.left, cell.top, cell.right, cell.bottom)
        ImageDraw.Draw(plate).rectangle([edge * scale for edge in edges], fill=tuple(colour.tolist()))
    return np.asarray(plate)


def seen(corners, size=(900, 700)):
    """The flat plate with its corners at the given places, on a grey photo."""
    plate = flat()
    to_photo = homography(WHOLE * (plate.shape[1], plate.shape[0]), np.array(corners, float))
    return cv2.warpPerspective(plate, to_photo, size, borderValue=(90, 90, 90))


def column_colours(row, spec=YELLOW):
    """The colour in the middle of each character's column on a plate in one row."""
    middle = row.shape[0] // 2
    spans = spans_of(
        InputSpec(framing="corners", width=row.shape[1] * 7 // len(spec), height=row.shape[0]), spec.layout, spec
    )
    return np.array([row[middle, int((left + right) / 2)].astype(int) for left, right in spans])


move = st.tuples(st.integers(-25, 25), st.integers(-25, 25))


@hypothesis_settings(deadline=None, max_examples=40)
@given(st.tuples(move, move, move, move), st.floats(0.15, 1))
def test_every_character_stands_where_one_row_has_it(moves, share):
    corners = (np.array([[100, 150], [700, 150], [700, 450], [100, 450]]) + moves) * share
    size = (round(900 * share), round(700 * share))
    row = rectify(seen(corners, size), (corners / size).astype(np.float32), INPUT, Layout.TWO_ROWS)
    assert np.abs(column_colours(row) - COLOURS[:7]).max() < 40


@pytest.mark.parametrize("spec", IN_TWO_ROWS, ids=lambda spec: spec.kind)
def test_on_every_kind_of_two_rows_each_character_lands_in_its_column(spec):
    row = rectify(flat(spec), WHOLE, INPUT, spec.layout)
    assert row.shape == (64, 32 * len(spec), 3)
    assert np.abs(column_colours(row, spec) - COLOURS[: len(spec)]).max() < 40


def test_between_the_characters_is_the_plate_alone():
    """Neither the other row, nor the dot between the upper two, nor what is beside the plate."""
    plate = cv2.circle(flat().copy(), (440, 90), 10, (255, 255, 255), -1)
    row = rectify(plate, WHOLE, LARGE, Layout.TWO_ROWS)
    spans = spans_of(LARGE, Layout.TWO_ROWS, YELLOW)
    for (_, left), (right, _) in pairwise(spans):
        between = row[:, round(left + 4) : round(right - 4)]
        assert between.size
        assert between.max() < 30, (left, right)
    scale = LARGE.height / ORDINARY.size[1]
    for cell, (left, right) in zip(ORDINARY.cells, spans, strict=True):
        column = row[:, round(left + 10) : round(right - 10)]
        assert column[: round((cell.top - 6) * scale)].max() < 30
        assert column[round((cell.bottom + 6) * scale) :].max() < 30


def test_a_large_plate_is_rearranged_as_well():
    row = rectify(flat(scale=8), WHOLE, INPUT, Layout.TWO_ROWS)
    assert np.abs(column_colours(row) - COLOURS[:7]).max() < 10


@pytest.mark.parametrize("layout", [Layout.TWO_ROWS, Layout.TWO_ROWS_EIGHT])
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
def test_corners_outside_the_photo_or_of_no_plate_give_an_image(corners, layout):
    row = rectify(flat(scale=1), (np.array(corners) / YELLOW.size).astype(np.float32), INPUT, layout)
    assert row.shape == (64, width_of(INPUT, layout), 3)
