"""The strip of example images under the drop zone."""

from collections.abc import Sequence
from pathlib import Path

from markupsafe import Markup

from plateocr.app.images.inline import jpeg_uri
from plateocr.app.languages import Language
from plateocr.app.templating import render
from plateocr.shipped import shipped_asset

_EXAMPLES = shipped_asset("examples")


def example_images() -> list[Path]:
    """The example images, by name; empty if this installation has none."""
    return sorted(_EXAMPLES.glob("*.jpg"))


def show_examples(language: Language, images: Sequence[Path]) -> Markup:
    """One button per image. The images, a few kilobytes each, are embedded in the page."""
    urls = [jpeg_uri(image.read_bytes()) for image in images]
    return render(language, "sections/read/examples.html", urls=urls)
