import base64
import re
from pathlib import Path

import pytest
from contrast import contrast
from PIL import ImageFont

import plateocr.app
from plateocr.app.theme import FONT_FAMILY, TEXT_FONTS, page_head, style_sheet
from plateocr.assets import FONT_PATH, WEB_FONT_PATH
from plateocr.plates import CHARACTERS, PROVINCES, USES

AA = 4.5
KINDS = {".py", ".html", ".css", ".js", ".po"}
# Text and background, both tokens of style.css.
PAIRS = [
    *((text, ground) for text in ("text", "muted", "wrong", "accent") for ground in ("surface", "sunken")),
    ("warn-text", "warn-fill"),
]


def tokens(mode):
    """The colours of style.css in light or dark mode."""
    blocks = re.findall(r"(:root|\.dark) \{(.*?)\n\}", style_sheet(), flags=re.DOTALL)
    colours = {}
    for name, block in blocks[: 1 if mode == "light" else 2]:
        assert name in (":root", ".dark")
        colours |= dict(re.findall(r"--po-([\w-]+): (#[0-9a-f]{6});", block))
    return colours


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_keeps_wcag_aa(mode, text, ground):
    colours = tokens(mode)
    assert contrast(colours[text], colours[ground]) >= AA


def test_the_bundled_font_is_embedded_in_the_style_sheet():
    face = re.search(r"@font-face \{ font-family: '(.+?)'.*?base64,(.+?)\)", style_sheet())
    assert face[1] == FONT_FAMILY
    assert base64.b64decode(face[2]) == WEB_FONT_PATH.read_bytes()
    assert f'--po-plate-font: "{FONT_FAMILY}"' in style_sheet()


def test_the_bold_bundled_font_comes_after_the_systems_own_in_texts():
    assert TEXT_FONTS[-1] == FONT_FAMILY
    assert {"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif"} < set(TEXT_FONTS)


def test_the_page_makes_no_requests_to_other_hosts():
    assert not re.search(r"https?://", style_sheet() + page_head())


def test_the_font_has_every_character_of_a_plate_and_is_small():
    font = ImageFont.truetype(str(FONT_PATH), 32)
    missing = bytes(font.getmask("\ufffe"))
    assert all(bytes(font.getmask(character)) != missing for character in PROVINCES + CHARACTERS + USES + "·")
    assert WEB_FONT_PATH.stat().st_size < 100_000
    assert "SIL OPEN FONT LICENSE" in (FONT_PATH.parent / "OFL.txt").read_text()


def test_the_font_has_every_chinese_character_of_the_apps_own_texts():
    font = ImageFont.truetype(str(FONT_PATH), 32)
    missing = bytes(font.getmask("\ufffe"))
    sources = [path for path in Path(plateocr.app.__file__).parent.rglob("*") if path.suffix in KINDS]
    texts = "".join(path.read_text(encoding="utf-8") for path in sources)
    characters = set(re.findall(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]", texts))
    assert len(characters) > 300
    absent = {character for character in characters - {"\u3000"} if bytes(font.getmask(character)) == missing}
    assert not absent, "make font"
