from inspect import signature

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateocr.augment import operations


def is_operation(one):
    """Whether one of the module's names is an operation, which takes ``pixels`` and ``rng`` first."""
    own = getattr(one, "__module__", "") == operations.__name__ and not one.__name__.startswith("_")
    return own and list(signature(one).parameters)[:2] == ["pixels", "rng"]


OPERATIONS = [one for one in vars(operations).values() if is_operation(one)]
IMAGE = np.random.default_rng(0).integers(0, 256, (64, 224, 3), dtype=np.uint8)
GREY = np.full((64, 224, 3), 128, np.uint8)


def over_seeds(operation, image, count=60):
    return [operation(image, np.random.default_rng(seed)) for seed in range(count)]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.__name__)
def test_the_image_keeps_its_size_and_type_and_is_not_changed_in_place(operation):
    before = IMAGE.copy()
    changed = over_seeds(operation, IMAGE)
    assert np.array_equal(IMAGE, before)
    assert all(one.shape == IMAGE.shape and one.dtype == np.uint8 for one in changed)
    assert sum(not np.array_equal(one, IMAGE) for one in changed) > 50
    assert all(np.array_equal(one, again) for one, again in zip(changed, over_seeds(operation, IMAGE), strict=True))


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.__name__)
@given(width=st.integers(20, 300), height=st.integers(8, 100), seed=st.integers(0, 2**32 - 1))
def test_images_of_any_size_are_taken(operation, width, height, seed):
    image = np.full((height, width, 3), 77, np.uint8)
    assert operation(image, np.random.default_rng(seed)).shape == image.shape


def test_a_shadow_has_a_lit_side_and_a_dark_one_with_little_between():
    seen = 0
    for shaded in over_seeds(operations.shadow, GREY):
        levels = shaded[..., 0].astype(float)
        lit, dark = levels.max(), levels.min()
        assert lit <= 1.35 * 128
        if lit - dark > 50:  # the shadow is in the image, and not all of it
            seen += 1
            between = (levels > dark + 0.1 * (lit - dark)) & (levels < lit - 0.1 * (lit - dark))
            assert between.mean() < 0.5
            assert dark < 0.7 * lit
    assert seen > 25


def test_glare_only_brightens_and_fades_with_the_distance():
    for lit in over_seeds(operations.glare, GREY):
        assert (lit >= GREY).all()
        assert lit.max() > lit.min()


def test_overexposure_keeps_the_order_of_brightness_and_reaches_white():
    ramp = np.repeat(np.linspace(0, 255, 224).astype(np.uint8)[None, :, None], 64, axis=0).repeat(3, axis=2)
    for burnt in over_seeds(operations.overexposure, ramp):
        assert (np.diff(burnt[32, 5:-5, 0].astype(int)) >= 0).all()
        assert (burnt == 255).mean() > (ramp == 255).mean()


def test_wires_leave_most_of_the_plate_visible():
    for wired in over_seeds(operations.wires, GREY):
        assert (wired != GREY).any(axis=2).mean() < 0.6


def test_worn_patches_show_only_the_background_or_grey():
    plate = GREY.copy()
    plate[20:44, ::8] = 250  # strokes on the plate's background
    lost = [(worn[20:44, ::8] < 240).mean() for worn in over_seeds(operations.faded_paint, plate)]
    assert 0.02 < np.mean(lost) < 0.6
    assert all((worn <= 250).all() for worn in over_seeds(operations.faded_paint, plate))


def test_an_interlaced_image_has_rows_of_both_moments():
    edge = GREY.copy()
    edge[:, 112:] = 250
    for interlaced in over_seeds(operations.interlacing, edge):
        starts = {int(np.argmax(row)) for row in interlaced[..., 0] > 180}
        assert len(starts) == 2
        assert 112 in starts


def test_a_second_exposure_is_fainter_than_the_first():
    line = np.zeros((64, 224, 3), np.uint8)
    line[:, 110:114] = 200
    for doubled in over_seeds(operations.double_exposure, line):
        columns = doubled[20:44, ..., 0].astype(float).mean(axis=0)
        assert 80 < columns.max() <= 200
        assert columns[110:114].max() >= columns.max() - 1


def test_a_line_is_written_over_one_edge_and_the_middle_stays():
    upper = lower = 0
    for written in over_seeds(operations.text_over_edge, GREY):
        rows = np.flatnonzero((written != 128).any(axis=(1, 2)))
        assert not ((rows > 24) & (rows < 40)).any()
        upper += int((rows <= 24).any())
        lower += int((rows >= 40).any())
    assert lower > upper > 0
    assert upper + lower > 40


def test_text_under_a_watermark_remains_visible():
    for marked in over_seeds(operations.watermark, GREY):
        assert np.abs(marked.astype(int) - 128).max() <= 0.6 * 128 + 1


def test_lamps_outshine_a_darkened_image():
    for lit in over_seeds(operations.lamps, GREY):
        assert lit.min() < 128
        assert lit.max() > lit.min()


def test_text_runs_over_an_edge_of_the_box_and_no_further_than_a_line():
    _, top, _, bottom = box = (100, 120, 180, 145)
    canvas = np.full((320, 320, 3), 128, np.uint8)
    rows = []
    for seed in range(40):
        written = operations.text_over_edge(canvas, np.random.default_rng(seed), box)
        rows.append(np.flatnonzero((written != canvas).any(axis=(1, 2))))
    found = [one for one in rows if one.size]
    assert len(found) > 25
    assert all(one.min() > top - (bottom - top) and one.max() < bottom + (bottom - top) for one in found)
    assert all(((one <= top + 12) | (one >= bottom - 12)).any() for one in found)


def test_corrupting_a_part_leaves_the_rest_the_original_and_tiny_parts_unchanged():
    before = IMAGE.copy()
    for operation in operations.CORRUPTIONS:
        changed = operations.corrupt_part(IMAGE, (50, 20, 150, 44), 5.0, operation, np.random.default_rng(1))
        outside = np.ones(IMAGE.shape[:2], bool)
        outside[15:49, 45:155] = False
        assert np.array_equal(changed[outside], IMAGE[outside])
        for box in [(5, 5, 7, 7), (-90, -60, -50, -40), (300, 100, 350, 120)]:
            assert np.array_equal(operations.corrupt_part(IMAGE, box, 0, operation, np.random.default_rng(1)), IMAGE)
        edge = operations.corrupt_part(IMAGE, (200, 50, 260, 80), 3.0, operation, np.random.default_rng(1))
        assert edge.shape == IMAGE.shape
    assert np.array_equal(IMAGE, before)
