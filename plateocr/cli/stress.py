"""``plateocr stress``: harder copies of images, to find out how robust a model is."""

from pathlib import Path
from typing import Annotated

import typer

from plateocr.cli.bad_files import exit_if_bad
from plateocr.cli.options import OverwriteImagesOption
from plateocr.cli.output import progress_bar, results
from plateocr.errors import ConfigError


def stress(
    source: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of labelled crops, or of annotated photos.")],
    out: Annotated[Path, typer.Argument(help="New folder for the harder copies: a subfolder for each group.")],
    group: Annotated[
        list[str] | None,
        typer.Option(
            help="Group to make; repeatable, by default all. Crops: perspective, askew, side, colour, dirt_blur, "
            "shadow, date, watermark; cut_left, cut_right, first_blurred, last_blurred, middle_covered, in which one "
            "character can no longer be read. Photos: usual, angles, corrupted, cut_off."
        ),
    ] = None,
    photos: Annotated[bool, typer.Option("--photos", help="The images are whole photos.")] = False,
    annotations: Annotated[
        Path | None, typer.Option(help="JSON file with the photos' plates; by default CCPD's file names.")
    ] = None,
    overwrite: OverwriteImagesOption = False,
) -> None:
    """Make harder copies of images, to find out how robust a model is.

    Example: 'plateocr stress plates hard', then 'plateocr evaluate hard/shadow
    --checkpoint simple --checkpoint lstm --out shadow'. Groups of photos also have
    boxes.json, for --annotations of 'plateocr evaluate --photos'.
    """
    from plateocr.data.folder import PlateFolder, refuse_inside
    from plateocr.data.photo_annotations import read_annotations
    from plateocr.outputs import claim_folder
    from plateocr.stress.photos import PHOTO_GROUPS
    from plateocr.stress.write import CROP_GROUPS, stress_crops, stress_photos

    if annotations and not photos:
        raise ConfigError("--annotations belongs to --photos; plates of crops are read from their file names.")
    known = tuple(PHOTO_GROUPS) if photos else CROP_GROUPS
    for name in group or ():
        if name not in known:
            raise ConfigError(f"there is no group '{name}'; choose from {', '.join(known)}.")
    refuse_inside(source, out)
    groups = tuple(dict.fromkeys(group or known))
    annotated = read_annotations(source, annotations) if photos else []
    crops = () if photos else PlateFolder.scan(source).labelled()
    with claim_folder(out, "plateocr stress", overwrite=overwrite, again=False) as output, progress_bar() as progress:
        task = progress.add_task("Making harder copies", total=len(annotated) or len(crops))
        advance = lambda: progress.advance(task)  # noqa: E731
        if photos:
            bad = stress_photos(source, annotated, output, groups, advance)
        else:
            bad = stress_crops(source, crops, output, groups, advance)
    results.print(f"Written to {out}: {', '.join(groups)}.", markup=False, soft_wrap=True)
    exit_if_bad({source: bad})
