"""The app in two languages: every visible sentence is written in English, and looked up in Chinese when asked for.

The Chinese lies in one plain dict a part of the app (texts_<part>.py), from the English sentence to the Chinese one.
"""

import re
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
# One entry of Accept-Language, in lower case: 'zh', 'zh-hans-cn', '*', each perhaps with a weight of 0 to 1.
_ACCEPTED = re.compile(
    r"\s*(?P<language>[a-z]{1,8}|\*)(-[a-z0-9]{1,8})*\s*(;\s*q\s*=\s*(?P<weight>0(\.[0-9]*)?|1(\.0*)?)\s*)?", re.ASCII
)

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
    """The language of a page: the one that its link asks for, else the one of the app's that the browser likes best.

    ``asked`` is the query parameter ``lang``, ``accepted`` the header Accept-Language (RFC 9110, section 12.5.4);
    unknown ones count as not given, and so does what of the header cannot be understood.
    """
    wanted = (asked or "").lower().partition("-")[0]
    for language in LANGUAGES:
        if language == wanted:
            return language
    liked = _weights(accepted or "")
    order = [*liked, *LANGUAGES]  # of those that are liked as well, the one named first

    def weight(language: str) -> float:
        return liked.get(language, liked.get("*", 0.0))

    best = max(LANGUAGES, key=lambda language: (weight(language), -order.index(language)))
    return best if weight(best) else "en"


def _weights(accepted: str) -> dict[str, float]:
    """'en;q=0.5, zh-CN, zh' to {'en': 0.5, 'zh': 1.0}: how much each language is liked, 0..1, as the best of its kinds;
    '*' stands for those that are not named.
    """
    weights: dict[str, float] = {}
    for entry in accepted.lower().split(","):
        if understood := _ACCEPTED.fullmatch(entry):
            language, weight = understood["language"], float(understood["weight"] or 1)
            weights[language] = max(weight, weights.get(language, 0.0))
    return weights
