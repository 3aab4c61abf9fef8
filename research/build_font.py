"""Rebuild the bundled font: Noto Sans CJK SC Bold, subset to the characters that plates and the app need.

Needs fonttools, brotli and Debian's fonts-noto-cjk (/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc):
``python research/build_font.py [NotoSansCJK-Bold.ttc]``. The files it writes are committed; nobody needs to run it to
use plateocr.
"""

import re
import string
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

import plateocr.app
from plateocr.assets import FONT_PATH, WEB_FONT_PATH
from plateocr.files import replace_file
from plateocr.plates import PROVINCES, UNREADABLE, USES

COLLECTION = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc")
FACE = "Noto Sans CJK SC Bold"
PUNCTUATION = "·•–—…×≥≤←→%‰，。：、（）「」"
CHARACTERS = string.printable.strip() + " " + PROVINCES + USES + UNREADABLE + PUNCTUATION
APP = Path(plateocr.app.__file__).parent


def app_characters() -> str:
    """The Chinese characters in the app's own texts, for visitors without a font for them."""
    sources = [path for path in APP.rglob("*") if path.suffix in (".py", ".html", ".css", ".js", ".po")]
    texts = "".join(path.read_text(encoding="utf-8") for path in sources)
    return "".join(sorted(set(re.findall(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]", texts))))


def open_face(collection: Path) -> TTFont:
    """The simplified Chinese face of a Noto Sans CJK collection."""
    for font in TTCollection(str(collection)).fonts:
        if font["name"].getDebugName(4) == FACE:
            return font
    raise SystemExit(f"{collection} has no face named {FACE}.")


def main() -> None:
    """Write the OpenType font and its WOFF2 version."""
    font = open_face(Path(sys.argv[1]) if len(sys.argv) > 1 else COLLECTION)
    options = Options()
    options.hinting = False
    options.desubroutinize = True
    options.layout_features = ["kern"]
    # The whole name table is kept, since the OFL requires copyright and licence in the file.
    options.name_IDs = ["*"]
    options.name_languages = [0x409]
    subsetter = Subsetter(options)
    subsetter.populate(text=CHARACTERS + app_characters())
    subsetter.subset(font)
    for path, flavour in ((FONT_PATH, None), (WEB_FONT_PATH, "woff2")):
        font.flavor = flavour
        with replace_file(path) as temporary:
            font.save(str(temporary))
        print(f"{path}: {path.stat().st_size / 1024:.1f} KB")  # noqa: T201


if __name__ == "__main__":
    main()
