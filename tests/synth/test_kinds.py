import itertools
import re

import numpy as np
import pytest

from plateocr.plates import EIGHT, PROVINCES, SEVEN, SPECS, PlateKind
from plateocr.synth import kinds
from plateocr.synth.glyphs import drawn_glyphs
from plateocr.synth.kinds import DRAWINGS, draw_flat

SHAPES = {"seven": (280, 880, 3), "eight": (280, 960, 3), "two_rows": (440, 880, 3)}
SERIAL = "[A-HJ-NP-Z0-9]"
GREEN_TEXT = re.compile(f"[{PROVINCES}][A-HJ-NP-Z]([A-HJK]{SERIAL}[0-9]{{4}}|[0-9]{{5}}[A-HJK])")


@pytest.fixture(scope="module")
def glyphs():
    return drawn_glyphs()


@pytest.fixture
def unworn(monkeypatch):
    """Plates in the standard's own colours, without wear or bolts."""
    monkeypatch.setattr(kinds, "fade_paint", lambda mask, hardness, rng: mask)
    monkeypatch.setattr(kinds, "vary_colour", lambda colour, spread, rng: colour)
    monkeypatch.setattr(kinds, "add_bolts", lambda plate, rng, places: None)


def draw(kind, seed, glyphs):
    return draw_flat(kind, np.random.default_rng(seed), glyphs)


def first_green(glyphs, *, large):
    return next(
        (plate, text)
        for plate, text in (draw("eight", seed, glyphs) for seed in range(60))
        if text[-1].isalpha() == large
    )


def dark_share(plate, left, top, width, height):
    """Share of dark pixels in a rectangle given in millimetres."""
    part = plate[round(top * 2) : round((top + height) * 2), round(left * 2) : round((left + width) * 2)]
    return float((part.max(axis=2) < 90).mean())


@pytest.mark.parametrize("kind", SHAPES)
def test_shape_and_seed(glyphs, kind):
    texts = set()
    for seed in range(5):
        plate, text = draw(kind, seed, glyphs)
        again, same = draw(kind, seed, glyphs)
        assert (plate.shape, plate.dtype) == (SHAPES[kind], np.uint8)
        assert np.array_equal(plate, again)
        assert text == same
        texts.add(text)
    assert len(texts) == 5


@pytest.mark.parametrize("kind", ["seven", "two_rows"])
def test_texts_of_seven_obey_the_plate_rules(glyphs, kind):
    assert all(not SEVEN.violations(draw(kind, seed, glyphs)[1]) for seed in range(10))


def test_green_texts_are_those_of_small_and_large_cars():
    rng = np.random.default_rng(0)
    small = [kinds._green_text(rng, large=False) for _ in range(300)]
    large = [kinds._green_text(rng, large=True) for _ in range(300)]
    assert all(GREEN_TEXT.fullmatch(text) for text in small + large)
    assert all(text[-1].isdigit() for text in small)
    assert all(text[-1].isalpha() for text in large)
    assert {text[0] for text in small + large} == set(PROVINCES)


def test_green_cells_fill_the_plate_evenly():
    cells = EIGHT.cells
    assert [cell.width for cell in cells] == [45, 45, 43, 43, 43, 43, 43, 43]
    assert cells[0].left == 480 - (cells[-1].left + cells[-1].width)
    gaps = [right.left - left.left - left.width for left, right in itertools.pairwise(cells)]
    assert gaps == [9, 49, 9, 9, 9, 9, 9]


def test_a_green_plate_has_ink_in_its_cells_and_nowhere_else(glyphs, unworn):
    plate, _ = first_green(glyphs, large=False)
    cells = EIGHT.cells
    for cell in cells:
        assert dark_share(plate, cell.left, cell.top, cell.width, cell.height) > 0.1
    for left, right in itertools.pairwise(cells):
        gap = left.left + left.width + 0.5
        assert dark_share(plate, gap, left.top, right.left - gap - 0.5, left.height) == 0


def test_a_small_green_plate_fades_from_near_white_to_green(glyphs, unworn):
    plate, _ = first_green(glyphs, large=False)
    top, bottom = plate[20, 400:800].mean(axis=0), plate[260, 400:800].mean(axis=0)
    assert top.min() > 190
    assert bottom[1] > max(bottom[0], bottom[2]) + 50


def test_a_large_green_plate_is_yellow_on_its_left(glyphs, unworn):
    plate, _ = first_green(glyphs, large=True)
    left, right = plate[26:34, 40:240].reshape(-1, 3).mean(axis=0), plate[26:34, 400:900].reshape(-1, 3).mean(axis=0)
    assert min(left[0], left[1]) > left[2] + 100
    assert right[1] > max(right[0], right[2]) + 50


def test_two_rows_have_ink_in_their_cells_a_dot_and_nothing_between(glyphs, unworn):
    plate, _ = draw("two_rows", 1, glyphs)
    assert dark_share(plate, 110, 15, 80, 60) > 0.1
    assert dark_share(plate, 250, 15, 80, 60) > 0.1
    assert dark_share(plate, 217, 42, 6, 6) == 1
    for position in range(5):
        assert dark_share(plate, 27.5 + 80 * position, 90, 65, 110) > 0.1
        assert dark_share(plate, 13, 90, 14, 110) == 0
    assert dark_share(plate, 13, 76, 414, 13) == 0
    assert dark_share(plate, 191, 15, 20, 60) == dark_share(plate, 229, 15, 20, 60) == 0


def test_vertical_and_horizontal_strokes_of_wide_characters_are_about_equal(glyphs, unworn, monkeypatch):
    monkeypatch.setattr(kinds, "random_text", lambda rng: "皖H12345")
    plate, _ = draw("two_rows", 1, glyphs)
    cell = plate[30:150, 500:660].max(axis=2) < 90
    upright = int(cell[20].sum()) / 2
    flat = int(cell[:, 80].sum())
    assert 20 < upright < 30
    assert flat == pytest.approx(upright, rel=0.3)


@pytest.mark.parametrize("kind", SHAPES)
def test_every_kind_has_a_border(glyphs, unworn, kind):
    plate, _ = draw(kind, 0, glyphs)
    middle = plate[:, plate.shape[1] // 2].astype(int)
    assert np.abs(middle[8] - middle[2]).max() > 60
    assert np.abs(middle[-9] - middle[-3]).max() > 60


def test_bolts_lie_in_the_holes_of_their_plate(glyphs, monkeypatch):
    seen = {}
    for kind in SHAPES:
        monkeypatch.setattr(kinds, "add_bolts", lambda plate, rng, places, kind=kind: seen.update({kind: places}))
        for seed in range(6):
            draw(kind, seed, glyphs)
    assert [x * 440 for x, _ in seen["seven"][:2]] == [110, 330]
    assert [x * 480 for x, _ in seen["eight"][:2]] == pytest.approx([138, 358])
    assert all(15 <= y * 220 <= 16 or 204 <= y * 220 <= 205 for _, y in seen["two_rows"])


def test_every_kind_is_drawn_at_its_size_in_characters_of_its_own(glyphs):
    assert list(DRAWINGS) == list(PlateKind)
    assert sum(drawing.share for drawing in DRAWINGS.values()) == pytest.approx(1)
    for kind, spec in SPECS.items():
        plate, text = draw(kind, 3, glyphs)
        assert plate.shape[:2] == (2 * spec.size[1], 2 * spec.size[0])
        assert spec.accepts(text)
