import re

import numpy as np
import pytest
from contrast import contrast
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageFont

from plateocr.app.drawing import css, drawn
from plateocr.app.names import plate_names
from plateocr.app.templating import environment
from plateocr.assets import FONT_PATH
from plateocr.plates import (
    CHARACTERS,
    FULL,
    PROVINCES,
    RED_INK,
    SPECS,
    UNREADABLE,
    USES,
    Layout,
    PlateKind,
    PlateSpec,
    specs_of,
)

# The contrasts that WCAG asks for: of text and, since they are large and bold, of wrong characters and their lines.
READABLE, LARGE = 4.5, 3.0
any_text = st.text(PROVINCES + CHARACTERS + USES + UNREADABLE, max_size=10)


def text_of(spec: PlateSpec, seed: int = 0) -> str:
    rng = np.random.default_rng(seed)
    return "".join(slot[int(rng.integers(len(slot)))] for slot in spec.slots)


def page(shown, language="en"):
    return environment(language).get_template("macros.html").module.plate(shown)


@pytest.fixture(params=SPECS.values(), ids=list(SPECS))
def spec(request):
    return request.param


class TestEveryKind:
    def test_it_is_drawn_as_the_kind_that_is_asked_for(self, spec):
        shown = drawn(text_of(spec), kind=spec.kind)
        assert (shown.kind, shown.layout, shown.size, shown.dot) == (spec.kind, spec.layout, spec.size, spec.dot)

    def test_all_characters_are_there_in_order_and_in_the_rows_of_the_layout(self, spec):
        text = text_of(spec)
        shown = drawn(text, spec.layout, kind=spec.kind)
        assert "".join(one.character for one in shown.glyphs) == text
        rows = [spec.cells[place].top for place in range(len(text))]
        assert len(set(rows)) == spec.layout.rows
        assert rows == sorted(rows)
        for before, after in zip(shown.glyphs, shown.glyphs[1:], strict=False):
            assert before.middle < after.middle or before.baseline < after.baseline

    def test_characters_and_the_lines_below_wrong_ones_are_inside_the_plate(self, spec):
        width, height = spec.size
        for one in drawn(text_of(spec), kind=spec.kind, wrong=[True] * len(spec)).glyphs:
            assert one.wrong
            assert one.width / 2 < one.middle < width - one.width / 2
            assert 0 < one.baseline < one.underline < one.underline + one.thickness < height

    def test_ink_and_marks_are_readable_on_every_part_of_the_ground(self, spec):
        for colours in spec.colours:
            palette = drawn(text_of(spec), kind=spec.kind, ground=colours.name).palette
            parts = [colours.ground, *(one for one in (colours.above, colours.left) if one)]
            for ground in map(css, parts):
                assert ground in palette.ground
                assert contrast(palette.ink, ground) >= READABLE
                assert contrast(palette.wrong, ground) >= LARGE
                if spec.red:
                    assert contrast(palette.red, ground) >= LARGE

    def test_the_red_characters_are_those_of_the_kind(self, spec):
        shown = drawn(text_of(spec), kind=spec.kind)
        assert tuple(place for place, one in enumerate(shown.glyphs) if one.red) == spec.red

    def test_the_columns_below_a_plate_in_one_row_fill_its_width(self, spec):
        shown = drawn(text_of(spec), kind=spec.kind)
        if spec.layout.rows > 1:
            assert shown.columns == ()
            return
        assert len(shown.columns) == len(spec)
        assert sum(shown.columns) == pytest.approx(spec.size[0], abs=0.1)
        middles = np.cumsum(shown.columns) - np.array(shown.columns) / 2
        assert abs(middles - [one.middle for one in shown.glyphs]).max() < 0.03 * spec.size[0]

    def test_the_page_shows_its_text_its_rows_and_its_colours(self, spec):
        text = text_of(spec)
        html = page(drawn(text, kind=spec.kind, wrong=(True,)))
        assert f'aria-label="{text}"' in html
        assert f'data-rows="{spec.layout.rows}"' in html
        assert f"--width:{spec.size[0]};--height:{spec.size[1]};--ground:" in html
        assert "".join(re.findall(r">([^<>]+)</text>", html)) == text
        assert html.count('data-ink="wrong"') == 2, "the character and the line below it"
        assert html.count('data-ink="red"') == len(set(spec.red) - {0})
        assert html.count("<circle") == (spec.dot is not None)

    @pytest.mark.parametrize("language", ["en", "zh"])
    def test_it_has_a_name(self, spec, language):
        names = plate_names(language)
        assert set(names) == set(PlateKind)
        assert len(set(names.values())) == len(names)


