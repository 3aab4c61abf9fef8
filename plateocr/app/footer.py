"""The foot of the page: which plateocr this is, what it reads with, and what it shows."""

from markupsafe import Markup

from plateocr import __version__
from plateocr.app.hosting import Shown
from plateocr.app.languages import Language, say
from plateocr.app.reading.readers import source_of
from plateocr.app.templating import render
from plateocr.hub.find import COMES_ALONG
from plateocr.models.config import ONNX_NAME, WEIGHTS_NAME
from plateocr.pipeline.reader import PlateReader
from plateocr.revision import commit

_DIGITS = 8


def show_footer(language: Language, shown: Shown) -> Markup:
    """The foot of the page in a language, preceded by the environment variables that could not be followed."""
    models = [(reader.name, _source(language, reader), _fingerprint(reader)) for reader in shown.opened.readers]
    return render(language, "footer.html", shown=shown, models=models, version=__version__, commit=commit())


def _source(language: Language, reader: PlateReader) -> str:
    source = source_of(reader) or say(language, "a folder on the server")
    return say(language, "bundled with plateocr") if source == COMES_ALONG else source


def _fingerprint(reader: PlateReader) -> str:
    """The beginning of a checkpoint's hash: enough to tell two apart."""
    hashes = reader.config.hashes
    return hashes.get(ONNX_NAME, hashes.get(WEIGHTS_NAME, ""))[:_DIGITS]
