"""HTML of the foot of the page: which plateocr this is, what it reads with, and what it shows."""

from html import escape

from plateocr import __version__
from plateocr.app.hosting import Shown
from plateocr.app.markup import notice
from plateocr.app.readers import source_of
from plateocr.app.texts import Language, say
from plateocr.hub.find import COMES_ALONG
from plateocr.models.config import ONNX_NAME, WEIGHTS_NAME
from plateocr.pipeline.reader import PlateReader
from plateocr.revision import commit

_DIGITS = 8


def show_footer(language: Language, shown: Shown) -> str:
    """The foot of the page."""
    version = f"plateocr {__version__}"
    if commit():
        version = say(language, "plateocr {version}, commit {commit}", version=__version__, commit=commit())
    lines = [f"<span>{escape(version)}</span>", *(_model(language, one) for one in shown.opened.readers)]
    if shown.dashboard is not None:
        test_set = shown.evaluated or say(language, "the test set that comes with plateocr")
        evaluation = say(language, "Evaluation: {test_set}", test_set=f"<b>{escape(test_set)}</b>")
        lines.append(f"<span>{evaluation}</span>")
    lines.append(f'<a href="v1/docs">{say(language, "For programs: the JSON interface")}</a>')
    told = [
        say(
            language,
            "{variable} names {asked}, which cannot be used; the log of the app says why. The app shows its own "
            "instead.",
            variable=note.variable,
            asked=note.asked,
        )
        for note in shown.notes
    ]
    problems = notice(say(language, "What was asked for cannot be used"), told) if told else ""
    return f'{problems}<div class="po-foot">{"".join(lines)}</div>'


def _model(language: Language, reader: PlateReader) -> str:
    """A model's name, where it comes from, and the beginning of its hash: enough to tell two checkpoints apart."""
    source = source_of(reader) or say(language, "a folder of the server")
    if source == COMES_ALONG:
        source = say(language, "comes with plateocr")
    return f"<span><b>{escape(reader.name)}</b> {escape(source)} <code>{escape(_fingerprint(reader))}</code></span>"


def _fingerprint(reader: PlateReader) -> str:
    hashes = reader.config.hashes
    return hashes.get(ONNX_NAME, hashes.get(WEIGHTS_NAME, ""))[:_DIGITS]
