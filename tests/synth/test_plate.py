import itertools

import numpy as np
import pytest

from plateocr.errors import LabelError
from plateocr.plates import ORDINARY, SPECS
from plateocr.synth.glyphs import drawn_glyphs
from plateocr.synth.plate import colour_plate, paint_mask

BLUE = ORDINARY.colours[0]


@pytest.fixture(scope="module")
def glyphs():
    return drawn_glyphs()


def test_characters_stand_where_the_standard_puts_them():
    lefts = [cell.left for cell in ORDINARY.cells]
    gaps = [right - left - 45 for left, right in itertools.pairwise(lefts)]
    assert gaps == [12, 34, 12, 12, 12, 12]
    assert lefts[0] == 15.5
    assert ORDINARY.size[0] - (lefts[-1] + 45) == 15.5


def test_the_mask_has_each_glyph_in_its_place_and_the_dot(glyphs):
    mask = paint_mask("皖A26Y56", glyphs)
    assert (mask.shape, mask.dtype) == ((280, 880), np.uint8)
    for character, left in zip("皖A26Y56", [cell.left for cell in ORDINARY.cells], strict=True):
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


@pytest.mark.parametrize("spec", SPECS.values(), ids=lambda spec: spec.kind)
def test_a_text_that_is_no_plate_of_the_kind_is_refused(glyphs, spec):
    for text in ("皖A26Y5", "皖A26Y5皖", "□" * len(spec)):
        with pytest.raises(LabelError):
            paint_mask(text, glyphs, spec)
