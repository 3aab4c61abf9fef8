"""What every command prints with: results to standard output, progress and complaints to standard error."""

import json
from collections.abc import Callable
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from plateocr.errors import OutputError

results = Console(highlight=False)
errors = Console(stderr=True, highlight=False, soft_wrap=True)


def print_json(value: Any) -> None:
    """Print ``value`` as indented JSON on standard output, Chinese characters as they are."""
    print(json.dumps(value, ensure_ascii=False, indent=2))  # noqa: T201


def note(sentence: str) -> None:
    """Print on standard error what a user should know of the work."""
    errors.print(sentence, markup=False)


def progress_bar() -> Progress:
    """A progress bar on standard error, so that standard output stays clean for machines."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=errors,
    )


class Kept:
    """Files written one after the other, of which one that cannot be written does not keep the others back."""

    def __init__(self) -> None:
        self._failed: list[OutputError] = []

    def write(self, write: Callable[[], object]) -> None:
        """Call ``write``; an OutputError is kept for later."""
        try:
            write()
        except OutputError as error:
            self._failed.append(error)

    def raise_first(self) -> None:
        """Raise the first error that was kept, when all that was computed has been shown."""
        if self._failed:
            raise self._failed[0]
