"""``plateocr predict``: read pictures from the command line."""

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from plateocr.cli.bad_files import FAULTS_FOUND
from plateocr.cli.options import EngineOption
from plateocr.cli.output import errors, print_json, progress_bar
from plateocr.cli.tables import print_table
from plateocr.data.names import printable
from plateocr.errors import ConfigError, PictureError

if TYPE_CHECKING:
    from rich.table import Table

    from plateocr.reading.prediction import PlatePrediction

    Reading = tuple[Path, PlatePrediction]

BATCH_SIZE = 64


def predict(
    files: Annotated[
        list[str], typer.Argument(metavar="FILES...", help="Pictures of single plates, globs, or folders of them.")
    ],
    checkpoint: Annotated[Path, typer.Option(help="Checkpoint folder to read with.")] = Path("checkpoints/lstm"),
    engine: EngineOption = "auto",
    json: Annotated[
        bool, typer.Option("--json", help="Print a JSON list with every character's alternatives.")
    ] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV (UTF-8): file, text, confidence, flags.")] = False,
) -> None:
    """Read plates from pictures.

    Files that cannot be read are named on standard error and stop nothing:
    with any, the exit code is 1, and 2 when nothing could be read.

    Example: plateocr predict gate/*.jpg "old/**/*.png" --csv > plates.csv
    """
    from plateocr.cli.inputs import find_pictures
    from plateocr.reading.batches import open_in_batches
    from plateocr.reading.reader import PlateReader

    if json and as_csv:
        raise ConfigError("--json and --csv exclude each other; give one of them.")
    reader = PlateReader.from_checkpoint(checkpoint, engine)
    paths, bad = find_pictures(files)
    readings: list[Reading] = []
    with progress_bar() as progress:
        task = progress.add_task("Reading pictures", total=len(paths), visible=len(paths) > BATCH_SIZE)
        for batch in open_in_batches(paths, BATCH_SIZE):
            readings += zip(batch.paths, reader.read_pictures(batch.pictures), strict=True)
            bad += [reason for _, reason in batch.bad]
            progress.advance(task, len(batch))
    for reason in bad:
        errors.print(printable(reason), style="yellow", markup=False)
    if not readings:
        raise PictureError("nothing could be read.")
    if json:
        print_json([_as_json(path, prediction) for path, prediction in readings])
    elif as_csv:
        # Bytes: UTF-8 and plain line ends whatever the terminal's encoding.
        typer.echo(_as_csv(readings).encode("utf-8"), nl=False)
    else:
        print_table(_as_table(readings))
    if bad:
        raise typer.Exit(FAULTS_FOUND)


def _label(path: Path) -> str:
    return printable(str(path))


def _as_table(readings: "Sequence[Reading]") -> "Table":
    from rich.table import Table
    from rich.text import Text

    from plateocr.reading.wording import flag_sentences, percent

    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("plate", no_wrap=True)
    table.add_column("confidence", justify="right", no_wrap=True)
    table.add_column("file", overflow="fold")
    table.add_column("flags")
    for path, prediction in readings:
        confidence = percent(prediction.confidence)
        table.add_row(
            prediction.text, confidence, Text(_label(path)), Text(" ".join(flag_sentences(prediction)), style="yellow")
        )
    return table


def _as_csv(readings: "Sequence[Reading]") -> str:
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(["file", "text", "confidence", "flags"])
    for path, prediction in readings:
        writer.writerow([_label(path), prediction.text, f"{prediction.confidence:.6f}", " ".join(prediction.flags)])
    return lines.getvalue()


def _as_json(path: Path, prediction: "PlatePrediction") -> dict[str, Any]:
    fields = asdict(prediction)
    for character in fields["characters"]:
        character["alternatives"] = [
            {"character": text, "probability": probability} for text, probability in character["alternatives"]
        ]
    return {"file": _label(path), **fields}
