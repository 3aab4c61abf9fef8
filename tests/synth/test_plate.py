import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateocr.errors import LabelError
from plateocr.plates import BLUE, CHARACTERS, PROVINCES, SEVEN
from plateocr.synth.glyphs import drawn_glyphs
from plateocr.synth.plate import colour_plate, paint_mask, random_text


@pytest.fixture(scope="module")
def glyphs():
    return drawn_glyphs()


@given(st.integers(0, 2**32))
def test_texts_obey_the_plate_rules(seed):
    assert not SEVEN.violations(random_text(np.random.default_rng(seed)))


def test_every_province_and_character_occurs():
    rng = np.random.default_rng(0)
    texts = [random_text(rng) for _ in range(2000)]
    assert {text[0] for text in texts} == set(PROVINCES)
    assert set("".join(text[1:] for text in texts)) == set(CHARACTERS)


def test_characters_stand_where_the_standard_puts_them():
    lefts = [cell.left for cell in SEVEN.cells]
    gaps = [right - left - 45 for left, right in itertools.pairwise(lefts)]
    assert gaps == [12, 34, 12, 12, 12, 12]
    assert lefts[0] == 15.5
    assert SEVEN.size[0] - (lefts[-1] + 45) == 15.5


def test_the_mask_has_each_glyph_in_its_place_and_the_dot(glyphs):
    mask = paint_mask("皖A26Y56", glyphs)
    assert (mask.shape, mask.dtype) == ((280, 880), np.uint8)
    for character, left in zip("皖A26Y56", [cell.left for cell in SEVEN.cells], strict=True):
        x = round(left * 2)
        assert np.array_equal(mask[50:230, x : x + 90], glyphs[character])
    dot = np.argwhere(mask[60:220, 235:303] > 127)
    assert dot.mean(axis=0) == pytest.approx([80, 34], abs=1.5)
    assert np.ptp(dot, axis=0) == pytest.approx([20, 20], abs=2)


def test_colours(glyphs):
    mask = paint_mask("皖A26Y56", glyphs)
    plate = colour_plate(mask, BLUE.ground, BLUE.paint)
    assert plate.shape == (280, 880, 3)
    assert set(map(tuple, plate[mask == 0].tolist())) == {BLUE.ground}
    assert set(map(tuple, plate[mask == 255].tolist())) == {BLUE.paint}


def test_a_text_that_is_no_plate_is_refused(glyphs):
    with pytest.raises(LabelError):
        paint_mask("皖A26Y5", glyphs)
