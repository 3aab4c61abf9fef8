"""``plateocr evaluate``: evaluate checkpoints on a labelled folder."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from plateocr.cli.bad_files import exit_if_bad
from plateocr.cli.generated import add_options
from plateocr.cli.options import A_CHECKPOINT, EngineOption, OverwriteOption
from plateocr.cli.output import DeferredErrors, print_json, progress_bar, results
from plateocr.errors import CheckpointError, ConfigError
from plateocr.evaluation.settings import EvaluationSettings

if TYPE_CHECKING:
    from plateocr.evaluation.photos import Detected
    from plateocr.outputs import OutputFolder
    from plateocr.pipeline.reader import PlateReader


def evaluate(
    checkpoint: Annotated[list[str], typer.Option(help=f"Model to evaluate: {A_CHECKPOINT}. Repeatable.")],
    out: Annotated[
        Path, typer.Option(help="Folder for predictions.parquet and metrics.json; replaces an earlier evaluation.")
    ],
    folder: Annotated[
        str | None,
        typer.Argument(
            metavar="[DIR]",
            help="Folder of crops with their plates in the file names, or hf://OWNER/NAME\\[@REVISION] on the Hub.",
        ),
    ] = None,
    photos: Annotated[
        Path | None, typer.Option(help="Folder of whole photos instead, in which plates are detected and then read.")
    ] = None,
    annotations: Annotated[
        Path | None,
        typer.Option(help="JSON file with the plates in --photos. Default: read from CCPD's file names."),
    ] = None,
    engine: EngineOption = "auto",
    compare: Annotated[bool, typer.Option("--compare", help="Compare the two checkpoints on the same images.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print metrics.json instead of tables.")] = False,
    overwrite: OverwriteOption = False,
    **options: Any,
) -> None:
    """Evaluate checkpoints on a labelled folder.

    Writes OUT/predictions.parquet, with one row per image and checkpoint, which
    the app shows (plateocr app --predictions OUT), and OUT/metrics.json.
    Intervals are 95 %: bootstrap intervals over images, Wilson's for verdicts.
    Files that cannot be read or have no plate in their names are left out and
    listed, and the exit code is then 1.

    With --photos, detected plates are cut out into OUT/crops and evaluated like
    other crops, and detections where no plate is annotated are cut out into
    OUT/alarms and read. OUT/photos.parquet says where each annotated plate was
    found and whether it was missed, badly cropped, misread or read correctly,
    which the app shows in its section Photos.

    Example: plateocr evaluate plates --checkpoint checkpoints/lstm --out OUT
    """
    from plateocr.cli.evaluation_tables import print_figures
    from plateocr.data.folder import PlateFolder
    from plateocr.evaluation.photo_metrics import photo_metrics
    from plateocr.evaluation.photo_table import PHOTOS_NAME, photo_table, write_photo_table
    from plateocr.evaluation.photos import CROPS_NAME, read_alarms
    from plateocr.evaluation.report import metrics_document, write_metrics
    from plateocr.evaluation.run import EvaluationResult, alphabet_of, distinct_names, evaluate_folder
    from plateocr.evaluation.table import METRICS_NAME, TABLE_NAME, write_table
    from plateocr.hub.data import find_data
    from plateocr.outputs import claim_folder
    from plateocr.pipeline.reader import PlateReader

    if compare and len(checkpoint) != 2:
        raise ConfigError(f"--compare needs two checkpoints, so give --checkpoint twice (now: {len(checkpoint)}).")
    if (folder is None) == (photos is None):
        raise ConfigError("name either a folder of crops or, with --photos, a folder of whole photos.")
    if annotations and not photos:
        raise ConfigError("--annotations belongs to --photos; plates of crops are read from their file names.")
    settings = EvaluationSettings.build(**options)
    data = find_data(folder) if folder else None
    readers = [PlateReader.from_checkpoint(path, engine) for path in checkpoint]
    alphabet = alphabet_of(readers)
    images = PlateFolder.scan(data.folder, alphabet) if data else PlateFolder(out / CROPS_NAME, (), ())
    named = dict(zip(distinct_names(readers), readers, strict=True))
    with claim_folder(out, "plateocr evaluate", overwrite=overwrite) as output:
        detected = _detect(photos, annotations, output, readers) if photos else None
        if detected:
            images = detected.crops(out)
        if detected and not detected.has_crops:
            result = EvaluationResult.of_nothing()
        else:
            with progress_bar() as progress:
                task = progress.add_task("Reading images", total=len(images.images))
                result = evaluate_folder(
                    images, readers, settings.batch_size, lambda done: progress.advance(task, done)
                )
        deferred = DeferredErrors()
        deferred.run(lambda: write_table(result.table, output.claim(TABLE_NAME).parent))
        document = metrics_document(result, images, named, comparison=compare, seed=settings.seed)
        if data and data.is_from_hub:
            document["data"] = data.record
        if detected and photos:
            of_photos = photo_table(detected, result.table, list(named), read_alarms(detected, out, named))
            document["photos"] = photo_metrics(detected, of_photos, photos, settings.seed)
            deferred.run(lambda: write_photo_table(of_photos, output.claim(PHOTOS_NAME).parent))
        deferred.run(lambda: write_metrics(document, output.claim(METRICS_NAME).parent))
        if json:
            print_json(document)
        else:
            print_figures(document)
        deferred.raise_first()

    if not json:
        written = [TABLE_NAME, *([PHOTOS_NAME, f"{CROPS_NAME}/"] if photos else []), METRICS_NAME]
        results.print(f"Written to {out}: {', '.join(written)}.", markup=False, soft_wrap=True)
    bad = [*result.bad, *(detected.bad if detected else ())]
    exit_if_bad({photos or images.root: bad})


add_options(evaluate, [EvaluationSettings])


def _detect(
    photos: Path, annotations: Path | None, output: "OutputFolder", readers: Sequence["PlateReader"]
) -> "Detected":
    """Detect the plates in annotated photos and cut them out."""
    from plateocr.data.photo_annotations import read_annotations
    from plateocr.evaluation.photos import cut_plates
    from plateocr.pipeline.pipeline import PlatePipeline
    from plateocr.pipeline.search import open_detector

    detector = open_detector()
    if detector is None:
        raise CheckpointError("this installation of plateocr has no detector; install it again.")
    annotated = read_annotations(photos, annotations)
    with progress_bar() as progress:
        task = progress.add_task("Detecting plates", total=len(annotated))
        pipeline = PlatePipeline(readers, detector)
        advance = lambda done: progress.advance(task, done)  # noqa: E731
        return cut_plates(annotated, photos, pipeline, output.folder, advance, output.claim)