class TestChoice:
    @pytest.mark.parametrize(
        ("text", "layout", "ground", "kind"),
        [
            ("皖A12345", None, "", PlateKind.BLUE),
            ("皖A12345", Layout.SEVEN, "yellow", PlateKind.YELLOW),
            ("皖A12345", Layout.TWO_ROWS, "yellow", PlateKind.YELLOW_TWO_ROWS),
            ("皖A12345", Layout.TWO_ROWS, "blue", PlateKind.MOTORCYCLE),
            ("皖AD12345", Layout.EIGHT, "green", PlateKind.GREEN),
            ("皖A12345D", Layout.EIGHT, "green", PlateKind.GREEN_LARGE),
            ("皖A1234警", Layout.SEVEN, "white", PlateKind.POLICE),
            ("皖A12345", Layout.SEVEN, "black", PlateKind.BLUE),  # at night: no kind with this number is black
        ],
    )
    def test_layout_and_colour_tell_kinds_with_the_same_number(self, text, layout, ground, kind):
        assert drawn(text, layout, ground=ground).kind is kind

    def test_a_motorcycle_may_be_blue(self):
        blue, yellow = (drawn("皖A12345", kind="motorcycle", ground=ground).palette for ground in ("blue", "yellow"))
        assert blue == drawn("皖A12345").palette
        assert yellow == drawn("皖A1234挂").palette

    def test_a_kind_that_the_text_is_not_of_does_not_count(self):
        assert drawn("皖A1234警", kind="blue").kind is PlateKind.POLICE
        assert drawn("皖A12345", Layout.SEVEN, kind="motorcycle").kind is PlateKind.BLUE

    @pytest.mark.parametrize("kind", [None, "", "no such kind", float("nan")])
    def test_no_kind_is_asked_for(self, kind):
        assert drawn("皖A12345", kind=kind).kind is PlateKind.BLUE


class TestNoKind:
    @pytest.mark.parametrize(
        ("text", "layout", "rows"),
        [("皖A□2345", "seven", 1), ("皖A□2345", "two_rows", 2), ("蒙□□□□□□□", "two_rows_eight", 2)],
    )
    def test_unreadable_characters_are_drawn_in_the_colours_of_the_page_and_in_their_rows(self, text, layout, rows):
        shown = drawn(text, Layout(layout))
        assert (shown.kind, shown.palette, shown.layout.rows) == (None, None, rows)
        assert "--ground" not in page(shown)

    @given(any_text, st.sampled_from([None, *Layout]), st.lists(st.booleans(), max_size=12))
    def test_any_text_is_drawn(self, text, layout, wrong):
        shown = drawn(text, layout, wrong=wrong)
        assert "".join(one.character for one in shown.glyphs) == text
        assert (shown.kind is None) == (not specs_of(text, layout))
        assert [one.wrong for one in shown.glyphs] == (wrong + [False] * 10)[: len(text)]
        assert f'aria-label="{text}"' in page(shown)

    def test_a_text_is_no_markup(self):
        assert "<b>" not in page(drawn("<b>"))


def test_red_is_red_on_plates():
    assert drawn("皖A1234警").palette.red == css(RED_INK)


def test_every_character_that_can_be_read_is_in_the_bundled_font():
    font = ImageFont.truetype(str(FONT_PATH), 32)
    missing = bytes(font.getmask("\uffff"))
    assert [one for one in FULL.first + FULL.tail if bytes(font.getmask(one)) == missing] == []
