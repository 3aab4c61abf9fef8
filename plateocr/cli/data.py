"""``plateocr data``: check, summarise, crop and split folders of plates."""

import os
from collections import Counter
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from plateocr.cli.bad_files import as_records, as_table, exit_if_bad, in_words
from plateocr.cli.exit_codes import BAD_FILES
from plateocr.cli.options import A_DATA_FOLDER
from plateocr.cli.output import DeferredErrors, print_json, progress_bar, results
from plateocr.cli.tables import print_table
from plateocr.errors import DataError

# Rich keeps the line breaks in all but the first paragraph of a help text, so these lines fit 80 columns.
commands = typer.Typer(
    help="Check, summarise, crop and split folders of images labelled by their file names.", no_args_is_help=True
)

Folder = Annotated[
    str,
    typer.Argument(
        help="Folder of images named like 0001-皖A26Y56.jpg, including subfolders, or "
        "hf://OWNER/NAME\\[@REVISION] for a data set on the Hub."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]


@commands.command()
def check(folder: Folder, as_json: AsJson = False) -> None:
    """Check a folder for faults; the exit code is 1 if there are any.

    Faults: images that cannot be read; names with no plate, with several, or
    with characters outside the alphabet; plates of eight characters and special
    ones (police, learner, Hong Kong ...); byte-identical duplicates.

    Warnings, which do not affect the exit code: seven characters that are not a
    valid plate number, such as an O in the serial.
    """
    from plateocr.data.check import check_folder
    from plateocr.data.folder import PlateFolder
    from plateocr.hub.data import find_data
    from plateocr.pipeline.wording import RULES_IN_WORDS

    content = PlateFolder.scan(find_data(folder).folder)
    with progress_bar() as progress:
        task = progress.add_task("Checking", total=len(content.images) + len(content.bad))
        report = check_folder(content, lambda: progress.advance(task))
    counts = Counter(fault.fault for fault in report.faults)
    warnings = [
        (w.image.path.relative_to(content.root).as_posix(), w.image.plate, w.violations) for w in report.warnings
    ]
    if as_json:
        print_json(
            {
                "folder": str(folder),
                "files": report.files,
                "fault_counts": dict(counts),
                "faults": as_records(report.faults, content.root),
                "warnings": [{"file": file, "plate": plate, "rules": broken} for file, plate, broken in warnings],
            }
        )
    else:
        if report.faults:
            results.print(as_table(report.faults, content.root))
        if warnings:
            table = Table("Warning: implausible plate", "Plate", "Rule broken", box=box.SIMPLE_HEAD)
            for file, plate, broken in warnings:
                table.add_row(Text(file), plate, "; ".join(RULES_IN_WORDS[rule] for rule in broken))
            results.print(table)
        summary = ", ".join(f"{count} {in_words(fault)}" for fault, count in counts.most_common()) or "no faults"
        results.print(f"{report.files} files: {summary}; {len(warnings)} warnings.", markup=False)
    if report.faults:
        raise typer.Exit(BAD_FILES)


@commands.command()
def stats(
    folder: Folder,
    html: Annotated[Path, typer.Option(help="Self-contained page to write.")] = Path("data-stats.html"),
    as_json: AsJson = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace the file even if this command did not write it.")
    ] = False,
) -> None:
    """Count characters by position, provinces and image sizes; prints tables and writes a page.

    The exit code is 1 if files had to be left out; 'plateocr data check' says
    more about them.
    """
    from plateocr.data.folder import PlateFolder
    from plateocr.data.stats import span, statistics_of
    from plateocr.data.stats_page import is_page, write_page
    from plateocr.hub.data import find_data
    from plateocr.outputs import claim_file

    found = find_data(folder)
    content = PlateFolder.scan(found.folder)
    title = f"Plates in {found.record if found.is_from_hub else found.folder.resolve().name}"
    deferred = DeferredErrors()
    with claim_file(html, overwrite=overwrite, is_own=is_page):
        with progress_bar() as progress:
            task = progress.add_task("Reading", total=len(content.images))
            statistics = statistics_of(content, lambda: progress.advance(task))
        deferred.run(lambda: write_page(statistics, title, html))
    if as_json:
        print_json(
            {
                "folder": str(folder),
                "pictures": statistics.images,
                "plates": statistics.plates,
                "characters": statistics.characters,
                "sizes": [{"width": w, "height": h, "pictures": count} for (w, h), count in statistics.sizes.items()],
                "bad": as_records(statistics.bad, content.root),
                "html": str(html),
            }
        )
    else:
        table = Table("Position", box=box.SIMPLE_HEAD)
        table.add_column("Images per character, most frequent first", overflow="fold")
        for position, characters in enumerate(statistics.characters, start=1):
            seen = Counter({character: count for character, count in characters.items() if count})
            table.add_row(str(position), "  ".join(f"{character} {count}" for character, count in seen.most_common()))
        print_table(table)
        absent = "".join(province for province, count in statistics.provinces.items() if not count)
        results.print(
            f"{statistics.images} images of {statistics.plates} plates; missing provinces: {absent or 'none'}."
        )
        if statistics.sizes:
            for axis, side in enumerate(("width", "height")):
                low, median, high = span(statistics.sizes, axis)
                results.print(f"{side}: {low} to {high} px, median {median}.")
    deferred.raise_first()
    if not as_json:
        results.print(f"Page: {html}", markup=False)
    exit_if_bad({content.root: statistics.bad})


