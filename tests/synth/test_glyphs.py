import itertools

import numpy as np
import pytest
from PIL import Image

from plateocr.errors import DataError
from plateocr.plates import CHARACTERS, PROVINCES, SPECS, USES
from plateocr.synth.glyphs import drawn_glyphs, load_glyphs

ALL = PROVINCES + CHARACTERS + USES


@pytest.fixture(scope="module")
def glyphs():
    return drawn_glyphs()


@pytest.fixture
def glyph_folder(glyphs, tmp_path):
    for character in ALL:
        Image.fromarray(255 - glyphs[character]).save(tmp_path / f"{character}.png")
    return tmp_path


def difference(one, other):
    """Share of the cell where only one of two glyphs has paint."""
    return float(((one > 127) != (other > 127)).mean())


def test_all_glyphs_are_masks_with_paint(glyphs):
    assert set(glyphs) == set(ALL)
    for character, glyph in glyphs.items():
        assert (glyph.shape, glyph.dtype) == ((180, 90), np.uint8), character
        assert 0.1 < (glyph > 127).mean() < 0.75, character
        rows = np.flatnonzero((glyph > 127).any(axis=1))
        assert rows[0] <= 4, character
        assert rows[-1] >= 175, character


def test_glyphs_differ_from_each_other(glyphs):
    alike = {
        one + other for one, other in itertools.combinations(ALL, 2) if difference(glyphs[one], glyphs[other]) < 0.03
    }
    assert alike <= {"0O"}


def test_glyphs_from_a_folder(glyph_folder, glyphs):
    loaded = load_glyphs(glyph_folder)
    assert set(loaded) == set(ALL)
    for character in ALL:
        nearest = min(ALL, key=lambda other: difference(loaded[character], glyphs[other]))
        assert nearest == character or {nearest, character} == {"0", "O"}


def test_a_missing_o_is_replaced_by_the_zero(glyph_folder):
    (glyph_folder / "O.png").unlink()
    loaded = load_glyphs(glyph_folder)
    assert np.array_equal(loaded["O"], loaded["0"])


def test_missing_uses_are_drawn(glyph_folder, glyphs):
    for character in USES:
        (glyph_folder / f"{character}.png").unlink()
    loaded = load_glyphs(glyph_folder)
    assert all(np.array_equal(loaded[character], glyphs[character]) for character in USES)


def test_every_character_of_every_kind_has_a_glyph(glyphs):
    assert {character for spec in SPECS.values() for slot in spec.slots for character in slot} == set(glyphs)


def test_missing_glyphs_are_listed(glyph_folder):
    for character in "皖7":
        (glyph_folder / f"{character}.png").unlink()
    with pytest.raises(DataError, match="皖 7;"):
        load_glyphs(glyph_folder)


def test_a_blank_glyph_is_named(glyph_folder):
    Image.new("L", (90, 180), 255).save(glyph_folder / "皖.png")
    with pytest.raises(DataError, match=r"皖\.png"):
        load_glyphs(glyph_folder)
