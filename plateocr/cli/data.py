"""``plateocr data``: check, describe, cut and split folders of plates."""

import os
from collections import Counter
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from plateocr.cli.bad_files import FAULTS_FOUND, as_records, as_table, complain, in_words
from plateocr.cli.options import A_DATA_FOLDER
from plateocr.cli.output import Kept, print_json, progress_bar, results

# Rich keeps the line breaks of a help text after its first paragraph, so those lines fit an 80-column terminal.
commands = typer.Typer(
    help="Check, describe, cut and split folders of plates whose labels are in their file names.", no_args_is_help=True
)

Folder = Annotated[
    str,
    typer.Argument(
        help="Folder of images named like 0001-皖A26Y56.jpg; subfolders are read too. Or hf://OWNER/NAME[@REVISION] "
        "for a data set of the Hub."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines instead of tables.")]


@commands.command()
def check(folder: Folder, as_json: AsJson = False) -> None:
    """Look for everything that is wrong with a folder; exit code 1 when something is.

    Faults: an image that cannot be read, a name without a plate, with several,
    or with characters outside the alphabet, a plate of eight characters or a
    special one (police, learner, Hong Kong ...), and byte-identical doubles.

    Warnings, which leave the exit code at 0: seven characters that no issued
    plate has, such as an O in the serial.
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
        raise typer.Exit(FAULTS_FOUND)


@commands.command()
def stats(
    folder: Folder,
    html: Annotated[Path, typer.Option(help="The page to write, one self-contained file.")] = Path("data-stats.html"),
    as_json: AsJson = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace a file of that name that is no such page too.")
    ] = False,
) -> None:
    """Count what a folder shows: characters at each position, provinces, image sizes; printed, and as a page.

    Exit code 1 when files had to be left out; 'plateocr data check' says more
    about them.
    """
    from plateocr.data.folder import PlateFolder
    from plateocr.data.stats import span, statistics_of
    from plateocr.data.stats_page import is_page, write_page
    from plateocr.hub.data import find_data
    from plateocr.outputs import claim_file

    found = find_data(folder)
    content = PlateFolder.scan(found.folder)
    title = f"Plates in {found.record if found.is_of_hub else found.folder.resolve().name}"
    kept = Kept()
    with claim_file(html, overwrite=overwrite, is_own=is_page):
        with progress_bar() as progress:
            task = progress.add_task("Reading", total=len(content.images))
            statistics = statistics_of(content, lambda: progress.advance(task))
        kept.write(lambda: write_page(statistics, title, html))
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
        table = Table("Position", "Images a character, most frequent first", box=box.SIMPLE_HEAD)
        for position, characters in enumerate(statistics.characters):
            seen = Counter({character: count for character, count in characters.items() if count})
            table.add_row(str(position), "  ".join(f"{character} {count}" for character, count in seen.most_common()))
        results.print(table)
        absent = "".join(province for province, count in statistics.provinces.items() if not count)
        results.print(
            f"{statistics.images} images of {statistics.plates} plates; provinces absent: {absent or 'none'}."
        )
        if statistics.sizes:
            for axis, side in enumerate(("width", "height")):
                low, median, high = span(statistics.sizes, axis)
                results.print(f"{side}: {low} to {high} px, median {median}.")
    kept.raise_first()
    if not as_json:
        results.print(f"Page: {html}", markup=False)
    complain(statistics.bad, content.root)
    if statistics.bad:
        raise typer.Exit(FAULTS_FOUND)


@commands.command()
def ccpd(
    source: Annotated[
        Path, typer.Argument(help="Folder of CCPD photos under their own names; subfolders are read too.")
    ],
    out: Annotated[Path, typer.Argument(help="Folder for the crops; an interrupted one is gone on with.")],
    crop: Annotated[
        Literal["box", "rectify"],
        typer.Option(help="box: the upright box, tilted plates stay tilted. rectify: the four corners, upright."),
    ] = "box",
    margin: Annotated[
        float, typer.Option(min=0, max=1, help="Added on each side, as a fraction of the plate's width or height.")
    ] = 0.05,
    workers: Annotated[int, typer.Option(min=1, help="Photos cut at the same time.")] = os.cpu_count() or 1,
    as_json: AsJson = False,
) -> None:
    """Cut CCPD photos to crops named like 8f3b0c6a91d2-皖A26Y56.jpg, with their annotations in annotations.csv.

    The digits stand for the photo's path and never change, so crops that are
    there already are skipped. Photos that give no crop, such as those of
    eight-character plates, are listed and skipped, and make the exit code 1.
    """
    from plateocr.data.ccpd import CropSettings, crop_jobs, write_crops
    from plateocr.data.ccpd_output import claim_crops, write_annotations
    from plateocr.data.folder import PlateFolder, refuse_inside
    from plateocr.files import writable_folder

    settings = CropSettings(crop, margin)
    content = PlateFolder.scan(source)
    refuse_inside(source, out)
    jobs, bad = crop_jobs(content)
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
    complain(bad, source)
    if bad:
        raise typer.Exit(FAULTS_FOUND)


@commands.command()
def split(
    sources: Annotated[
        list[str], typer.Argument(metavar="DIR", help=f"{A_DATA_FOLDER}; subfolders are read too. Can be several.")
    ],
    out: Annotated[Path, typer.Argument(help="New folder; it gets train/, val/, test/ and split.json.")],
    val_fraction: Annotated[float, typer.Option(min=0, max=1, help="Share of plates for validation.")] = 0.1,
    test_fraction: Annotated[
        float, typer.Option(min=0, max=1, help="Share of plates for the test; 0 makes no OUT/test.")
    ] = 0.0,
    seed: Annotated[int, typer.Option(help="Another seed, another split; keep one for all folders.")] = 0,
    pattern: Annotated[
        list[str] | None,
        typer.Option(
            help="Only such files may go to validation and test: a glob on names ('name*') or ends of paths "
            "('real/name*'). Can be repeated.",
            show_default="*",
        ),
    ] = None,
    keep_out: Annotated[
        list[Path] | None,
        typer.Option(help="Another validation folder, whose plates are kept out of this train/ too. Can be repeated."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Copy folders to OUT/train, OUT/val and OUT/test so that no plate is on two sides.

    A plate's side depends on the seed and its text alone: it is the same in
    every folder, validation at 0.1 is part of validation at 0.5, and the test
    plates do not change with the validation fraction. With several folders,
    each side has one folder for each of them. Images that would be trained on
    but show a plate held for validation or test are left out and counted. Exit
    code 1 when files without a usable name were left out.
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
    for content in contents.values():
        complain(content.bad, content.root)
    if any(content.bad for content in contents.values()):
        raise typer.Exit(FAULTS_FOUND)
