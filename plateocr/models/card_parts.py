"""Cards on the Hub: metadata at the top, text below, and in the text one section that plateocr rewrites each time."""

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from huggingface_hub import CardData

_FIRST, _LAST = "<!-- plateocr -->", "<!-- /plateocr -->"
_PART = re.compile(f"{_FIRST}.*?{_LAST}", re.DOTALL)


def own_part(content: str) -> str:
    """``content`` between the markers by which :func:`with_part` finds it."""
    return f"{_FIRST}\n{content.strip()}\n{_LAST}"


def with_part(text: str, content: str) -> str:
    """``text`` with its marked section replaced by ``content``; a text without one is returned unchanged."""
    return _PART.sub(lambda _: own_part(content), text)


def read_card(card: str) -> tuple[dict[str, Any], str]:
    """The metadata of a card, and its text. Raises ValueError if the metadata cannot be read."""
    from huggingface_hub import RepoCard
    from yaml import YAMLError

    try:
        own = RepoCard(card, ignore_metadata_errors=True)
    except YAMLError as error:
        raise ValueError(str(error)) from error
    metadata: dict[str, Any] = own.data.to_dict()  # type: ignore[no-untyped-call]
    return metadata, own.text


def card_of(data: "CardData", text: str, before: dict[str, Any] | None = None) -> str:
    """A card, ready to be written. ``before``: earlier metadata, kept unless ``data`` has the same key."""
    from huggingface_hub import CardData

    ours: dict[str, Any] = data.to_dict()  # type: ignore[no-untyped-call]
    return f"---\n{CardData(**(before or {}) | ours).to_yaml()}\n---\n{text.lstrip()}"
