"""Files that travel with the package."""

from pathlib import Path

_FONTS = Path(__file__).parent / "fonts"

# Noto Sans CJK SC Bold, cut down to the 31 provinces, basic Latin and a little punctuation (OFL.txt beside it).
FONT_PATH = _FONTS / "NotoSansCJKsc-Plate.otf"
WEB_FONT_PATH = _FONTS / "NotoSansCJKsc-Plate.woff2"
