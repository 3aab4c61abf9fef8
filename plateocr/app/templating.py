"""HTML from Jinja2 templates: one environment per language, which escapes everything from outside.

Templates are beside their section, or in templates/ if several sections share them. Line breaks and indentation in a
template do not reach the page, where they would show up between words.
"""

import json
import re
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup, escape

from plateocr.app.drawing import drawn
from plateocr.app.languages import Language, say, tell
from plateocr.app.names import plate_names, verdict_names
from plateocr.app.reading.disputes import disputes_of
from plateocr.evaluation.table import wrong_positions
from plateocr.pipeline.verdict import AGREED, ALONE
from plateocr.pipeline.wording import flag_sentences, interval, nothing_found_sentence, percent, verdict_sentence

_HERE = Path(__file__).parent
_BREAK = re.compile(r"\s*\n\s*")
_NEGATIVE = re.compile(r"(?<!\w)-(?=\d)")


class Unindented(Extension):
    """Removes line breaks from templates, leaving a space inside tags, where attributes need one."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Called with the tokens of a template."""
        in_tag = False
        for token in stream:
            if token.type != "data":
                yield token
                continue
            parts = _BREAK.split(token.value)
            text = parts[0]
            for part in parts[1:]:
                in_tag = _ends_in_tag(text, in_tag)
                text += (" " if in_tag else "") + part
            in_tag = _ends_in_tag(text, in_tag)
            yield Token(token.lineno, "data", text)


def _ends_in_tag(text: str, before: bool) -> bool:
    opened, closed = text.rfind("<"), text.rfind(">")
    return opened > closed if opened != closed else before


@cache
def environment(language: Language) -> Environment:
    """The environment of a language, to which ``say``, ``tell`` and the functions of pipeline.wording translate."""
    made = Environment(
        loader=FileSystemLoader([_HERE / "templates", _HERE]),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        extensions=[Unindented],
    )
    made.globals |= {"language": language, "say": partial(_say, language)}
    made.globals |= {"wrong_positions": wrong_positions, "drawn": drawn}
    made.globals |= {"agreed": AGREED, "alone": ALONE}
    made.globals |= {"disputes_of": disputes_of, "python_for": _python_for}
    made.globals |= {names.__name__: partial(names, language) for names in (plate_names, verdict_names)}
    for words in (flag_sentences, interval, verdict_sentence, nothing_found_sentence):
        made.globals[words.__name__] = partial(words, translate=partial(say, language))
    made.filters |= {"percent": percent, "tell": partial(tell, language), "css_string": _css_string, "minus": _minus}
    return made


def render(language: Language, template: str, /, **values: object) -> Markup:
    """A template (its path in app/ or in templates/) filled with ``values``: HTML, not to be escaped again."""
    return Markup(environment(language).get_template(template).render(values))


def _css_string(text: str) -> Markup:
    """A text, which may be escaped for HTML, as a CSS string in the page."""
    return Markup(json.dumps(Markup(text).unescape(), ensure_ascii=False).replace("<", "\\3c "))


def _python_for(name: str) -> str:
    """The program that reads the image of that name."""
    return (
        "from plateocr import PlatePipeline\n\n"
        f"for plate in PlatePipeline.open().read({name!r}).plates:\n"
        "    print(plate.text, plate.verdict, plate.confidence)"
    )


def _minus(text: Markup) -> Markup:
    """A text with a minus sign instead of a hyphen before each number."""
    return Markup(_NEGATIVE.sub("−", text))


def _say(language: Language, sentence: str, /, **values: object) -> Markup:
    """Like languages.say, but escaped; values that are already HTML (Markup) are not escaped again."""
    text = escape(say(language, sentence))
    return text.format(**values) if values else text
