"""Files left out, shown the same way by every command."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from plateocr.cli.output import errors
from plateocr.data.names import printable

if TYPE_CHECKING:
    from plateocr.data.folder import BadFile

FAULTS_FOUND = 1
_SHOWN = 10


def as_records(bad: Sequence["BadFile"], root: Path) -> list[dict[str, str]]:
    """For JSON: file relative to ``root``, fault, reason."""
    return [
        {
            "file": printable(file.path.relative_to(root).as_posix()),
            "fault": file.fault,
            "reason": printable(file.reason),
        }
        for file in bad
    ]


def as_table(bad: Sequence["BadFile"], root: Path) -> Table:
    """A row a file: where it is, its fault in a word or two, the reason in a sentence."""
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("File", overflow="fold")
    table.add_column("Fault", no_wrap=True)
    table.add_column("Reason", overflow="fold")
    for record in as_records(bad, root):
        table.add_row(Text(record["file"]), Text(in_words(record["fault"])), Text(record["reason"]))
    return table


def complain(bad: Sequence["BadFile"], root: Path) -> None:
    """Say on standard error how many files were left out, and show the first of them; silent when there are none."""
    if not bad:
        return
    counts = Counter(file.fault for file in bad)
    summary = ", ".join(f"{count} {in_words(fault)}" for fault, count in counts.most_common())
    errors.print(f"Files left out: {len(bad)} ({summary}).", style="yellow", markup=False)
    errors.print(as_table(bad[:_SHOWN], root))
    if len(bad) > _SHOWN:
        errors.print(f"... and {len(bad) - _SHOWN} more; --json lists them all.", style="yellow", markup=False)


def in_words(value: str) -> str:
    """An identifier such as ``eight_characters`` as words."""
    return value.replace("_", " ")
