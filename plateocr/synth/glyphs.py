"""The glyphs of a plate: drawn here, or taken from a folder of glyph images."""

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from plateocr.assets import FONT_PATH
from plateocr.errors import DataError
from plateocr.images import IMAGE_SUFFIXES, open_image
from plateocr.plates import CELL_HEIGHT, CELL_WIDTH, CHARACTERS, PROVINCES, USES
from plateocr.synth.strokes import draw_strokes

SCALE = 2
GLYPH_SIZE = (CELL_WIDTH * SCALE, CELL_HEIGHT * SCALE)

Mask = npt.NDArray[np.uint8]
GlyphSet = dict[str, Mask]


def drawn_glyphs() -> GlyphSet:
    """Chinese characters from the bundled font, letters and digits as strokes: masks (180, 90) uint8, 255 is paint."""
    chinese = {character: _draw_chinese(character) for character in PROVINCES + USES}
    return chinese | {character: draw_strokes(character, SCALE) for character in CHARACTERS}


def load_glyphs(folder: str | Path) -> GlyphSet:
    """Glyph images, dark on light, named by their character (``皖.jpg``, ``A.png``), as masks (180, 90) uint8.

    If O is missing, the zero is used; characters that name a use are drawn if they are missing. Raises DataError,
    listing what else is missing.
    """
    files = {path.stem: path for path in Path(folder).glob("*") if path.suffix.lower() in IMAGE_SUFFIXES}
    if "O" not in files and "0" in files:
        files["O"] = files["0"]
    missing = [character for character in PROVINCES + CHARACTERS if character not in files]
    if missing:
        raise DataError(f"{folder} has no glyph image for {' '.join(missing)}; name each image by its character.")
    loaded = {one: _trim(_load(files[one])) for one in PROVINCES + CHARACTERS + USES if one in files}
    return {one: _draw_chinese(one) for one in USES if one not in files} | loaded


def _load(path: Path) -> Mask:
    mask = 255 - np.asarray(open_image(path).convert("L"))
    if not (mask > 127).any():
        raise DataError(f"{path} is blank; glyphs must be dark on light.")
    return mask


def _draw_chinese(character: str) -> Mask:
    """The font's bold glyph, condensed to the cell's proportions, as the standard's provinces are."""
    font = ImageFont.truetype(str(FONT_PATH), 240)
    canvas = Image.new("L", (360, 360))
    ImageDraw.Draw(canvas).text((60, 0), character, font=font, fill=255)
    return _trim(np.asarray(canvas))


def _trim(mask: Mask) -> Mask:
    """Trim the margins and fit the paint to the cell; a glyph much narrower than the cell (a 1) keeps its width."""
    rows = np.flatnonzero((mask > 127).any(axis=1))
    columns = np.flatnonzero((mask > 127).any(axis=0))
    paint = mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    width, height = GLYPH_SIZE
    natural = round(paint.shape[1] * height / paint.shape[0])
    fitted_width = natural if natural < width // 2 else width
    fitted = cv2.resize(paint, (fitted_width, height), interpolation=cv2.INTER_AREA)
    cell = np.zeros((height, width), dtype=np.uint8)
    left = (width - fitted_width) // 2
    cell[:, left : left + fitted_width] = fitted
    return cell
