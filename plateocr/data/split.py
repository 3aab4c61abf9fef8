"""Splits by plate text: a plate is always on one side, whichever folder its image is in."""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from plateocr.data.folder import LabelledImage, PlateFolder, refuse_inside
from plateocr.data.sidecars import copy_sidecars
from plateocr.errors import ConfigError, DataError
from plateocr.files import cannot_write, is_of_writing, make_folder, whole_folder, write_text

SPLIT_NAME = "split.json"

Side = Literal["train", "val", "test"]


def side_of(plate: str, val_fraction: float, seed: int, test_fraction: float = 0.0) -> Side:
    """The side of the split that a plate is on: a pure function, so the same in every folder and on every machine.

    val_fraction, test_fraction: expected shares of the plates, 0..1, together at most 1; the rest is for training. For
    a given seed, the validation plates at 0.1 are among those at 0.5, and the test plates do not depend on the
    validation fraction. Raises ConfigError if a fraction is out of range.
    """
    for name, fraction in (("validation", val_fraction), ("test", test_fraction)):
        if not 0 <= fraction <= 1:
            raise ConfigError(f"the {name} fraction is {fraction}; it must be from 0 to 1.")
    if val_fraction + test_fraction > 1:
        raise ConfigError(
            f"the validation fraction {val_fraction} and the test fraction {test_fraction} add up to more than 1."
        )
    # The plate's place in 0..2**64: validation grows from the lower end, test from the upper end.
    place = int.from_bytes(hashlib.sha256(f"{seed}:{plate}".encode()).digest()[:8], "big")
    if place >= (1 - test_fraction) * 2**64:
        return "test"
    return "val" if place < val_fraction * 2**64 else "train"


def split_hash(plates_train: Iterable[str], plates_val: Iterable[str], plates_test: Iterable[str] = ()) -> str:
    """SHA-256, in hex, of which plates are on which side; order and repeats do not matter.

    If there are no test plates, the hash is that of the other two sides.
    """
    sides = [sorted(set(plates)) for plates in (plates_train, plates_val, plates_test)]
    if not sides[2]:
        del sides[2]
    return hashlib.sha256("\n\n".join("\n".join(plates) for plates in sides).encode()).hexdigest()


@dataclass(frozen=True)
class Split:
    """Images by side; those in ``left_out`` were for training only and show a validation or test plate."""

    train: tuple[LabelledImage, ...]
    val: tuple[LabelledImage, ...]
    left_out: tuple[LabelledImage, ...]
    test: tuple[LabelledImage, ...] = ()

    def parts(self) -> dict[str, tuple[LabelledImage, ...]]:
        """The images under the names "train", "val", "test" and "left_out"."""
        return {"train": self.train, "val": self.val, "test": self.test, "left_out": self.left_out}

    def hash(self) -> str:
        """:func:`split_hash` of the split's plates."""
        return split_hash(*({image.plate for image in side} for side in (self.train, self.val, self.test)))


def split_images(
    images: Iterable[LabelledImage],
    val_fraction: float,
    seed: int,
    patterns: Sequence[str] = ("*",),
    kept_out: Iterable[str] = (),
    test_fraction: float = 0.0,
) -> Split:
    """Split images, from one folder or many, by plate text with :func:`side_of`.

    patterns: globs on file names, or on ends of paths such as "real/name*"; only files that match one may go to
    validation or test. A file that matches none is left out if it shows a validation or test plate, and so is a
    training file that shows a plate of ``kept_out``. Raises ConfigError as :func:`side_of` does, and for an empty
    pattern.
    """
    if not all(patterns):
        raise ConfigError("a pattern is empty; give a glob such as 'name*'.")
    sides: dict[Side, list[LabelledImage]] = {"train": [], "val": [], "test": []}
    for image in images:
        may_be_held = any(image.path.match(pattern) for pattern in patterns)
        side = side_of(image.plate, val_fraction, seed, test_fraction)
        sides[side if may_be_held else "train"].append(image)
    held = {image.plate for image in (*sides["val"], *sides["test"])} | set(kept_out)
    return Split(
        train=tuple(image for image in sides["train"] if image.plate not in held),
        val=tuple(sides["val"]),
        left_out=tuple(image for image in sides["train"] if image.plate in held),
        test=tuple(sides["test"]),
    )


def name_folders(folders: Iterable[tuple[str, PlateFolder]]) -> dict[str, PlateFolder]:
    """Folders by the names that :func:`write_split` gives them on each side.

    Raises DataError if two have the same name, or if one is inside another, so that its images would be there twice.
    """
    named: dict[str, PlateFolder] = {}
    for name, folder in folders:
        if name in named:
            raise DataError(
                f"{named[name].root} and {folder.root} are both named '{name}', so one would be written into the "
                "other; rename one."
            )
        for other in named.values():
            refuse_inside(other.root, folder.root)
            refuse_inside(folder.root, other.root)
        named[name] = folder
    return named


def write_split(
    split: Split, folders: Mapping[str, PlateFolder], out: Path, record: dict[str, object], on_copy: Callable[[], None]
) -> dict[str, object]:
    """Copy a split of ``folders`` to ``out``/train, ``out``/val and, if it has test images, ``out``/test.

    Subfolders are kept. Several folders each get a folder with their name (the key) on each side. Each side gets its
    rows of ``synth.parquet`` and ``annotations.csv`` beside images (data.sidecars). ``out`` appears once everything is
    copied, so it is never partial. Returns the content of split.json: ``record`` (seed, fractions, patterns), hash, and
    counts, in total and by folder. Raises DataError if ``out`` exists and is not empty, or is inside a folder being
    split, and OutputError if it cannot be written.
    """
    for folder in folders.values():
        refuse_inside(folder.root, out)
    record = record | _counts(split, sum(len(folder.bad) for folder in folders.values())) | {"hash": split.hash()}
    of_folders: dict[str, object] = {}
    with whole_folder(out) as temporary:
        for name, folder in folders.items():
            own = set(folder.images)
            parts = {side: tuple(p for p in images if p in own) for side, images in split.parts().items()}
            of_folders[name] = _counts(Split(**parts), len(folder.bad))
            for side in ("train", "val", *(["test"] if split.test else [])):
                place = temporary / side / (name if len(folders) > 1 else "")
                make_folder(place)
                for image in parts[side]:
                    target = place / image.path.relative_to(folder.root)
                    make_folder(target.parent)
                    _copy(image.path, target)
                    on_copy()
                copy_sidecars(folder.root, [image.path for image in parts[side]], place)
        record |= {"folders": of_folders}
        write_text(temporary / SPLIT_NAME, json.dumps(record, ensure_ascii=False, indent=2) + "\n")
    return record


def _copy(source: Path, target: Path) -> None:
    try:
        shutil.copyfile(source, target)
    except OSError as error:
        # shutil names the source even if it is the target's disk that is full.
        if error.filename == str(source) and not is_of_writing(error):
            raise DataError(f"{source} cannot be read: {error.strerror}.") from error
        raise cannot_write(target, error) from error


def _counts(split: Split, bad: int) -> dict[str, object]:
    parts = split.parts()
    return {
        "pictures": {side: len(images) for side, images in parts.items()} | {"bad": bad},
        "plates": {side: len({image.plate for image in images}) for side, images in parts.items()},
    }
