"""For translators: ``python -m plateocr.app.catalogue`` updates every catalogue to the app's current sentences.

With an ISO 639 code, as in ``python -m plateocr.app.catalogue de``, it starts the catalogue of another language. New
sentences have an empty translation; those whose English has changed keep their translation, marked fuzzy for review;
those no longer used are removed.
"""

import ast
import io
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

import plateocr
from plateocr import errors, images
from plateocr.app.languages import SOURCE, Language, catalogue_path, languages
from plateocr.evaluation.photo_table import IN_WORDS
from plateocr.evaluation.view_fields import FAULTS
from plateocr.files import replace_file
from plateocr.pipeline import wording

_PACKAGE = Path(plateocr.__file__).parent
# Modules outside the app whose messages its pages show.
TOLD = (
    *("images.py", "heif.py", "plates/alphabet.py", "plates/spec.py", "onnx_session.py", "pipeline/wording.py"),
    *("pipeline/reader.py",),
    *("data/archive.py", "data/names.py", "data/ccpd_names.py", "models/config.py", "models/checkpoint.py"),
    *("hub/find.py", "hub/names.py", "hub/errors.py"),
    *("evaluation/view.py", "evaluation/view_fields.py", "evaluation/prepared.py", "evaluation/compare.py"),
    *("evaluation/perturb.py", "evaluation/table.py"),
)
# Which argument of a call is a sentence to translate.
_ERRORS = [name for name, value in vars(errors).items() if isinstance(value, type)]
_SAYS = {"say": 1, "Section": 1, "translate": 0, "__init__": 0, "_EntryError": 0, **dict.fromkeys(_ERRORS, 0)}
_TEMPLATES = ("say",)
# Sentences in lookup tables.
_TABLES = {
    "evaluation/view_fields.py": [*FAULTS.values()],
    "evaluation/photo_table.py": [*IN_WORDS.values()],
    "images.py": [*images.REMARKS],
    "pipeline/wording.py": [
        *wording.RULES_IN_WORDS.values(),
        *wording.TURNED_IN_WORDS.values(),
        *wording.DOUBTS_IN_WORDS.values(),
    ],
}
_HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def template() -> Catalog:
    """Every sentence of the app, with the files it is in."""
    found = Catalog(charset="utf-8")
    for path in _sources():
        for sentence in sentences_of(path):
            found.add(sentence, locations=[(path.relative_to(_PACKAGE).as_posix(), 0)])
    for name, sentences in _TABLES.items():
        for sentence in sentences:
            found.add(sentence, locations=[(name, 0)])
    return found


def sentences_of(path: Path) -> Iterator[str]:
    """The sentences of a module or a template, in order; only literals count."""
    if path.suffix == ".html":
        with path.open("rb") as file:
            for _, _, given, _ in babel_extract(file, list(_TEMPLATES), [], {}):
                sentence = given[0] if isinstance(given, tuple) else given
                if sentence is not None:  # else it is in a lookup table
                    yield sentence
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and (place := _SAYS.get(_called(node))) is not None:
            yield from _literals(node.args[place : place + 1])
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "template":
            yield from _literals([node.value])  # of a Sentence, in the next line


def _literals(nodes: Sequence[ast.expr]) -> Iterator[str]:
    """The text of literals, and of conditional expressions of literals."""
    for node in nodes:
        if isinstance(node, ast.IfExp):
            yield from _literals([node.body, node.orelse])
        elif isinstance(node, ast.Constant) and not str(node.value).endswith(".html"):
            yield str(node.value)


def _called(node: ast.Call) -> str:
    """The last part of the name of the called function, for example 'say' or 'DataError'."""
    return ast.unparse(node.func).rpartition(".")[2]


def updated(language: Language) -> str:
    """The updated catalogue of a language; without translations if it is new."""
    path = catalogue_path(language)
    old = read_po(io.BytesIO(path.read_bytes()), language) if path.is_file() else Catalog(language)
    old.update(template())
    old.obsolete.clear()
    for message in old:
        message.flags.discard("python-format")  # Babel mistakes "95 % interval" for it
    text = io.BytesIO()
    write_po(text, old, width=120, omit_header=True, sort_by_file=True, include_lineno=False)
    return _HEADER.format(language=language) + text.getvalue().decode("utf-8")


def main(asked: list[Language]) -> None:
    """Update the app's catalogues, and start those in ``asked``."""
    for language in sorted({*languages(), *asked} - {SOURCE}):
        path = catalogue_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        with replace_file(path) as temporary:
            temporary.write_text(updated(language), encoding="utf-8")
        with path.open("rb") as file:
            left = [one for one in read_po(file) if one.id and (one.fuzzy or not one.string)]
        print(f"{path}: {len(left)} to translate")  # noqa: T201


def _sources() -> list[Path]:
    app = _PACKAGE / "app"
    told = [_PACKAGE / name for name in TOLD]
    return sorted([*app.rglob("*.py"), *app.rglob("*.html"), *told])


if __name__ == "__main__":
    main(sys.argv[1:])
