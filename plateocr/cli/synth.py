"""``plateocr synth``: synthesise labelled images of plates."""

from pathlib import Path
from typing import Annotated

import typer

from plateocr.cli.options import OverwriteImagesOption
from plateocr.cli.output import note, progress_bar, results
from plateocr.synth.choice import SynthKind


def synth(
    out: Annotated[Path, typer.Argument(help="New folder for the images.")],
    count: Annotated[int, typer.Option("-n", "--count", min=1, help="Number of images.")] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same images, byte for byte.")] = 0,
    glyphs: Annotated[
        Path | None,
        typer.Option(exists=True, file_okay=False, help="Folder of glyph images (皖.jpg, A.png ...) to draw with."),
    ] = None,
    kind: Annotated[
        SynthKind,
        typer.Option(
            help="Kind of plate. all: a mix; foreign: plates that are not read, without a plate in their names."
        ),
    ] = SynthKind.BLUE,  # type: ignore[attr-defined]  # computed from the kinds
    ladder: Annotated[
        bool, typer.Option("--ladder", help="Go evenly from easy to unreadable instead of drawing a natural mix.")
    ] = False,
    issued: Annotated[bool, typer.Option("--issued", help="Only plate numbers that are issued.")] = False,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes. Default: one per core.")] = None,
    overwrite: OverwriteImagesOption = False,
) -> None:
    """Synthesise images of plates, drawn to the standard and seen through a simulated camera.

    Images are named NNNNNN-PLATE.jpg; synth.parquet beside them has the four corners and the camera settings of each.
    Tilt, blur, light, dirt, frames, resolution, JPEG quality and the tightness of the crop vary; all provinces are
    equally frequent.
    """
    from plateocr.synth.write import write_plates

    with progress_bar() as progress:
        task = progress.add_task("Synthesising plates", total=count)
        try:
            write_plates(
                out,
                count,
                seed,
                glyphs=glyphs,
                kind=kind,
                issued=issued,
                hardness=(0.0, 1.0) if ladder else None,
                workers=workers,
                on_progress=lambda done: progress.update(task, completed=done),
                overwrite=overwrite,
            )
        except KeyboardInterrupt:
            note(
                f"{out} is incomplete and has no synth.parquet; run the same command with --overwrite to make it anew."
            )
            raise
    results.print(f"{count} images and synth.parquet in {out}")
