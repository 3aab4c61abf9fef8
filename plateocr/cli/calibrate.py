"""``plateocr calibrate``: a temperature and a threshold for a checkpoint's confidence."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plateocr.cli.bad_files import FAULTS_FOUND, as_records, complain
from plateocr.cli.options import EngineOption
from plateocr.cli.output import Kept, print_json, results
from plateocr.errors import CheckpointError
from plateocr.pipeline.wording import percent

if TYPE_CHECKING:
    from plateocr.data.folder import BadFile
    from plateocr.evaluation.calibrate import Calibration


def calibrate(
    folders: Annotated[list[Path], typer.Argument(metavar="DIR...", help="Labelled images that were not trained on.")],
    checkpoint: Annotated[
        Path, typer.Option(help="Checkpoint folder; its config.json is written, so none of the Hub's.")
    ],
    without_plates: Annotated[
        Path | None, typer.Option(exists=True, file_okay=False, help="Folder of images that show no plate.")
    ] = None,
    target: Annotated[
        float, typer.Option(min=0.5, max=1.0, help="Share of the answered plates that must be right.")
    ] = 0.995,
    engine: EngineOption = "auto",
    json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Make a checkpoint's confidence mean what it says.

    Fits a temperature on images that were not trained on, and the confidence
    below which an answer is marked as unsure. Both are stored in the checkpoint.
    Files that cannot be read, or whose names hold no plate of seven characters,
    are left out and listed; with any, the exit code is 1.

    Example: plateocr calibrate held-out --checkpoint checkpoints/lstm
    """
    from plateocr.data.folder import PlateFolder, list_images
    from plateocr.evaluation.calibrate import calibrate as find
    from plateocr.evaluation.calibrate import store_calibration
    from plateocr.files import writable_folder
    from plateocr.pipeline.reader import PlateReader

    if not checkpoint.is_dir():
        raise CheckpointError(
            f"{checkpoint} is no folder, and calibrate writes into the checkpoint; 'plateocr hub pull OWNER/NAME DIR' "
            "makes a folder of one of the Hub's."
        )
    reader = PlateReader.from_checkpoint(checkpoint, engine)
    negatives = list_images(without_plates) if without_plates else []
    kept = Kept()
    with writable_folder(checkpoint):
        found = find(reader, [PlateFolder.scan(folder) for folder in folders], negatives, target)
        kept.write(lambda: store_calibration(checkpoint, found))
    by_root = _by_root(found.bad, [*folders, *([without_plates] if without_plates else [])])
    if json:
        bad = [record for root, files in by_root.items() for record in as_records(files, root)]
        print_json(found.figures() | found.spec.model_dump() | {"bad_files": bad})
    else:
        _print(checkpoint, found, len(negatives))
    kept.raise_first()
    for root, files in by_root.items():
        complain(files, root)
    if found.bad:
        raise typer.Exit(FAULTS_FOUND)


def _print(checkpoint: Path, found: "Calibration", negatives: int) -> None:
    answered = found.answered
    lines = [
        f"{checkpoint}: temperature {found.spec.temperature:.3f}, unsure below {found.spec.low_below:.2f}.",
        f"Expected calibration error {percent(found.error_before)} before, {percent(found.error_after)} after "
        f"(crosswise, {found.images:,} images, {percent(found.accuracy)} of them read exactly).",
        f"Answered {percent(answered.coverage or 0)}, of which {percent(answered.accuracy or 0)} right.",
    ]
    if found.sure_without_plate is not None:
        lines.append(f"Of {negatives:,} images without a plate {percent(found.sure_without_plate)} are answered.")
    for line in lines:
        results.print(line, markup=False, soft_wrap=True)


def _by_root(bad: Sequence["BadFile"], roots: Sequence[Path]) -> dict[Path, list["BadFile"]]:
    """The files left out by the folder, of those named, in which they lie."""
    found: dict[Path, list[BadFile]] = {}
    for file in bad:
        found.setdefault(next(root for root in roots if file.path.is_relative_to(root)), []).append(file)
    return found
