"""Flat plates of every kind that stands in traffic beside the one that is read: for finding them in photos."""

import numpy as np

from plateocr.alphabet import DIGITS, LETTERS, PROVINCES
from plateocr.synth.glyphs import SCALE, GlyphSet
from plateocr.synth.plate import (
    STYLES,
    Cell,
    Colour,
    Pixels,
    colour_plate,
    paint_cells,
    paint_mask,
    paint_over,
    random_text,
    vary_colour,
)
from plateocr.synth.surface import add_bolts, fade_paint

# Millimetres, from GA 36-2018.
_GREEN_SIZE, _TWO_ROW_SIZE = (480, 140), (440, 220)
_GREEN_PAINT: Colour = (20, 24, 22)
# Of a small car's plate: near white above, green below; of a large one's: yellow under the first two characters.
_GREEN_TOP, _GREEN_BOTTOM, _GREEN_YELLOW = (222, 240, 228), (70, 185, 110), (232, 190, 40)
_ENERGY_LETTERS = "DF"
_BLUE_SHARE = 0.8
_LETTERS_NO_O = LETTERS.replace("O", "")


def draw_flat(kind: str, rng: np.random.Generator, glyphs: GlyphSet) -> tuple[Pixels, str]:
    """A flat plate, RGB uint8 at two pixels a millimetre, and its text.

    ``kind``: "seven" is the blue or the one-row yellow plate, (280, 880, 3); "eight" the green plate of eight
    characters, (280, 960, 3); "two_rows" the yellow one with two rows, (440, 880, 3). Colours, wear and bolts vary;
    the same ``rng`` state gives the same plate. Raises ValueError for another kind.
    """
    if kind == "seven":
        style = STYLES["blue" if rng.random() < _BLUE_SHARE else "yellow"]
        text = random_text(rng)
        mask = fade_paint(paint_mask(text, glyphs), float(rng.random()), rng)
        plate = colour_plate(mask, vary_colour(style.ground, 22, rng), vary_colour(style.paint, 12, rng))
    elif kind == "eight":
        text = _green_text(rng)
        mask = fade_paint(paint_cells(text, _green_cells(), _GREEN_SIZE, glyphs), float(rng.random()), rng)
        plate = paint_over(
            _green_ground(rng, large=text[-1] in _ENERGY_LETTERS), mask, vary_colour(_GREEN_PAINT, 12, rng)
        )
    elif kind == "two_rows":
        text = random_text(rng)
        mask = fade_paint(paint_cells(text, _two_row_cells(), _TWO_ROW_SIZE, glyphs), float(rng.random()), rng)
        yellow = STYLES["yellow"]
        plate = colour_plate(mask, vary_colour(yellow.ground, 22, rng), vary_colour(yellow.paint, 12, rng))
    else:
        raise ValueError(f"there is no kind of plate '{kind}'; it is seven, eight or two_rows.")
    if rng.random() < 0.7:
        add_bolts(plate, rng)
    return plate, text


def _green_text(rng: np.random.Generator) -> str:
    """Small cars have the energy letter third, large ones last."""
    province, agency = PROVINCES[rng.integers(len(PROVINCES))], _LETTERS_NO_O[rng.integers(len(_LETTERS_NO_O))]
    digits = "".join(DIGITS[rng.integers(10)] for _ in range(5))
    energy = _ENERGY_LETTERS[rng.integers(2)]
    return province + agency + (energy + digits if rng.random() < 0.8 else digits + energy)


def _green_cells() -> list[Cell]:
    lefts, left = [], 15.5
    for position in range(8):
        lefts.append(left)
        left += 45 + (49 if position == 1 else 9) - (2 if position > 1 else 0)
    return [Cell(left, 25, 45 if position < 2 else 43, 90) for position, left in enumerate(lefts)]


def _two_row_cells() -> list[Cell]:
    upper: list[Cell] = [Cell(110, 15, 80, 60), Cell(250, 15, 80, 60)]
    return upper + [Cell(27.5 + 80 * position, 90, 65, 110) for position in range(5)]


def _green_ground(rng: np.random.Generator, *, large: bool) -> Pixels:
    width, height = _GREEN_SIZE[0] * SCALE, _GREEN_SIZE[1] * SCALE
    top, bottom = (np.array(vary_colour(colour, 16, rng), np.float32) for colour in (_GREEN_TOP, _GREEN_BOTTOM))
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    ground = np.broadcast_to(bottom if large else top * (1 - down) + bottom * down, (height, width, 3)).copy()
    if large:
        ground[:, : width * 9 // 32] = vary_colour(_GREEN_YELLOW, 16, rng)
    return ground.round().astype(np.uint8)
