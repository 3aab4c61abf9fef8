"""``plateocr calibrate``: a temperature and a threshold for a checkpoint's confidence."""

from pathlib import Path
from typing import Annotated

import typer

from plateocr.cli.options import EngineOption
from plateocr.cli.output import print_json, results
from plateocr.errors import CheckpointError
from plateocr.reading.wording import percent


def calibrate(
    folders: Annotated[
        list[Path], typer.Argument(metavar="DIR...", help="Labelled pictures that were not trained on.")
    ],
    checkpoint: Annotated[
        Path, typer.Option(help="Checkpoint folder; its config.json is written, so none of the Hub's.")
    ],
    without_plates: Annotated[
        Path | None, typer.Option(exists=True, file_okay=False, help="Folder of pictures that show no plate.")
    ] = None,
    target: Annotated[
        float, typer.Option(min=0.5, max=1.0, help="Share of the answered plates that must be right.")
    ] = 0.995,
    engine: EngineOption = "auto",
    json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Make a checkpoint's confidence mean what it says.

    Fits a temperature on pictures that were not trained on, and the confidence
    below which an answer is marked as unsure. Both are stored in the checkpoint.

    Example: plateocr calibrate held-out --checkpoint checkpoints/lstm
    """
    from plateocr.data.folder import PlateFolder, list_pictures
    from plateocr.evaluation.calibrate import calibrate as find
    from plateocr.models.card import write_card, write_figures
    from plateocr.models.config import save_config
    from plateocr.reading.reader import PlateReader

    if not checkpoint.is_dir():
        raise CheckpointError(
            f"{checkpoint} is no folder, and calibrate writes into the checkpoint; 'plateocr hub pull OWNER/NAME DIR' "
            "makes a folder of one of the Hub's."
        )
    reader = PlateReader.from_checkpoint(checkpoint, engine)
    negatives = list_pictures(without_plates) if without_plates else []
    found = find(reader, [PlateFolder.scan(folder) for folder in folders], negatives, target)
    config = reader.config.model_copy(update={"confidence": found.spec})
    save_config(checkpoint, config)
    write_figures(checkpoint, "calibration", found.figures())
    write_card(checkpoint, config)
    if json:
        print_json(found.figures() | found.spec.model_dump())
        return
    answered = found.answered
    lines = [
        f"{checkpoint}: temperature {found.spec.temperature:.3f}, unsure below {found.spec.low_below:.2f}.",
        f"Expected calibration error {percent(found.error_before)} before, {percent(found.error_after)} after "
        f"(crosswise, {found.pictures:,} pictures, {percent(found.accuracy)} of them read exactly).",
        f"Answered {percent(answered.coverage or 0)}, of which {percent(answered.accuracy or 0)} right.",
    ]
    if found.sure_without_plate is not None:
        lines.append(
            f"Of {len(negatives):,} pictures without a plate {percent(found.sure_without_plate)} are answered."
        )
    for line in lines:
        results.print(line, markup=False, soft_wrap=True)
