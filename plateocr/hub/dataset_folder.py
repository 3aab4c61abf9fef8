"""Which files of a labelled folder are pushed as a data set, and their layout there."""

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
    """The usable images of a folder by split, the folder of each split, and the files left out, with the reason."""

    splits: dict[str, tuple[LabelledImage, ...]]
    roots: dict[str, Path]
    bad: tuple[BadFile, ...]


def data_to_push(folder: Path, on_file: Callable[[], None] = lambda: None) -> DataToPush:
    """Scan a labelled folder, opening each image.

    Its subfolders train/, val/ and test/ are the splits; a folder without any is a single split, train. ``on_file``
    is called after each image. Raises DataError if there are no images, or some are outside the splits.
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
        raise DataError(f"{example} is not in {' or '.join(f'{split}/' for split in roots)}; move it into one of them.")
    splits = {split: images for split, images in splits.items() if images}
    if not splits:
        raise DataError(f"{folder}: no image can be read, for example {bad[0].reason}")
    return DataToPush(splits, roots, tuple(bad))


def stage(data: DataToPush, staged: Path) -> list[str]:
    """Lay out the files to upload in an empty folder; returns the columns of the metadata."""
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
    """The path of each image in its split: as in ``root``, but in 256 subfolders if one has more than the Hub takes."""
    sizes = Counter(image.path.parent for image in images)
    places = {}
    for image in images:
        place = PurePosixPath(image.path.relative_to(root).as_posix())
        if sizes[image.path.parent] > MOST_IN_FOLDER:
            # By a hash of the name, so that an image keeps its place when others are added.
            place = place.parent / hashlib.sha256(place.name.encode()).hexdigest()[:2] / place.name
        places[image] = str(place)
    return places


def _fault_of(path: Path, root: Path) -> BadFile | None:
    try:
        path.relative_to(root).as_posix().encode("utf-8")
        open_image(path, f"'{path.name}'")
    except UnicodeEncodeError:
        return BadFile(path, "its name is not UTF-8, which the Hub requires; rename it.", Fault.UNREADABLE)
    except ImageError as error:
        return BadFile(path, str(error), Fault.UNREADABLE)
    return None


def _lay_tables(folder: Path, target: Path, kept: set[str]) -> None:
    """The sidecar files of images; ``synth.parquet`` with the rows of the images ``kept`` only."""
    for name in SIDECAR_NAMES:
        if name == SIDECAR_NAME and (folder / name).is_file():
            copy_rows(folder / name, kept, target / name)
        elif (folder / name).is_file():
            _lay(folder / name, target / name)


def _lay(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.symlink(source.resolve(), target)  # noqa: PTH211 - target.symlink_to(source) reads backwards
    except OSError:  # no support for symbolic links
        shutil.copyfile(source, target)
