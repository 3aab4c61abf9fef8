"""``plateocr predict``: read images from the command line."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plateocr.cli.exit_codes import BAD_FILES
from plateocr.cli.options import A_CHECKPOINT, EngineOption
from plateocr.cli.output import errors, print_json, progress_bar
from plateocr.cli.tables import print_table
from plateocr.data.names import printable
from plateocr.errors import ConfigError, ImageError

if TYPE_CHECKING:
    from rich.table import Table

    from plateocr.pipeline.batches import OpenedBatch
    from plateocr.pipeline.record import ImageRecord
    from plateocr.pipeline.results import ImageReading

BATCH_SIZE = 64


def predict(
    files: Annotated[list[str], typer.Argument(metavar="FILES...", help="Crops, whole photos, folders or globs.")],
    checkpoint: Annotated[
        list[str] | None,
        typer.Option(help=f"Model to read with: {A_CHECKPOINT}; repeatable. By default both that are shipped."),
    ] = None,
    engine: EngineOption = "auto",
    json: Annotated[
        bool, typer.Option("--json", help="Print JSON: one record per image, with alternatives for every character.")
    ] = False,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="Print CSV (UTF-8 with a byte order mark, for Excel): one line per plate.")
    ] = False,
) -> None:
    """Read plates from images.

    A crop of a plate is read directly. In a whole photo, all plates are detected
    first; each gets a line with its four corners. The verdict says whether an
    answer can be relied on: sure, check (and why), not_read (a plate of a kind that
    is not read, such as a foreign one) or no_plate.

    Files that cannot be read are listed on standard error and skipped. The exit
    code is then 1, or 2 if nothing could be read.

    Example: plateocr predict gate/*.jpg "old/**/*.png" --csv > plates.csv
    """
    from plateocr.cli.inputs import find_images
    from plateocr.pipeline.batches import open_in_batches
    from plateocr.pipeline.pipeline import PlatePipeline
    from plateocr.pipeline.record_csv import records_csv

    if json and as_csv:
        raise ConfigError("--json and --csv cannot be combined.")
    pipeline = PlatePipeline.open(*checkpoint or (), engine=engine)
    paths, bad = find_images(files)
    records: dict[Path, ImageRecord] = {}
    with progress_bar() as progress:
        task = progress.add_task("Reading images", total=len(paths), visible=len(paths) > BATCH_SIZE)
        for batch in open_in_batches(paths, BATCH_SIZE):
            records |= _records(batch, pipeline.read_images(batch.images))
            bad += [reason for _, reason in batch.bad]
            progress.advance(task, len(batch))
    for reason in bad:
        errors.print(printable(reason), style="yellow", markup=False)
    in_order = [records[path] for path in paths]
    if all(record.error for record in in_order):
        raise ImageError("nothing could be read.")
    if json:
        print_json([record.to_dict() for record in in_order])
    elif as_csv:
        # Bytes, so that the output is UTF-8 with the same line endings on every terminal.
        typer.echo(records_csv(in_order), nl=False)
    else:
        print_table(_as_table(in_order))
    if bad:
        raise typer.Exit(BAD_FILES)


def _label(path: Path) -> str:
    return printable(str(path))


def _as_table(records: "Sequence[ImageRecord]") -> "Table":
    from rich.table import Table
    from rich.text import Text

    from plateocr.pipeline.wording import percent

    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("plate", no_wrap=True)
    table.add_column("verdict", no_wrap=True)
    table.add_column("confidence", justify="right", no_wrap=True)
    table.add_column("file", overflow="fold")
    table.add_column("corners", overflow="fold")
    table.add_column("remarks")

    def add(record: "ImageRecord", cells: "Sequence[str]", corners: str, note: str | None) -> None:
        said = " ".join(filter(None, [note, *record.remarks]))
        table.add_row(*cells, Text(record.file), corners, Text(said, style="yellow"))

    for record in records:
        if record.problem:
            add(record, ("-", "no_plate", ""), "", record.problem.message)
        for plate in record.plates:
            confidence = "" if plate.confidence is None else percent(plate.confidence)
            corners = " ".join(f"{x},{y}" for x, y in plate.corners or ())
            add(record, (plate.text or "-", plate.verdict, confidence), corners, plate.note)
    return table


def _records(batch: "OpenedBatch", read: "Sequence[ImageReading]") -> "dict[Path, ImageRecord]":
    """The records of all files in a batch, including those that could not be opened."""
    from dataclasses import replace

    from plateocr.pipeline.record import error_record, image_record

    records = {path: error_record(_label(path), printable(reason)) for path, reason in batch.bad}
    for path, remarks, reading in zip(batch.paths, batch.remarks, read, strict=True):
        # Files are read together, so the time of each is not known.
        records[path] = image_record(_label(path), replace(reading, milliseconds={}), remarks)
    return records
