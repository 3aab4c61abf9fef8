"""The flat plate: text drawn by GA 36-2018, before any camera saw it."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from plateocr.alphabet import DIGITS, LETTERS, PLATE_LENGTH, PROVINCES, encode
from plateocr.synth.glyphs import SCALE, GlyphSet
from plateocr.synth.strokes import CELL_HEIGHT, CELL_WIDTH

# Millimetres, from the standard: the plate, its characters, the gaps, and the dot after the second character.
PLATE_WIDTH, PLATE_HEIGHT = 440, 140
_LEFT, _TOP = 15.5, 25.0
_GAP, _DOT_GAP, _DOT_DIAMETER = 12.0, 34.0, 10.0
_BORDER_INSET, _BORDER_WIDTH = 4.0, 2.5

Pixels = npt.NDArray[np.uint8]
Colour = tuple[int, int, int]


@dataclass(frozen=True)
class PlateStyle:
    """Colours of a plate, RGB in 0..255."""

    name: str
    ground: Colour
    paint: Colour


BLUE = PlateStyle("blue", ground=(25, 70, 175), paint=(240, 242, 245))
YELLOW = PlateStyle("yellow", ground=(232, 165, 25), paint=(25, 25, 28))
STYLES = {style.name: style for style in (BLUE, YELLOW)}

_LETTERS_NO_O = LETTERS.replace("O", "")
# Share of serial numbers with 0, 1, 2 and 3 letters; about what is seen on the road.
_LETTER_COUNTS = (0.12, 0.42, 0.36, 0.10)


def random_text(rng: np.random.Generator) -> str:
    """A plausible plate: every province equally often, then an agency letter, then digits with up to three letters."""
    province = PROVINCES[rng.integers(len(PROVINCES))]
    agency = LETTERS[rng.integers(len(LETTERS))]
    serial = [DIGITS[rng.integers(10)] for _ in range(PLATE_LENGTH - 2)]
    count = rng.choice(len(_LETTER_COUNTS), p=_LETTER_COUNTS)
    for place in rng.choice(len(serial), size=count, replace=False):
        serial[place] = _LETTERS_NO_O[rng.integers(len(_LETTERS_NO_O))]
    return province + agency + "".join(serial)


def character_lefts() -> tuple[float, ...]:
    """The left edge of each of the seven characters, in millimetres."""
    lefts = [_LEFT]
    for position in range(1, PLATE_LENGTH):
        lefts.append(lefts[-1] + CELL_WIDTH + (_DOT_GAP if position == 2 else _GAP))
    return tuple(lefts)


def paint_mask(text: str, glyphs: GlyphSet) -> Pixels:
    """Where ``text``, the dot and the border line are painted: (280, 880) uint8, two pixels a millimetre.

    Raises LabelError when ``text`` is not seven characters of the alphabet.
    """
    encode(text)
    mask = np.zeros((PLATE_HEIGHT * SCALE, PLATE_WIDTH * SCALE), dtype=np.uint8)
    top = round(_TOP * SCALE)
    for character, left_mm in zip(text, character_lefts(), strict=True):
        left = round(left_mm * SCALE)
        mask[top : top + CELL_HEIGHT * SCALE, left : left + CELL_WIDTH * SCALE] = glyphs[character]
    dot_x = character_lefts()[2] - _DOT_GAP / 2
    centre = (round(dot_x * SCALE), PLATE_HEIGHT * SCALE // 2)
    cv2.circle(mask, centre, round(_DOT_DIAMETER / 2 * SCALE), 255, thickness=-1, lineType=cv2.LINE_AA)
    _draw_border(mask)
    return mask


def colour_plate(mask: Pixels, ground: Colour, paint: Colour) -> Pixels:
    """Paint a mask (H, W) over a ground: RGB (H, W, 3) uint8."""
    share = np.arange(256, dtype=np.float32)[:, None] / 255
    table = np.asarray(ground, np.float32) * (1 - share) + np.asarray(paint, np.float32) * share
    return np.asarray(cv2.LUT(cv2.merge([mask, mask, mask]), table.round().astype(np.uint8)[:, None]), dtype=np.uint8)


def _draw_border(mask: Pixels) -> None:
    inset, radius = round(_BORDER_INSET * SCALE), 8 * SCALE
    thickness = round(_BORDER_WIDTH * SCALE)
    height, width = mask.shape
    right, bottom = width - 1 - inset, height - 1 - inset
    cv2.line(mask, (inset + radius, inset), (right - radius, inset), 255, thickness)
    cv2.line(mask, (inset + radius, bottom), (right - radius, bottom), 255, thickness)
    cv2.line(mask, (inset, inset + radius), (inset, bottom - radius), 255, thickness)
    cv2.line(mask, (right, inset + radius), (right, bottom - radius), 255, thickness)
    for x, y, angle in (
        (inset + radius, inset + radius, 180),
        (right - radius, inset + radius, 270),
        (right - radius, bottom - radius, 0),
        (inset + radius, bottom - radius, 90),
    ):
        cv2.ellipse(mask, (x, y), (radius, radius), angle, 0, 90, 255, thickness)
