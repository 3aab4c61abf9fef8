"""``plateocr calibrate``: fit a temperature and a threshold to a checkpoint's confidence."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from plateocr.cli.bad_files import as_records, exit_if_bad
from plateocr.cli.generated import add_options
from plateocr.cli.options import EngineOption
from plateocr.cli.output import DeferredErrors, print_json, results
from plateocr.errors import CheckpointError
from plateocr.evaluation.settings import CalibrationSettings
from plateocr.pipeline.wording import percent
from plateocr.shipped import DEFAULT_MODEL, shipped_checkpoint

if TYPE_CHECKING:
    from plateocr.data.folder import BadFile
    from plateocr.evaluation.calibrate import Calibration


def calibrate(
    folders: Annotated[list[Path], typer.Argument(metavar="DIR...", help="Labelled images not used for training.")],
    checkpoint: Annotated[Path, typer.Option(help="Local checkpoint folder, whose config.json is updated.")],
    without_plates: Annotated[
        Path | None, typer.Option(exists=True, file_okay=False, help="Folder of images without plates.")
    ] = None,
    engine: EngineOption = "auto",
    json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    **settings: Any,
) -> None:
    """Calibrate a checkpoint's confidence.

    Fits a temperature to images not used for training, and the confidence
    below which an answer is marked as unsure. Both are stored in the checkpoint.
    Files that cannot be read or have no plate in their names
    are left out and listed, and the exit code is then 1.

    Example: plateocr calibrate held-out --checkpoint checkpoints/lstm
    """
    from plateocr.data.folder import PlateFolder, list_images
    from plateocr.evaluation.calibrate import calibrate as find
    from plateocr.evaluation.calibrate import store_calibration
    from plateocr.files import writable_folder
    from plateocr.pipeline.reader import PlateReader

    if not checkpoint.is_dir():
        shipped = shipped_checkpoint(DEFAULT_MODEL).parent
        raise CheckpointError(
            f"{checkpoint} is not a folder, and calibrate writes to the checkpoint: copy it into a folder first, one "
            f"on the Hub with 'plateocr hub pull OWNER/NAME DIR', a shipped one from {shipped}."
        )
    wanted = CalibrationSettings.build(**settings)
    reader = PlateReader.from_checkpoint(checkpoint, engine)
    negatives = list_images(without_plates) if without_plates else []
    deferred = DeferredErrors()
    with writable_folder(checkpoint):
        found = find(reader, [PlateFolder.scan(folder, reader.config.reads) for folder in folders], negatives, wanted)
        deferred.run(lambda: store_calibration(checkpoint, found))
    by_root = _by_root(found.bad, [*folders, *([without_plates] if without_plates else [])])
    if json:
        bad = [record for root, files in by_root.items() for record in as_records(files, root)]
        print_json(found.figures() | found.spec.model_dump() | {"bad_files": bad})
    else:
        _print(checkpoint, found, len(negatives))
    deferred.raise_first()
    exit_if_bad(by_root)


add_options(calibrate, [CalibrationSettings])


def _print(checkpoint: Path, found: "Calibration", negatives: int) -> None:
    answered = found.answered
    lines = [
        f"{checkpoint}: temperature {found.spec.temperature:.3f}, unsure below {found.spec.low_below:.2f}.",
        f"Expected calibration error {percent(found.error_before)} before, {percent(found.error_after)} after "
        f"(cross-validated on {found.images:,} images, {percent(found.accuracy)} of them read exactly).",
        f"Answers {percent(answered.coverage or 0)} of plates, {percent(answered.accuracy or 0)} of them correctly.",
    ]
    if found.sure_without_plate is not None:
        lines.append(f"Answers {percent(found.sure_without_plate)} of {negatives:,} images without a plate.")
    for line in lines:
        results.print(line, markup=False, soft_wrap=True)


def _by_root(bad: Sequence["BadFile"], roots: Sequence[Path]) -> dict[Path, list["BadFile"]]:
    """The files left out, grouped by the folder in ``roots`` that contains them."""
    found: dict[Path, list[BadFile]] = {}
    for file in bad:
        found.setdefault(next(root for root in roots if file.path.is_relative_to(root)), []).append(file)
    return found
