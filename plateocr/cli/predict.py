"""``plateocr predict``: read pictures from the command line."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from plateocr.cli.bad_files import FAULTS_FOUND
from plateocr.cli.options import A_CHECKPOINT, EngineOption
from plateocr.cli.output import errors, print_json, progress_bar
from plateocr.cli.tables import print_table
from plateocr.data.names import printable
from plateocr.errors import ConfigError, PictureError
from plateocr.shipped import DEFAULT_MODEL

if TYPE_CHECKING:
    from rich.table import Table

    from plateocr.reading.locate import PlateKind
    from plateocr.reading.photo import PhotoReading, PlateInPhoto

    Reading = tuple[Path, PhotoReading]

BATCH_SIZE = 64


def predict(
    files: Annotated[
        list[str], typer.Argument(metavar="FILES...", help="Crops of plates, whole photos, globs, or folders of them.")
    ],
    checkpoint: Annotated[str, typer.Option(help=f"Read with {A_CHECKPOINT}.")] = DEFAULT_MODEL,
    engine: EngineOption = "auto",
    json: Annotated[
        bool, typer.Option("--json", help="Print a JSON list with every character's alternatives.")
    ] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV (UTF-8), a line a plate.")] = False,
) -> None:
    """Read plates from pictures.

    A crop of a plate is read as it is. In a whole photo every plate is found
    first; each is a line, with its four corners. Plates of eight characters are
    named, not read; so are those in two rows that cannot be read with confidence.

    Files that cannot be read are named on standard error and stop nothing:
    with any, the exit code is 1, and 2 when nothing could be read.

    Example: plateocr predict gate/*.jpg "old/**/*.png" --csv > plates.csv
    """
    from plateocr.cli.inputs import find_pictures
    from plateocr.reading.batches import open_in_batches
    from plateocr.reading.confirming import open_locator
    from plateocr.reading.photo import PhotoReader
    from plateocr.reading.reader import PlateReader

    if json and as_csv:
        raise ConfigError("--json and --csv exclude each other; give one of them.")
    plate_reader = PlateReader.from_checkpoint(checkpoint, engine)
    reader = PhotoReader(plate_reader, open_locator(plate_reader))
    paths, bad = find_pictures(files)
    readings: list[Reading] = []
    with progress_bar() as progress:
        task = progress.add_task("Reading pictures", total=len(paths), visible=len(paths) > BATCH_SIZE)
        for batch in open_in_batches(paths, BATCH_SIZE):
            readings += zip(batch.paths, reader.read_photos(batch.pictures), strict=True)
            bad += [reason for _, reason in batch.bad]
            progress.advance(task, len(batch))
    for reason in bad:
        errors.print(printable(reason), style="yellow", markup=False)
    if not readings:
        raise PictureError("nothing could be read.")
    if json:
        print_json([plate for path, reading in readings for plate in _as_json(path, reading)])
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

    from plateocr.reading.wording import flag_sentences, kind_sentence, nothing_found_sentence, percent

    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("plate", no_wrap=True)
    table.add_column("confidence", justify="right", no_wrap=True)
    table.add_column("file", overflow="fold")
    table.add_column("corners", overflow="fold")
    table.add_column("flags")
    for path, reading in readings:
        if reading.problem:
            table.add_row(
                "-", "", Text(_label(path)), "", Text(nothing_found_sentence(reading.problem), style="yellow")
            )
        for plate in reading.plates:
            name, corners = Text(_label(path)), " ".join(f"{x},{y}" for x, y in _corners(plate))
            notes = [kind_sentence(plate.located)] if plate.located else []
            text, confidence = "-", ""
            if plate.prediction is not None:
                text, confidence = plate.prediction.text, percent(plate.prediction.confidence)
                notes += flag_sentences(plate.prediction)
            table.add_row(text, confidence, name, corners, Text(" ".join(filter(None, notes)), style="yellow"))
    return table


def _as_csv(readings: "Sequence[Reading]") -> str:
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(["file", "text", "confidence", "flags", "kind", "corners"])
    for path, reading in readings:
        for plate in reading.plates:
            read = plate.prediction
            answer = [read.text, f"{read.confidence:.6f}", " ".join(read.flags)] if read else ["", "", ""]
            corners = " ".join(f"{x},{y}" for x, y in _corners(plate))
            writer.writerow([_label(path), *answer, _kind(plate), corners])
        if reading.problem:
            writer.writerow([_label(path), "", "", reading.problem.value, "", ""])
    return lines.getvalue()


def _as_json(path: Path, reading: "PhotoReading") -> "Iterator[dict[str, Any]]":
    """One object a plate; a photo without plates is one object with ``problem``."""
    for plate in reading.plates:
        place = {"kind": _kind(plate), "corners": _corners(plate) or None}
        if plate.prediction is None:
            yield {"file": _label(path), "text": None, **place}
            continue
        fields = asdict(plate.prediction)
        for character in fields["characters"]:
            character["alternatives"] = [
                {"character": text, "probability": probability} for text, probability in character["alternatives"]
            ]
        yield {"file": _label(path), **fields, **place}
    if reading.problem:
        yield {"file": _label(path), "text": None, "problem": reading.problem.value}


def _corners(plate: "PlateInPhoto") -> list[tuple[float, float]]:
    """Of a plate in a photo, in pixels: left-top, right-top, right-bottom, left-bottom; none for a crop."""
    return [(round(x, 1), round(y, 1)) for x, y in plate.located.corners] if plate.located else []


def _kind(plate: "PlateInPhoto") -> "PlateKind":
    from plateocr.reading.locate import PlateKind

    return plate.located.kind if plate.located else PlateKind.SEVEN
