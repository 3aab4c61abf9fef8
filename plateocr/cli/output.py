"""Output of all commands: results go to standard output, progress and errors to standard error."""

import json
from collections.abc import Callable
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from plateocr.errors import OutputError

results = Console(highlight=False)
errors = Console(stderr=True, highlight=False, soft_wrap=True)


def print_json(value: Any) -> None:
    """Print ``value`` as indented JSON on standard output, without escaping Chinese characters."""
    print(json.dumps(value, ensure_ascii=False, indent=2))  # noqa: T201


def note(sentence: str) -> None:
    """Print a message for the user on standard error."""
    errors.print(sentence, markup=False)


def progress_bar() -> Progress:
    """A progress bar on standard error, to keep standard output clean for other programs."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=errors,
    )


class DeferredErrors:
    """Errors in writing files, deferred so that the other files are still written and the results printed."""

    def __init__(self) -> None:
        self._errors: list[OutputError] = []

    def run(self, write: Callable[[], object]) -> None:
        """Call ``write``; an OutputError is deferred."""
        try:
            write()
        except OutputError as error:
            self._errors.append(error)

    def raise_first(self) -> None:
        """Raise the first deferred error, if there is one."""
        if self._errors:
            raise self._errors[0]
