"""The app in several languages: every visible sentence is written in English and translated to the visitor's language.

A language needs only a gettext catalogue, locale/CODE/LC_MESSAGES/plateocr.po: the switch on the page, the link's
``?lang=CODE`` and the browser's Accept-Language follow from the folder. app.catalogue keeps catalogues up to date.
"""

import re
from functools import cache, partial
from pathlib import Path

from babel import Locale
from babel.messages.pofile import read_po

from plateocr.errors import PlateOcrError, Sentence

# An ISO 639 code with a catalogue, or the language of the source.
Language = str
SOURCE: Language = "en"
LOCALE = Path(__file__).parent / "locale"
_NAME = Path("LC_MESSAGES", "plateocr.po")
# One entry of Accept-Language, in lower case: 'zh', 'zh-hans-cn' or '*', optionally with a weight from 0 to 1.
_ACCEPTED = re.compile(
    r"\s*(?P<language>[a-z]{1,8}|\*)(-[a-z0-9]{1,8})*\s*(;\s*q\s*=\s*(?P<weight>0(\.[0-9]*)?|1(\.0*)?)\s*)?", re.ASCII
)


def catalogue_path(language: Language) -> Path:
    """The path of a language's catalogue."""
    return LOCALE / language / _NAME


@cache
def languages() -> dict[Language, str]:
    """The languages of the app, English first, each with its own name for itself: {'en': 'English', 'zh': '中文'}."""
    found = sorted(path.parents[1].name for path in LOCALE.glob(f"*/{_NAME}"))
    return {code: Locale.parse(code).get_language_name(code) or code for code in (SOURCE, *found)}


@cache
def catalogue(language: Language) -> dict[str, str]:
    """English sentences with their translations to ``language``; reading 350 of them takes 20 ms, once."""
    if language == SOURCE:
        return {}
    with catalogue_path(language).open("rb") as file:
        return {str(one.id): str(one.string) for one in read_po(file) if one.id and one.string}


def say(language: Language, sentence: str, /, **values: object) -> str:
    """A sentence in ``language``, with its ``{placeholders}`` filled; plain text, not escaped for HTML.

    ``sentence`` is the English one, a literal in the call, so that it is found for the catalogues. Format
    specifications work as in ``str.format``: ``say(language, "{n:,} images", n=12345)``. A sentence missing from the
    catalogue remains English.
    """
    text = catalogue(language).get(sentence, sentence)
    return text.format(**values) if values else text


def tell(language: Language, message: PlateOcrError | str) -> str:
    """An error or a Sentence in ``language``; plain text, not escaped for HTML. Other text is returned unchanged."""
    return message.tell(partial(say, language)) if isinstance(message, PlateOcrError | Sentence) else message


def language_of(asked: str | None, accepted: str | None) -> Language:
    """The language of a page: the one in its link, else the app's language that the browser prefers most.

    ``asked`` is the query parameter ``lang``, ``accepted`` the header Accept-Language (RFC 9110, section 12.5.4);
    unknown languages and invalid parts of the header are ignored.
    """
    wanted = (asked or "").lower().partition("-")[0]
    if wanted in languages():
        return wanted
    liked = _weights(accepted or "")
    order = [*liked, *languages()]  # of equally preferred ones, the one named first

    def weight(language: str) -> float:
        return liked.get(language, liked.get("*", 0.0))

    best = max(languages(), key=lambda language: (weight(language), -order.index(language)))
    return best if weight(best) else SOURCE


def _weights(accepted: str) -> dict[str, float]:
    """'en;q=0.5, zh-CN, zh' to {'en': 0.5, 'zh': 1.0}: the weight of each language, 0..1, the best of its variants; '*'
    stands for all others.
    """
    weights: dict[str, float] = {}
    for entry in accepted.lower().split(","):
        if understood := _ACCEPTED.fullmatch(entry):
            language, weight = understood["language"], float(understood["weight"] or 1)
            weights[language] = max(weight, weights.get(language, 0.0))
    return weights
