"""Plates that are not read: foreign, Hong Kong's and Macao's own, temporary ones, and text in a box like a plate."""

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from plateocr.assets import FONT_PATH
from plateocr.plates import DIGITS, LETTERS
from plateocr.synth.glyphs import GlyphSet
from plateocr.synth.plate import Pixels, vary_colour

# Width and height in pixels, and how many characters they have.
_SIZES = ((520, 110), (520, 112), (400, 130), (305, 152), (340, 220), (440, 140), (330, 165), (480, 140))
_GROUNDS = (
    (240, 240, 238),
    (240, 240, 238),
    (235, 200, 40),
    (30, 60, 160),
    (25, 25, 28),
    (30, 120, 70),
    (190, 40, 45),
    (150, 200, 230),
)
_SEPARATORS = ("", "", " ", "-", "·", ".")
_HERSHEY = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_COMPLEX, cv2.FONT_HERSHEY_TRIPLEX)
_BAND_SHARE, _SMALL_PRINT_SHARE = 0.35, 0.3


def draw_foreign(rng: np.random.Generator, glyphs: GlyphSet) -> Pixels:
    """A flat plate (H, W, 3) with letters and digits in no Chinese form, in one row or two.

    Some have a coloured band at one end or a line of small print. A part of them is drawn with the glyphs of Chinese
    plates, so that networks do not tell them by their letters alone; some are dates and telephone numbers.
    """
    width, height = _SIZES[int(rng.integers(len(_SIZES)))]
    ground = vary_colour(_GROUNDS[int(rng.integers(len(_GROUNDS)))], 14, rng)
    dark = sum(ground) > 3 * 115
    paint = vary_colour((25, 25, 28) if dark else (240, 240, 240), 14, rng)
    if dark and rng.random() < 0.2:
        paint = vary_colour(((180, 30, 40), (25, 50, 140), (20, 90, 50))[int(rng.integers(3))], 14, rng)
    plate = np.full((height, width, 3), ground, np.uint8)
    left, right = round(0.04 * width), round(0.96 * width)
    if rng.random() < _BAND_SHARE:
        band = round(rng.uniform(0.06, 0.12) * width)
        colour = vary_colour(((20, 50, 150), (190, 30, 40), (20, 100, 60))[int(rng.integers(3))], 14, rng)
        if rng.random() < 0.8:
            plate[:, :band] = colour
            left = band + round(0.02 * width)
        else:
            plate[:, -band:] = colour
            right = width - band - round(0.02 * width)
    top, bottom = round(0.14 * height), round(0.86 * height)
    if rng.random() < _SMALL_PRINT_SHARE:
        _write(plate, _text(rng, (6, 14)), (left, round(0.03 * height), right, round(0.2 * height)), paint, rng, glyphs)
        top = round(0.26 * height)
    rows = _rows(rng) if height > 0.42 * width else [_line(rng)]
    for number, row in enumerate(rows):
        step = (bottom - top) / len(rows)
        box = (left, round(top + number * step), right, round(top + (number + 0.9) * step))
        _write(plate, row, box, paint, rng, glyphs)
    if rng.random() < 0.6:
        inset = int(rng.integers(2, 7))
        cv2.rectangle(plate, (inset, inset), (width - inset, height - inset), paint, int(rng.integers(1, 5)))
    return plate


def _line(rng: np.random.Generator) -> str:
    """A foreign number, or a date or a telephone number."""
    fate = rng.random()
    if fate < 0.1:
        return f"{rng.integers(1990, 2030)}-{rng.integers(1, 13):02d}-{rng.integers(1, 29):02d}"
    if fate < 0.2:
        return "1" + "".join(DIGITS[rng.integers(10)] for _ in range(int(rng.integers(6, 11))))
    return _text(rng, (4, 9))


def _rows(rng: np.random.Generator) -> list[str]:
    return [_text(rng, (2, 5)), _text(rng, (3, 6))]


def _text(rng: np.random.Generator, lengths: tuple[int, int]) -> str:
    """Runs of letters and of digits, as most countries have them."""
    text, length = "", int(rng.integers(*lengths))
    letters = bool(rng.random() < 0.6)
    while len(text) < length:
        run = int(rng.integers(1, 5))
        text += "".join((LETTERS + "I" if letters else DIGITS)[rng.integers(25 if letters else 10)] for _ in range(run))
        text += _SEPARATORS[int(rng.integers(len(_SEPARATORS)))]
        letters = not letters
    return text.strip(" -·.")


def _write(
    plate: Pixels,
    text: str,
    box: tuple[int, int, int, int],
    paint: tuple[int, int, int],
    rng: np.random.Generator,
    glyphs: GlyphSet,
) -> None:
    """Write a line that fills a box, in place, in one of three kinds of type."""
    left, top, right, bottom = box
    fate = rng.random()
    if fate < 0.4:
        mask = _in_glyphs(text, glyphs)
    elif fate < 0.7:
        mask = _in_hershey(text, rng)
    else:
        font = ImageFont.truetype(str(FONT_PATH), 90)
        canvas = Image.new("L", (90 * max(1, len(text)), 130))
        ImageDraw.Draw(canvas).text((10, 0), text, font=font, fill=255)
        mask = np.asarray(canvas)
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows) or bottom - top < 4 or right - left < 8:
        return
    mask = mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    height = bottom - top
    width = min(right - left, round(mask.shape[1] * height / mask.shape[0] * rng.uniform(0.6, 1.2)))
    share = cv2.resize(mask, (max(4, width), height), interpolation=cv2.INTER_AREA)[..., None] / np.float32(255)
    start = left + int(rng.integers(0, max(1, right - left - share.shape[1] + 1)))
    part = plate[top:bottom, start : start + share.shape[1]]
    part[:] = part * (1 - share[:, : part.shape[1]]) + np.asarray(paint, np.float32) * share[:, : part.shape[1]]


def _in_glyphs(text: str, glyphs: GlyphSet) -> Pixels:
    blank = np.zeros_like(glyphs["0"])
    gap = blank[:, : blank.shape[1] // 4]
    return np.hstack([part for one in text for part in (glyphs.get(one, blank), gap)] or [blank])


def _in_hershey(text: str, rng: np.random.Generator) -> Pixels:
    font, thickness = _HERSHEY[int(rng.integers(len(_HERSHEY)))], int(rng.integers(4, 11))
    (width, height), _ = cv2.getTextSize(text, font, 3, thickness)
    canvas = np.zeros((height + 60, width + 40), np.uint8)
    cv2.putText(canvas, text, (20, height + 20), font, 3, 255, thickness, cv2.LINE_AA)
    return canvas
