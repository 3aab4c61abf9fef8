"""``plateocr hub space``: the app on Hugging Face Spaces."""

import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.table import Table

from plateocr.cli.app import CheckpointsOption, EvaluatedImagesOption, check_evaluation
from plateocr.cli.output import print_json, progress_bar, results
from plateocr.errors import DataError
from plateocr.shipped import SHIPPED_MODELS

if TYPE_CHECKING:
    from plateocr.hub.staging import Evaluation

# Files of at least this size get a row of their own.
_LARGE = 200_000


def space(
    name: Annotated[str, typer.Argument(metavar="OWNER/NAME", help="Space to create or update.")],
    checkpoint: CheckpointsOption = None,
    predictions: Annotated[
        Path | None,
        typer.Option(
            help="Evaluation to show, with its images: the output folder of 'plateocr evaluate'. Default: the test set "
            "that comes with plateocr, read by the given checkpoints.",
            show_default=False,
        ),
    ] = None,
    data: EvaluatedImagesOption = None,
    private: Annotated[bool, typer.Option("--private", help="Make a new Space private.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="List what would be uploaded; needs no account and no network.")
    ] = False,
    stage: Annotated[
        Path | None,
        typer.Option(help="New folder in which to keep the Space's files.", show_default=False),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print every file with its size as JSON.")] = False,
) -> None:
    """Put the app on Hugging Face Spaces.

    Uploads the app, the checkpoints (without training weights) and an
    evaluation with its images. First log in with 'hf auth login', or set
    HF_TOKEN.

    Example: plateocr hub space me/plates --dry-run --stage /tmp/space
    """
    from plateocr.hub.errors import require_token
    from plateocr.hub.find import find_checkpoint
    from plateocr.hub.names import parse_hub_name
    from plateocr.hub.space import push_space
    from plateocr.hub.staging import stage_space, staged_files

    check_evaluation(predictions, data)
    repository = parse_hub_name(name, "space")
    if not dry_run:
        require_token(repository)
    found = [find_checkpoint(one) for one in checkpoint or SHIPPED_MODELS]
    with tempfile.TemporaryDirectory(prefix="plateocr-space-") as temporary:
        folder = stage if stage is not None else Path(temporary) / "space"
        evaluation = _evaluation(checkpoint, predictions, data, Path(temporary) / "evaluation")
        stage_space(folder, found, evaluation, title=repository.name)
        files = staged_files(folder)
        if not dry_run:
            address = push_space(folder, repository, private=private)
    if json:
        print_json({"space": name, "uploaded": not dry_run, "files": [{"file": n, "bytes": size} for n, size in files]})
        return
    results.print(_as_table(files))
    total = f"{len(files)} files, {_in_words(sum(size for _, size in files))}"
    kept = f", kept in {stage}" if stage else ""
    said = f"{total} would be uploaded to {name}{kept}." if dry_run else f"{total} uploaded{kept}: {address}"
    results.print(said, markup=False, soft_wrap=True)


def _evaluation(
    checkpoints: Sequence[str] | None, predictions: Path | None, data: Path | None, place: Path
) -> "Evaluation":
    """The evaluation to show: the given one, or the bundled one, which is run again for other checkpoints."""
    from plateocr.hub.staging import Evaluation, bundled_evaluation

    if predictions is not None:
        from plateocr.app.dashboards.dashboard import Dashboard

        shown = Dashboard.open(predictions, data)
        photos = shown.photos.folder if shown.photos else None
        where = predictions if predictions.is_dir() else predictions.parent
        return Evaluation(where, shown.folder, photos, name=where.resolve().name)
    bundled = bundled_evaluation()
    if not bundled.images.is_dir():
        raise DataError("this plateocr comes without its test set; name an evaluation with --predictions.")
    if checkpoints is None:
        return bundled
    _evaluate(checkpoints, bundled.images, place)
    return Evaluation(place, bundled.images)


def _evaluate(checkpoints: Sequence[str], images: Path, place: Path) -> None:
    """Read labelled images with checkpoints, as ``plateocr evaluate`` does, into a new folder."""
    from plateocr.data.folder import PlateFolder
    from plateocr.evaluation.report import metrics_document, write_metrics
    from plateocr.evaluation.run import distinct_names, evaluate_folder
    from plateocr.evaluation.table import write_table
    from plateocr.pipeline.reader import PlateReader

    readers = [PlateReader.from_checkpoint(checkpoint) for checkpoint in checkpoints]
    named = dict(zip(distinct_names(readers), readers, strict=True))
    folder = PlateFolder.scan(images)
    with progress_bar() as progress:
        task = progress.add_task("Reading the test set", total=len(folder.images))
        result = evaluate_folder(folder, readers, progress=lambda done: progress.advance(task, done))
    place.mkdir()
    write_table(result.table, place)
    write_metrics(metrics_document(result, folder, named), place)


def _as_table(files: Sequence[tuple[str, int]]) -> Table:
    """A table with one row per large file, and one for the small files in each folder."""
    counts: defaultdict[str, int] = defaultdict(int)
    sizes: defaultdict[str, int] = defaultdict(int)
    for name, size in files:
        key = name if size >= _LARGE or "/" not in name else f"{name.rpartition('/')[0]}/"
        counts[key] += 1
        sizes[key] += size
    table = Table("File or folder", box=box.SIMPLE_HEAD)
    table.add_column("Files", justify="right")
    table.add_column("Size", justify="right")
    for key in sorted(counts):
        table.add_row(key, f"{counts[key]:,}", _in_words(sizes[key]))
    return table


def _in_words(size: int) -> str:
    return f"{size / 1e6:,.1f} MB" if size >= 1e6 else f"{size / 1e3:,.1f} kB"
