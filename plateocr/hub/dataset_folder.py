"""What of a labelled folder is pushed as a data set, and how it is laid out there."""

import hashlib
import os
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from plateocr.data.faults import Fault
from plateocr.data.folder import BadFile, LabelledImage, PlateFolder
from plateocr.data.sidecars import copy_rows
from plateocr.errors import DataError, ImageError
from plateocr.hub.data import METADATA_NAME, SIDECAR_NAMES
from plateocr.hub.dataset_card import SPLITS
from plateocr.hub.dataset_metadata import columns_of, metadata_rows, write_metadata
from plateocr.images import open_image
from plateocr.synth.pool import SIDECAR_NAME

# The Hub refuses more than 10,000 files in a folder; tables need room too.
MOST_IN_FOLDER = 9_900


@dataclass(frozen=True)
class DataToPush:
    """The usable images of a folder by the folder of their split, and the files that are left out, with the reason."""

    splits: dict[str, tuple[LabelledImage, ...]]
    roots: dict[str, Path]
    bad: tuple[BadFile, ...]


def data_to_push(folder: Path, on_file: Callable[[], None] = lambda: None) -> DataToPush:
    """Look through a labelled folder; each image is opened.

    Its folders train/, val/ and test/, where it has one, are its splits; a folder without is one split, train.
    ``on_file`` is called after each image. Raises DataError when there is none, or one is outside the splits.
    """
    content = PlateFolder.scan(folder)
    roots = {split: folder / split for split in SPLITS if (folder / split).is_dir()} or {"train": folder}
    bad, good = list(content.bad), []
    for image in content.labelled():
        fault = _fault_of(image.path, folder)
        good += [] if fault else [image]
        bad += [fault] if fault else []
        on_file()
    splits = {split: tuple(image for image in good if image.path.is_relative_to(root)) for split, root in roots.items()}
    outside = set(good) - {image for images in splits.values() for image in images}
    if outside:
        example = min(image.path for image in outside)
        raise DataError(f"{example} lies in none of {', '.join(f'{split}/' for split in roots)}; move it into one.")
    splits = {split: images for split, images in splits.items() if images}
    if not splits:
        raise DataError(f"{folder}: no image can be read, for example {bad[0].reason}")
    return DataToPush(splits, roots, tuple(bad))


def stage(data: DataToPush, staged: Path) -> list[str]:
    """Lay out what is uploaded in an empty folder; returns the columns of the metadata."""
    places = {split: _places(images, data.roots[split]) for split, images in data.splits.items()}
    rows = {split: metadata_rows(places[split], data.roots[split]) for split in places}
    columns = columns_of(row for split in rows.values() for row in split)
    for split, names in places.items():
        together: dict[tuple[Path, Path], set[str]] = {}
        for image, name in names.items():
            target = staged / split / name
            _lay(image.path, target)
            together.setdefault((image.path.parent, target.parent), set()).add(target.name)
        for (folder, target), kept in together.items():
            _lay_tables(folder, target, kept)
        write_metadata(rows[split], columns, staged / split / METADATA_NAME)
    return columns


def _places(images: Sequence[LabelledImage], root: Path) -> dict[LabelledImage, str]:
    """Where each image lies in its split: as below ``root``, in one of 256 more folders where the Hub would refuse."""
    sizes = Counter(image.path.parent for image in images)
    places = {}
    for image in images:
        place = PurePosixPath(image.path.relative_to(root).as_posix())
        if sizes[image.path.parent] > MOST_IN_FOLDER:
            # By the name, so that an image keeps its place when others come.
            place = place.parent / hashlib.sha256(place.name.encode()).hexdigest()[:2] / place.name
        places[image] = str(place)
    return places


def _fault_of(path: Path, root: Path) -> BadFile | None:
    try:
        path.relative_to(root).as_posix().encode("utf-8")
        open_image(path, f"'{path.name}'")
    except UnicodeEncodeError:
        return BadFile(path, "its name is not UTF-8, as names on the Hub are; rename it.", Fault.UNREADABLE)
    except ImageError as error:
        return BadFile(path, str(error), Fault.UNREADABLE)
    return None


def _lay_tables(folder: Path, target: Path, kept: set[str]) -> None:
    """The tables that lie beside images, ``synth.parquet`` with the rows of those that are ``kept`` here."""
    for name in SIDECAR_NAMES:
        if name == SIDECAR_NAME and (folder / name).is_file():
            copy_rows(folder / name, kept, target / name)
        elif (folder / name).is_file():
            _lay(folder / name, target / name)


def _lay(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.symlink(source.resolve(), target)  # noqa: PTH211 - the target's own method reads the other way round
    except OSError:  # a file system, or a Windows, without links
        shutil.copyfile(source, target)
