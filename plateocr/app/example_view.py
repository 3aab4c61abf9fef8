"""The strip of example pictures under the drop zone."""

import base64
from collections.abc import Sequence
from pathlib import Path

from plateocr.app.texts import Language, say
from plateocr.shipped import shipped_asset

_EXAMPLES = shipped_asset("examples")


def example_pictures() -> list[Path]:
    """The example pictures, by name; none where plateocr came without them."""
    return sorted(_EXAMPLES.glob("*.jpg"))


def show_examples(language: Language, pictures: Sequence[Path]) -> str:
    """A button a picture. The pictures, a few kilobytes each, travel in the page."""
    buttons = "".join(
        f'<button type="button" data-index="{index}">'
        f'<img src="{_data_uri(picture)}" alt="{say(language, "Read example {number}", number=index + 1)}"></button>'
        for index, picture in enumerate(pictures)
    )
    return f'<div class="po-examples"><span class="po-muted">{say(language, "or try one")}</span>{buttons}</div>'


def _data_uri(picture: Path) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(picture.read_bytes()).decode("ascii")
