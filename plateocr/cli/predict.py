"""``plateocr predict``: read images from the command line."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plateocr.cli.bad_files import FAULTS_FOUND
from plateocr.cli.options import A_CHECKPOINT, EngineOption
from plateocr.cli.output import errors, print_json, progress_bar
from plateocr.cli.tables import print_table
from plateocr.data.names import printable
from plateocr.errors import ConfigError, ImageError
from plateocr.shipped import DEFAULT_MODEL

if TYPE_CHECKING:
    from rich.table import Table

    from plateocr.pipeline.batches import OpenedBatch
    from plateocr.pipeline.record import ImageRecord
    from plateocr.pipeline.results import ImageReading

BATCH_SIZE = 64


def predict(
    files: Annotated[
        list[str], typer.Argument(metavar="FILES...", help="Crops of plates, whole photos, globs, or folders of them.")
    ],
    checkpoint: Annotated[str, typer.Option(help=f"Read with {A_CHECKPOINT}.")] = DEFAULT_MODEL,
    engine: EngineOption = "auto",
    json: Annotated[
        bool, typer.Option("--json", help="Print a JSON list, a record an image, with every character's alternatives.")
    ] = False,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="Print CSV (UTF-8, with the mark that Excel needs), a line a plate.")
    ] = False,
) -> None:
    """Read plates from images.

    A crop of a plate is read as it is. In a whole photo every plate is found
    first; each is a line, with its four corners. Plates of eight characters are
    named, not read; so are those in two rows that cannot be read with confidence.

    Files that cannot be read are named on standard error and stop nothing:
    with any, the exit code is 1, and 2 when nothing could be read.

    Example: plateocr predict gate/*.jpg "old/**/*.png" --csv > plates.csv
    """
    from plateocr.cli.inputs import find_images
    from plateocr.pipeline.batches import open_in_batches
    from plateocr.pipeline.pipeline import PlatePipeline
    from plateocr.pipeline.record_csv import records_csv

    if json and as_csv:
        raise ConfigError("--json and --csv exclude each other; give one of them.")
    pipeline = PlatePipeline.open(checkpoint, engine=engine)
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
        # Bytes: UTF-8 and plain line ends whatever the terminal's encoding.
        typer.echo(records_csv(in_order), nl=False)
    else:
        print_table(_as_table(in_order))
    if bad:
        raise typer.Exit(FAULTS_FOUND)


def _label(path: Path) -> str:
    return printable(str(path))


def _as_table(records: "Sequence[ImageRecord]") -> "Table":
    from rich.table import Table
    from rich.text import Text

    from plateocr.pipeline.wording import flag_sentences, percent

    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("plate", no_wrap=True)
    table.add_column("confidence", justify="right", no_wrap=True)
    table.add_column("file", overflow="fold")
    table.add_column("corners", overflow="fold")
    table.add_column("flags")

    def add(text: str, confidence: str, record: "ImageRecord", corners: str, notes: "Iterable[str | None]") -> None:
        said = " ".join(filter(None, [*notes, *record.remarks]))
        table.add_row(text, confidence, Text(record.file), corners, Text(said, style="yellow"))

    for record in records:
        if record.problem:
            add("-", "", record, "", [record.problem.message])
        for plate in record.plates:
            text, confidence, notes = "-", "", [plate.note]
            for reading in plate.readings.values():
                text, confidence = reading.text, percent(reading.confidence)
                notes += flag_sentences(reading)
            add(text, confidence, record, " ".join(f"{x},{y}" for x, y in plate.corners or ()), notes)
    return table


def _records(batch: "OpenedBatch", read: "Sequence[ImageReading]") -> "dict[Path, ImageRecord]":
    """The record of every file of a batch, also of those that could not be opened."""
    from plateocr.pipeline.record import error_record, image_record

    records = {path: error_record(_label(path), printable(reason)) for path, reason in batch.bad}
    for path, remarks, reading in zip(batch.paths, batch.remarks, read, strict=True):
        records[path] = image_record(_label(path), reading, remarks)
    return records
