"""What every command prints with: results to standard output, progress and complaints to standard error."""

import json
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

results = Console(highlight=False)
errors = Console(stderr=True, highlight=False, soft_wrap=True)


def print_json(value: Any) -> None:
    """Print ``value`` as indented JSON on standard output, Chinese characters as they are."""
    print(json.dumps(value, ensure_ascii=False, indent=2))  # noqa: T201


def progress_bar() -> Progress:
    """A progress bar on standard error, so that standard output stays clean for machines."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=errors,
    )
