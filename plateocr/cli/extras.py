"""A missing extra becomes an install instruction."""

from collections.abc import Iterator
from contextlib import contextmanager

from plateocr.errors import MissingExtraError


@contextmanager
def needs_extra(extra: str) -> Iterator[None]:
    """Imports in the block that fail raise MissingExtraError with the command that installs ``extra``."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("plateocr"):
            raise
        raise MissingExtraError(
            f"this command needs {error.name}, which is not installed: pip install 'plateocr[{extra}]'."
        ) from error
