import itertools

import numpy as np
import pytest

from plateocr.plates import SPECS, PlateKind
from plateocr.synth import kinds
from plateocr.synth.glyphs import drawn_glyphs
from plateocr.synth.kinds import DRAWINGS, draw_flat, random_kind

GREEN = SPECS[PlateKind.GREEN]


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


def dark_share(plate, left, top, width, height):
    """Share of dark pixels in a rectangle given in millimetres."""
    part = plate[round(top * 2) : round((top + height) * 2), round(left * 2) : round((left + width) * 2)]
    return float((part.max(axis=2) < 90).mean())


def reddish(plate, cell):
    """Share of red pixels in a cell."""
    part = plate[round(cell.top * 2) : round(cell.bottom * 2), round(cell.left * 2) : round(cell.right * 2)].astype(int)
    return float((part[..., 0] > part[..., 1:].max(axis=2) + 80).mean())


@pytest.mark.parametrize("kind", PlateKind)
def test_every_kind_is_drawn_at_its_size_in_characters_of_its_own_from_the_seed_alone(glyphs, kind):
    spec, texts = SPECS[kind], set()
    for seed in range(5):
        plate, text = draw(kind, seed, glyphs)
        again, same = draw(kind, seed, glyphs)
        assert (plate.shape, plate.dtype) == ((2 * spec.size[1], 2 * spec.size[0], 3), np.uint8)
        assert spec.accepts(text)
        assert np.array_equal(plate, again)
        assert text == same
        texts.add(text)
    assert len(texts) == 5


def test_every_kind_has_a_share_of_the_drawn_plates():
    assert list(DRAWINGS) == list(PlateKind)
    rng = np.random.default_rng(0)
    drawn = [random_kind(rng) for _ in range(2000)]
    assert set(drawn) == set(PlateKind)
    assert drawn.count(PlateKind.BLUE) / 2000 == pytest.approx(DRAWINGS[PlateKind.BLUE].share, abs=0.04)


@pytest.mark.parametrize("kind", PlateKind)
def test_every_character_has_its_cell_and_its_colour(glyphs, unworn, kind):
    """Its characters, less those in red, are dark on a light ground or light on a dark one."""
    spec, (plate, _) = SPECS[kind], draw(kind, 4, glyphs)
    assert {place for place, cell in enumerate(spec.cells) if reddish(plate, cell) > 0.05} == (
        set(spec.red) if spec.colours[0].name in ("white", "black") else set()
    )
    for place, cell in enumerate(spec.cells):
        rows, columns = (
            slice(round(low * 2), round(high * 2)) for low, high in ((cell.top, cell.bottom), (cell.left, cell.right))
        )
        brightness = plate[rows, columns].astype(int).mean(axis=2)
        assert np.ptp(brightness) > 90, place


def test_green_cells_fill_the_plate_evenly():
    cells = GREEN.cells
    assert [cell.width for cell in cells] == [45, 45, 43, 43, 43, 43, 43, 43]
    assert cells[0].left == 480 - (cells[-1].left + cells[-1].width)
    gaps = [right.left - left.left - left.width for left, right in itertools.pairwise(cells)]
    assert gaps == [9, 49, 9, 9, 9, 9, 9]


def test_a_green_plate_has_ink_in_its_cells_and_nowhere_else(glyphs, unworn):
    plate, _ = draw(PlateKind.GREEN, 0, glyphs)
    cells = GREEN.cells
    for cell in cells:
        assert dark_share(plate, cell.left, cell.top, cell.width, cell.height) > 0.1
    for left, right in itertools.pairwise(cells):
        gap = left.left + left.width + 0.5
        assert dark_share(plate, gap, left.top, right.left - gap - 0.5, left.height) == 0


def test_a_small_green_plate_fades_from_near_white_to_green(glyphs, unworn):
    plate, _ = draw(PlateKind.GREEN, 0, glyphs)
    top, bottom = plate[20, 400:800].mean(axis=0), plate[260, 400:800].mean(axis=0)
    assert top.min() > 190
    assert bottom[1] > max(bottom[0], bottom[2]) + 50


def test_a_large_green_plate_is_yellow_on_its_left(glyphs, unworn):
    plate, _ = draw(PlateKind.GREEN_LARGE, 0, glyphs)
    left, right = plate[26:34, 40:240].reshape(-1, 3).mean(axis=0), plate[26:34, 400:900].reshape(-1, 3).mean(axis=0)
    assert min(left[0], left[1]) > left[2] + 100
    assert right[1] > max(right[0], right[2]) + 50


def test_two_rows_have_ink_in_their_cells_a_dot_and_nothing_between(glyphs, unworn):
    plate, _ = draw(PlateKind.YELLOW_TWO_ROWS, 1, glyphs)
    assert dark_share(plate, 110, 15, 80, 60) > 0.1
    assert dark_share(plate, 250, 15, 80, 60) > 0.1
    assert dark_share(plate, 217, 42, 6, 6) == 1
    for position in range(5):
        assert dark_share(plate, 27.5 + 80 * position, 90, 65, 110) > 0.1
        assert dark_share(plate, 13, 90, 14, 110) == 0
    assert dark_share(plate, 13, 76, 414, 13) == 0
    assert dark_share(plate, 191, 15, 20, 60) == dark_share(plate, 229, 15, 20, 60) == 0


def test_vertical_and_horizontal_strokes_of_wide_characters_are_about_equal(glyphs, unworn, monkeypatch):
    monkeypatch.setattr(kinds, "text_of", lambda kind, rng, *, issued: "皖H12345")
    plate, _ = draw(PlateKind.YELLOW_TWO_ROWS, 1, glyphs)
    cell = plate[30:150, 500:660].max(axis=2) < 90
    upright = int(cell[20].sum()) / 2
    flat = int(cell[:, 80].sum())
    assert 20 < upright < 30
    assert flat == pytest.approx(upright, rel=0.3)


@pytest.mark.parametrize("kind", PlateKind)
def test_every_kind_has_a_border(glyphs, unworn, kind):
    plate, _ = draw(kind, 0, glyphs)
    middle = plate[:, plate.shape[1] // 2].astype(int)
    assert np.abs(middle[8] - middle[2]).max() > 60
    assert np.abs(middle[-9] - middle[-3]).max() > 60


def test_bolts_lie_in_the_holes_of_their_plate(glyphs, monkeypatch):
    seen = {}
    for kind in (PlateKind.BLUE, PlateKind.GREEN, PlateKind.YELLOW_TWO_ROWS):
        monkeypatch.setattr(kinds, "add_bolts", lambda plate, rng, places, kind=kind: seen.update({kind: places}))
        for seed in range(6):
            draw(kind, seed, glyphs)
    assert [x * 440 for x, _ in seen["blue"][:2]] == [110, 330]
    assert [x * 480 for x, _ in seen["green"][:2]] == pytest.approx([138, 358])
    assert all(15 <= y * 220 <= 16 or 204 <= y * 220 <= 205 for _, y in seen["yellow_two_rows"])


def test_a_motorcycle_is_yellow_or_blue(glyphs, unworn):
    grounds = {tuple(draw(PlateKind.MOTORCYCLE, seed, glyphs)[0][60, 60].tolist()) for seed in range(20)}
    assert grounds == {colours.ground for colours in SPECS[PlateKind.MOTORCYCLE].colours}
