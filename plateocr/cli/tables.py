"""Tables that are not cut to a terminal's width in a pipe."""

from rich.console import Console
from rich.measure import Measurement
from rich.table import Table

from plateocr.cli.output import results

_NO_LIMIT = 10_000


def print_table(table: Table) -> None:
    """Print a table on standard output: wrapped to the width of a terminal, but at full width in a pipe."""
    if results.is_terminal:
        results.print(table)
        return
    measured = Measurement.get(results, results.options.update(max_width=_NO_LIMIT), table)
    Console(highlight=False, width=measured.maximum).print(table)
