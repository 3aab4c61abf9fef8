"""Files that travel with the package."""

from pathlib import Path

_FONTS = Path(__file__).parent / "fonts"

# Noto Sans CJK SC Bold, subset to the 31 provinces, basic Latin and some punctuation (licence in OFL.txt beside it).
FONT_PATH = _FONTS / "NotoSansCJKsc-Plate.otf"
WEB_FONT_PATH = _FONTS / "NotoSansCJKsc-Plate.woff2"
