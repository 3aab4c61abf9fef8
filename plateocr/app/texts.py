"""The app in two languages: every visible sentence is written in English, and looked up in Chinese when asked for.

The Chinese lies in one plain dict a part of the app (texts_<part>.py), from the English sentence to the Chinese one.
"""

from functools import partial
from typing import Literal

from plateocr.app.texts_dashboard import CHINESE as _DASHBOARD
from plateocr.app.texts_detail import CHINESE as _DETAIL
from plateocr.app.texts_faults import CHINESE as _FAULTS
from plateocr.app.texts_own_data import CHINESE as _OWN_DATA
from plateocr.app.texts_photos import CHINESE as _PHOTOS
from plateocr.app.texts_read import CHINESE as _READ
from plateocr.errors import PlateOcrError

Language = Literal["en", "zh"]
LANGUAGES: dict[Language, str] = {"en": "English", "zh": "中文"}

CHINESE: dict[str, str] = {**_READ, **_DASHBOARD, **_DETAIL, **_FAULTS, **_OWN_DATA, **_PHOTOS}


def say(language: Language, sentence: str, /, **values: object) -> str:
    """A sentence in ``language``, its ``{placeholders}`` filled with ``values``; plain text, not escaped for HTML.

    ``sentence`` is the English one, a literal at the place of the call, so that a test can hold that each has Chinese.
    Format specifications work as in ``str.format``: ``say(language, "{n:,} pictures", n=12345)``. A sentence that has
    no Chinese stays English.
    """
    text = CHINESE.get(sentence, sentence) if language == "zh" else sentence
    return text.format(**values) if values else text


def tell(language: Language, error: PlateOcrError) -> str:
    """The message of an error in ``language``; plain text, not escaped for HTML."""
    return error.tell(partial(say, language))


def language_of(asked: str | None, accepted: str | None) -> Language:
    """The language of a page: the one that its link asks for, else the first of the browser's that the app speaks.

    ``asked`` is the query parameter ``lang``, ``accepted`` the header Accept-Language; unknown ones count as not given.
    """
    for wanted in [asked or "", *_by_preference(accepted or "")]:
        for language in LANGUAGES:
            if wanted.lower().partition("-")[0] == language:
                return language
    return "en"


def _by_preference(accepted: str) -> list[str]:
    """'en;q=0.5, zh-CN' to ['zh-CN', 'en']; a weight that is no number counts as none."""
    weighed = []
    for entry in accepted.split(","):
        name, _, weight = entry.strip().partition(";q=")
        try:
            weighed.append((float(weight or 1), name))
        except ValueError:
            continue
    return [name for _, name in sorted(weighed, key=lambda pair: -pair[0])]
