"""Splits by plate text: one plate is always on one side, whichever folder its image is in."""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal

from plateocr.data.folder import LabelledImage, PlateFolder, refuse_inside
from plateocr.data.sidecars import copy_sidecars
from plateocr.errors import ConfigError, DataError
from plateocr.files import cannot_write, is_of_writing, make_folder, whole_folder, write_text

SPLIT_NAME = "split.json"

Side = Literal["train", "val"]


def side_of(plate: str, val_fraction: float, seed: int) -> Side:
    """The side of the split a plate is on: a pure function, so the same in every folder and on every machine.

    val_fraction: expected share of plates in validation, 0..1. With one seed, the validation plates at 0.1 are among
    those at 0.5. Raises ConfigError when the fraction is out of range.
    """
    if not 0 <= val_fraction <= 1:
        raise ConfigError(f"the validation fraction is {val_fraction}; it must be from 0 to 1.")
    digest = hashlib.sha256(f"{seed}:{plate}".encode()).digest()
    return "val" if int.from_bytes(digest[:8], "big") < val_fraction * 2**64 else "train"


def split_hash(plates_train: Iterable[str], plates_val: Iterable[str]) -> str:
    """SHA-256 in hex of which plates are on which side; order and repeats do not matter."""
    sides = ["\n".join(sorted(set(plates))) for plates in (plates_train, plates_val)]
    return hashlib.sha256("\n\n".join(sides).encode()).hexdigest()


@dataclass(frozen=True)
class Split:
    """Images by side; ``left_out`` could only have been trained on and show a plate of a validation set."""

    train: tuple[LabelledImage, ...]
    val: tuple[LabelledImage, ...]
    left_out: tuple[LabelledImage, ...]

    def hash(self) -> str:
        """:func:`split_hash` of the split's plates."""
        return split_hash((p.plate for p in self.train), (p.plate for p in self.val))


def split_images(
    images: Iterable[LabelledImage],
    val_fraction: float,
    seed: int,
    pattern: str = "*",
    kept_out: Iterable[str] = (),
) -> Split:
    """Split images by plate text with :func:`side_of`.

    pattern: a glob on file names; only files that match may go to validation. A file that does not match and shows a
    plate of this validation side, or a training file that shows a plate of ``kept_out``, is left out of both.
    """
    sides: dict[str, list[LabelledImage]] = {"train": [], "val": []}
    for image in images:
        may_validate = fnmatchcase(image.path.name, pattern)
        sides[side_of(image.plate, val_fraction, seed) if may_validate else "train"].append(image)
    held = {image.plate for image in sides["val"]} | set(kept_out)
    return Split(
        train=tuple(image for image in sides["train"] if image.plate not in held),
        val=tuple(sides["val"]),
        left_out=tuple(image for image in sides["train"] if image.plate in held),
    )


def write_split(
    split: Split, folder: PlateFolder, out: Path, record: dict[str, object], on_copy: Callable[[], None]
) -> dict[str, object]:
    """Copy a split of ``folder`` to ``out``/train and ``out``/val, keeping subfolders, and describe it in split.json.

    Of ``synth.parquet`` and ``annotations.csv`` beside images, each side gets the rows of its own (data.sidecars).
    ``out`` appears when all is copied, so it is whole or absent. Returns what split.json holds: ``record`` (seed,
    fraction, pattern) with counts and hash. Raises DataError when ``out`` exists and is not empty, or lies in the
    folder being split, OutputError when it cannot be written.
    """
    refuse_inside(folder.root, out)
    record = record | _counts(split, folder)
    with whole_folder(out) as temporary:
        for side, images in (("train", split.train), ("val", split.val)):
            make_folder(temporary / side)
            for image in images:
                target = temporary / side / image.path.relative_to(folder.root)
                make_folder(target.parent)
                _copy(image.path, target)
                on_copy()
            copy_sidecars(folder.root, [image.path for image in images], temporary / side)
        write_text(temporary / SPLIT_NAME, json.dumps(record, ensure_ascii=False, indent=2) + "\n")
    return record


def _copy(source: Path, target: Path) -> None:
    try:
        shutil.copyfile(source, target)
    except OSError as error:
        # A full disk is said of the source too.
        if error.filename == str(source) and not is_of_writing(error):
            raise DataError(f"{source} cannot be read: {error.strerror}.") from error
        raise cannot_write(target, error) from error


def _counts(split: Split, folder: PlateFolder) -> dict[str, object]:
    sides = {"train": split.train, "val": split.val, "left_out": split.left_out}
    return {
        "pictures": {side: len(images) for side, images in sides.items()} | {"bad": len(folder.bad)},
        "plates": {side: len({image.plate for image in images}) for side, images in sides.items()},
        "hash": split.hash(),
    }
