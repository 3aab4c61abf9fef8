"""Reports of bad files, the same in every command."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from plateocr.cli.exit_codes import BAD_FILES
from plateocr.cli.output import errors
from plateocr.data.names import printable

if TYPE_CHECKING:
    from plateocr.data.folder import BadFile

_SHOWN = 10


def as_records(bad: Sequence["BadFile"], root: Path) -> list[dict[str, str]]:
    """Records for JSON: file (relative to ``root``), fault, reason."""
    return [
        {
            "file": printable(file.path.relative_to(root).as_posix()),
            "fault": file.fault,
            "reason": printable(file.reason),
        }
        for file in bad
    ]


def as_table(bad: Sequence["BadFile"], root: Path) -> Table:
    """A table with one row per file: its path, its fault, and the reason as a sentence."""
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("File", overflow="fold")
    table.add_column("Fault", no_wrap=True)
    table.add_column("Reason", overflow="fold")
    for record in as_records(bad, root):
        table.add_row(Text(record["file"]), Text(in_words(record["fault"])), Text(record["reason"]))
    return table


def exit_if_bad(bad_by_root: Mapping[Path, Sequence["BadFile"]]) -> None:
    """Print the files left out of each folder to standard error. Raises typer.Exit(1) if there are any."""
    for root, bad in bad_by_root.items():
        if bad:
            _report(bad, root)
    if any(bad_by_root.values()):
        raise typer.Exit(BAD_FILES)


def _report(bad: Sequence["BadFile"], root: Path) -> None:
    counts = Counter(file.fault for file in bad)
    summary = ", ".join(f"{count} {in_words(fault)}" for fault, count in counts.most_common())
    errors.print(f"Files left out: {len(bad)} ({summary}).", style="yellow", markup=False)
    errors.print(as_table(bad[:_SHOWN], root))
    if len(bad) > _SHOWN:
        errors.print(f"... and {len(bad) - _SHOWN} more; --json lists them all.", style="yellow", markup=False)


def in_words(value: str) -> str:
    """The words of an identifier such as ``eight_characters``."""
    return value.replace("_", " ")
