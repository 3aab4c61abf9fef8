"""The cards of a page as one PNG for a paper or a message, in the bundled font, so that it looks the same anywhere.

That font has only the characters of plates and Latin letters, so the few words on the sheet are English in every
language.
"""

import io
from collections.abc import Callable
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pandas as pd
from PIL import Image, ImageDraw, ImageFont, ImageOps

from plateocr.assets import FONT_PATH
from plateocr.errors import ImageError
from plateocr.evaluation.table import wrong_positions
from plateocr.images import open_image
from plateocr.pipeline.wording import percent
from plateocr.plates import PROVINCES, UNREADABLE, USES

COLUMNS = 4
# Sizes in pixels. A card has an image, two aligned plate texts, and a line of numbers.
_CARD, _IMAGE = (340, 236), (316, 112)
_GAP, _PAD, _HEAD = 16, 12, 64
_GLYPH, _LABEL = 27, 68
_LARGE, _NORMAL, _SMALL = 26, 24, 15
# The colours of style.css's light theme.
_GROUND, _SURFACE, _SUNKEN, _LINE = "#f6f8fb", "#ffffff", "#eef2f8", "#dbe3ee"
_TEXT, _MUTED, _WRONG = "#0f1b2d", "#53627a", "#c01826"
_DRAWABLE = frozenset(PROVINCES + USES + UNREADABLE + "".join(map(chr, range(0x20, 0x7F))))


def contact_sheet(rows: pd.DataFrame, path_of: Callable[[str], Path | None], title: str) -> bytes:
    """Rows of the prediction table, in their order, as cards in a PNG: the file's bytes.

    ``path_of`` gives the file for an image id; if an image is gone or broken, its card says so. Characters of ``title``
    that the font lacks become '?'. Four cards per row; meant for a page of cards, not for a whole table.
    """
    lines = max(1, -(-len(rows) // COLUMNS))
    width = COLUMNS * (_CARD[0] + _GAP) + _GAP
    sheet = Image.new("RGB", (width, _HEAD + lines * (_CARD[1] + _GAP)), _GROUND)
    draw = ImageDraw.Draw(sheet)
    draw.text((_GAP, _HEAD / 2), _drawable(title), _TEXT, _font(_LARGE), anchor="lm")
    if rows.empty:
        draw.text((_GAP, _HEAD + _GAP), "No image passes the filters.", _MUTED, _font(_NORMAL), anchor="lt")
    for place, (_, row) in enumerate(rows.iterrows()):
        line, column = divmod(place, COLUMNS)
        corner = (_GAP + column * (_CARD[0] + _GAP), _HEAD + line * (_CARD[1] + _GAP))
        _draw_card(sheet, draw, corner, row, path_of(str(row["id"])))
    buffer = io.BytesIO()
    sheet.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _draw_card(
    sheet: Image.Image, draw: ImageDraw.ImageDraw, corner: tuple[int, int], row: "pd.Series[Any]", path: Path | None
) -> None:
    left, top = corner
    draw.rounded_rectangle((left, top, left + _CARD[0], top + _CARD[1]), 12, _SURFACE, _LINE)
    left, top = left + _PAD, top + _PAD
    _draw_image(sheet, draw, (left, top), path)
    truth, read = str(row["truth"]), str(row["prediction"])
    top += _IMAGE[1] + 10
    _draw_plate(draw, (left, top), "truth", truth, (False,) * len(truth))
    _draw_plate(draw, (left, top + 36), "read", read, wrong_positions(truth, read))
    numbers = f"CER {row['cer']:.2f}    confidence {percent(float(row['confidence']))}"
    draw.text((left, top + 80), numbers, _MUTED, _font(_SMALL), anchor="lt")


def _draw_image(sheet: Image.Image, draw: ImageDraw.ImageDraw, corner: tuple[int, int], path: Path | None) -> None:
    left, top = corner
    draw.rectangle((left, top, left + _IMAGE[0], top + _IMAGE[1]), _SUNKEN)
    try:
        image = open_image(path, path.name) if path else None
    except ImageError:
        image = None
    if image is None:
        draw.text((left + _PAD, top + _PAD), "image not found", _MUTED, _font(_SMALL), anchor="lt")
        return
    fitted = ImageOps.contain(image, _IMAGE, Image.Resampling.LANCZOS)
    sheet.paste(fitted, (left + (_IMAGE[0] - fitted.width) // 2, top + (_IMAGE[1] - fitted.height) // 2))


def _draw_plate(
    draw: ImageDraw.ImageDraw, corner: tuple[int, int], label: str, plate: str, wrong: tuple[bool, ...]
) -> None:
    """A label and characters in columns; wrong ones red and underlined, and so are missing ones, as on the page."""
    left, top = corner
    draw.text((left, top + 15), label, _MUTED, _font(_SMALL), anchor="lm")
    for place, (character, is_wrong) in enumerate(zip_longest(_drawable(plate), wrong, fillvalue=" ")):
        middle = left + _LABEL + place * _GLYPH + _GLYPH / 2
        draw.text((middle, top + 15), character, _WRONG if is_wrong else _TEXT, _font(_NORMAL), anchor="mm")
        if is_wrong:
            draw.rectangle((middle - 10, top + 30, middle + 10, top + 32), _WRONG)


def _drawable(text: str) -> str:
    return "".join(character if character in _DRAWABLE else "?" for character in text)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT_PATH), size)
