import numpy as np
import pytest

from plateocr.alphabet import PROVINCES
from plateocr.synth.glyphs import drawn_glyphs
from plateocr.synth.kinds import draw_flat

SHAPES = {"seven": (280, 880, 3), "eight": (280, 960, 3), "two_rows": (440, 880, 3)}


@pytest.fixture(scope="module")
def glyphs():
    return drawn_glyphs()


@pytest.mark.parametrize("kind", SHAPES)
def test_shape_text_and_seed(glyphs, kind):
    texts = set()
    for seed in range(5):
        plate, text = draw_flat(kind, np.random.default_rng(seed), glyphs)
        again, same = draw_flat(kind, np.random.default_rng(seed), glyphs)
        assert plate.shape == SHAPES[kind]
        assert plate.dtype == np.uint8
        assert np.array_equal(plate, again)
        assert text == same
        assert text[0] in PROVINCES
        assert len(text) == (8 if kind == "eight" else 7)
        texts.add(text)
    assert len(texts) == 5


def test_green_plates_are_green_and_carry_an_energy_letter(glyphs):
    for seed in range(10):
        plate, text = draw_flat("eight", np.random.default_rng(seed), glyphs)
        assert text[2] in "DF" or text[-1] in "DF"
        red, green, blue = np.median(plate[200:, 700:].reshape(-1, 3), axis=0)
        assert green > max(red, blue)


def test_the_second_row_holds_more_paint_than_the_first(glyphs):
    plate, _ = draw_flat("two_rows", np.random.default_rng(1), glyphs)
    dark = plate.mean(axis=2) < 90
    assert dark[180:400].sum() > 1.5 * dark[30:150].sum() > 0


def test_another_kind_is_refused(glyphs):
    with pytest.raises(ValueError, match="no kind of plate 'army'"):
        draw_flat("army", np.random.default_rng(0), glyphs)
