"""Flat plates of all kinds seen in traffic, to train the detector on: also those that are not read."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from plateocr.plates import BLUE, DIGITS, EIGHT, TWO_ROWS, YELLOW, Colour, PlateKind
from plateocr.synth.glyphs import SCALE, GlyphSet
from plateocr.synth.plate import (
    GROUND_SPREAD,
    PAINT_SPREAD,
    SERIAL_LETTERS,
    Pixels,
    colour_plate,
    paint_mask,
    paint_over,
    random_agency,
    random_text,
    vary_colour,
)
from plateocr.synth.surface import BOLT_PLACES, BoltPlaces, add_bolts, fade_paint

_BLUE_SHARE = 0.8
_BOLTED_SHARE = 0.7

# On the green plate, in millimetres: the emblem in the wide gap; the bolt holes are above and below it and, as on a
# blue plate, 220 further along.
_EMBLEM_X, _EMBLEM_Y, _EMBLEM_RADIUS = 138.0, 70.0, 12.5
_GREEN_BOLTS = tuple((x / EIGHT.size[0], y) for y in (0.11, 0.89) for x in (_EMBLEM_X, _EMBLEM_X + 220))
# Cars have plates that are nearly white at the top and green at the bottom; large vehicles' are yellow under the first
# two characters.
_GREEN_TOP, _GREEN_YELLOW = (222, 240, 228), (232, 190, 40)
_GREEN_SPREAD = 16.0
_LARGE_SHARE = 0.2
# The letter in the serial number tells electric from hybrid; D and F were issued first and are the most frequent.
_FIRST_ENERGY_LETTERS, _ENERGY_LETTERS, _FIRST_SHARE = "DF", "ABCEGHJK", 0.8

# On the plate in two rows, in shares of its width and height.
_TWO_ROW_BOLTS = ((0.25, 0.07), (0.75, 0.07), (0.25, 0.93), (0.75, 0.93))


def draw_flat(kind: PlateKind, rng: np.random.Generator, glyphs: GlyphSet) -> tuple[Pixels, str]:
    """A flat plate, RGB uint8 at two pixels per millimetre, and its text.

    "seven" is the blue or the one-row yellow plate, (280, 880, 3); "eight" the green plate of eight characters,
    (280, 960, 3); "two_rows" the yellow one with two rows, (440, 880, 3). Colours, wear and bolts vary; the same
    ``rng`` state gives the same plate.
    """
    drawing = DRAWINGS[kind]
    plate, text = drawing.draw(rng, glyphs)
    if rng.random() < _BOLTED_SHARE:
        add_bolts(plate, rng, drawing.bolts)
    return plate, text


def _draw_seven(rng: np.random.Generator, glyphs: GlyphSet) -> tuple[Pixels, str]:
    colours = BLUE if rng.random() < _BLUE_SHARE else YELLOW
    text = random_text(rng)
    return _colour(_wear(paint_mask(text, glyphs), rng), colours.ground, colours.paint, rng), text


def _draw_two_rows(rng: np.random.Generator, glyphs: GlyphSet) -> tuple[Pixels, str]:
    text = random_text(rng)
    return _colour(_wear(paint_mask(text, glyphs, TWO_ROWS), rng), YELLOW.ground, YELLOW.paint, rng), text


def _draw_eight(rng: np.random.Generator, glyphs: GlyphSet) -> tuple[Pixels, str]:
    large = bool(rng.random() < _LARGE_SHARE)
    text = _green_text(rng, large=large)
    mask = _wear(paint_mask(text, glyphs, EIGHT), rng)
    ground = _green_ground(rng, large=large)
    _add_emblem(ground, rng)
    return paint_over(ground, mask, vary_colour(EIGHT.colours[0].paint, PAINT_SPREAD, rng)), text


def _wear(mask: Pixels, rng: np.random.Generator) -> Pixels:
    return fade_paint(mask, float(rng.random()), rng)


def _colour(mask: Pixels, ground: Colour, paint: Colour, rng: np.random.Generator) -> Pixels:
    return colour_plate(mask, vary_colour(ground, GROUND_SPREAD, rng), vary_colour(paint, PAINT_SPREAD, rng))


def _green_text(rng: np.random.Generator, *, large: bool) -> str:
    """On cars the energy letter is third, sometimes followed by another letter; on large vehicles it is last."""
    agency = random_agency(rng).replace("O", "A")  # green plates have no O
    letters = _FIRST_ENERGY_LETTERS if rng.random() < _FIRST_SHARE else _ENERGY_LETTERS
    energy = letters[rng.integers(len(letters))]
    digits = "".join(DIGITS[rng.integers(len(DIGITS))] for _ in range(5))
    if large:
        return agency + digits + energy
    if rng.random() < 0.2:
        digits = SERIAL_LETTERS[rng.integers(len(SERIAL_LETTERS))] + digits[1:]
    return agency + energy + digits


def _green_ground(rng: np.random.Generator, *, large: bool) -> Pixels:
    width, height = EIGHT.size[0] * SCALE, EIGHT.size[1] * SCALE
    top, bottom = (
        np.array(vary_colour(colour, _GREEN_SPREAD, rng), np.float32)
        for colour in (_GREEN_TOP, EIGHT.colours[0].ground)
    )
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    ground = np.broadcast_to(bottom if large else top * (1 - down) + bottom * down, (height, width, 3)).copy()
    if large:
        ground[:, : round(_EMBLEM_X * SCALE)] = vary_colour(_GREEN_YELLOW, _GREEN_SPREAD, rng)
    return np.asarray(ground.round(), dtype=np.uint8)


def _add_emblem(ground: Pixels, rng: np.random.Generator) -> None:
    """Draw the emblem of new-energy cars, in place, roughly: a disc of white, blue and teal with a red bar."""
    centre = (round(_EMBLEM_X * SCALE), round(_EMBLEM_Y * SCALE))
    radius = round(_EMBLEM_RADIUS * SCALE)
    white, blue, teal, red = (
        vary_colour(colour, PAINT_SPREAD, rng)
        for colour in ((235, 238, 238), (70, 120, 185), (45, 140, 130), (210, 95, 85))
    )
    cv2.circle(ground, centre, radius, white, thickness=-1, lineType=cv2.LINE_AA)
    for colour, start, end in ((blue, 180, 290), (teal, 40, 180)):
        cv2.ellipse(ground, centre, (radius, radius), 0, start, end, colour, thickness=-1, lineType=cv2.LINE_AA)
    bar = (centre[0] - radius, centre[1] - radius // 5), (centre[0] + radius // 3, centre[1] + radius // 5)
    cv2.rectangle(ground, *bar, red, thickness=-1)
    stem = (centre[0] - radius // 3, centre[1] - radius // 2), (centre[0] + radius // 2, centre[1] + radius // 2)
    cv2.rectangle(ground, *stem, white, thickness=radius // 6)


@dataclass(frozen=True)
class Drawing:
    """How a kind of plate is drawn, and what it is in composed scenes.

    bolts: where its holes are. share: of all plates in scenes. wider, taller: than the place of a plate of seven.
    """

    draw: Callable[[np.random.Generator, GlyphSet], tuple[Pixels, str]]
    bolts: BoltPlaces
    share: float
    wider: float = 1
    taller: float = 1


DRAWINGS = {
    PlateKind.SEVEN: Drawing(_draw_seven, BOLT_PLACES, share=0.7),
    PlateKind.EIGHT: Drawing(_draw_eight, _GREEN_BOLTS, share=0.15, wider=1.07),
    PlateKind.TWO_ROWS: Drawing(_draw_two_rows, _TWO_ROW_BOLTS, share=0.15, wider=0.98, taller=1.5),
}