@commands.command()
def ccpd(
    source: Annotated[
        Path, typer.Argument(help="Folder of CCPD photos under their original names, including subfolders.")
    ],
    out: Annotated[Path, typer.Argument(help="Folder for the crops; an interrupted run is continued.")],
    crop: Annotated[
        Literal["box", "rectify"],
        typer.Option(help="box: crop the upright box. rectify: warp the four corners to an upright rectangle."),
    ] = "box",
    margin: Annotated[
        float, typer.Option(min=0, max=1, help="Space on each side, as a fraction of the plate's width or height.")
    ] = 0.05,
    workers: Annotated[int, typer.Option(min=1, help="Photos processed in parallel.")] = os.cpu_count() or 1,
    as_json: AsJson = False,
) -> None:
    """Cut CCPD photos into crops named like 8f3b0c6a91d2-皖A26Y56.jpg, with their annotations in annotations.csv.

    The digits are a hash of the photo's path, so existing crops are skipped.
    Photos without a crop, such as those of eight-character plates, are listed,
    and the exit code is then 1.
    """
    from plateocr.data.ccpd import CropSettings, crop_jobs, write_crops
    from plateocr.data.ccpd_output import claim_crops, write_annotations
    from plateocr.data.folder import PlateFolder, refuse_inside
    from plateocr.files import writable_folder

    settings = CropSettings(crop, margin)
    content = PlateFolder.scan(source)
    refuse_inside(source, out)
    jobs, bad = crop_jobs(content)
    if not jobs:
        first = f": {bad[0].reason}" if bad else "."
        raise DataError(f"{source}: no photo of {len(bad)} has CCPD's annotation in its name{first}")
    with writable_folder(out):
        claim_crops(out, settings)
        pending = [job for job in jobs if not (out / job.crop_name).is_file()]
        with progress_bar() as progress:
            task = progress.add_task("Cutting", total=len(jobs), completed=len(jobs) - len(pending))
            bad += write_crops(pending, out, settings, workers, lambda: progress.advance(task))
        rows = write_annotations(jobs, out)
    if as_json:
        counts = {"crops": rows, "skipped": len(jobs) - len(pending)}
        print_json({"out": str(out)} | counts | {"bad": as_records(bad, source)})
    else:
        results.print(f"{rows} crops in {out}, {len(jobs) - len(pending)} of them from an earlier run.", markup=False)
    exit_if_bad({source: bad})


@commands.command()
def split(
    sources: Annotated[
        list[str], typer.Argument(metavar="DIR", help=f"{A_DATA_FOLDER}, with its subfolders. Repeatable.")
    ],
    out: Annotated[Path, typer.Argument(help="New folder; it gets train/, val/, test/ and split.json.")],
    val_fraction: Annotated[float, typer.Option(min=0, max=1, help="Share of plates for validation.")] = 0.1,
    test_fraction: Annotated[
        float, typer.Option(min=0, max=1, help="Share of plates for testing; with 0 there is no OUT/test.")
    ] = 0.0,
    seed: Annotated[int, typer.Option(help="Seed of the split; use the same one for all folders.")] = 0,
    pattern: Annotated[
        list[str] | None,
        typer.Option(
            help="Only matching files may go to validation and test: a glob on names ('name*') or ends of paths "
            "('real/name*'). Repeatable.",
            show_default="*",
        ),
    ] = None,
    keep_out: Annotated[
        list[Path] | None,
        typer.Option(help="Another validation folder, whose plates are also kept out of OUT/train. Repeatable."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Copy folders to OUT/train, OUT/val and OUT/test so that no plate is on two sides.

    A plate's side depends only on the seed and its text: it is the same in
    every folder, validation at 0.1 is part of validation at 0.5, and the test
    plates do not change with the validation fraction. With several folders,
    each side has a folder for each of them. Training images that show a plate
    held out for validation or test are left out and counted. The exit code is 1
    if files without a usable name were left out.
    """
    from plateocr.data.folder import PlateFolder
    from plateocr.data.split import name_folders, split_images, write_split
    from plateocr.hub.data import find_data

    found = [find_data(source) for source in sources]
    contents = name_folders((one.name, PlateFolder.scan(one.folder)) for one in found)
    images = [image for content in contents.values() for image in content.labelled()]
    kept_out = {image.plate for other in keep_out or () for image in PlateFolder.scan(other).images}
    patterns = pattern or ["*"]
    parts = split_images(images, val_fraction, seed, patterns, kept_out, test_fraction)
    with progress_bar() as progress:
        task = progress.add_task("Copying", total=len(images) - len(parts.left_out))
        settings: dict[str, object] = {
            "source": found[0].record if len(found) == 1 else [one.record for one in found],
            "seed": seed,
            "val_fraction": val_fraction,
            "test_fraction": test_fraction,
            "pattern": patterns[0] if len(patterns) == 1 else patterns,
            "keep_out": [str(other) for other in keep_out or ()],
        }
        record = write_split(parts, contents, out, settings, lambda: progress.advance(task))
    if as_json:
        bad = [
            one if len(contents) == 1 else one | {"file": f"{name}/{one['file']}"}
            for name, content in contents.items()
            for one in as_records(content.bad, content.root)
        ]
        print_json(record | {"bad": bad})
    else:
        for side, of_side in parts.parts().items():
            if side != "test" or test_fraction:
                plates = len({image.plate for image in of_side})
                results.print(f"{in_words(side)}: {len(of_side)} images of {plates} plates")
        results.print(f"split hash: {parts.hash()}")
    exit_if_bad({content.root: content.bad for content in contents.values()})
