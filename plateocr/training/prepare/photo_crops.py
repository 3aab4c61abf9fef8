"""Crops of photos with known plates, cut along their boxes in three ways: tight, small, and loose."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from plateocr.data.photo_annotations import AnnotatedPlate, read_annotations
from plateocr.data.sides import Sides
from plateocr.images import open_image
from plateocr.outputs import new_folder
from plateocr.plates import spec_of

# Standard deviations of the error of a crop's edges, in shares of the plate's box.
_LOOSENESS = (0.015, 0.04, 0.1)
_MARGIN, _LEAST, _MOST = 0.01, -0.03, 0.3
_SMALL_AT, _SMALL = 1, (94, 24)
_LARGEST = 300


def write_photo_crops(out: Path, folders: Iterable[Path], annotations: str, sides: Sides, seed: int) -> None:
    """Write three crops of each training plate into the new folder ``out``.

    They are named NNNNN-PLATE.jpg. Raises DataError if a folder has no annotations, or ``out`` has files.
    """
    rng = np.random.default_rng(seed)
    with new_folder(out) as target:
        numbers = iter(range(10**6))
        for path, plate in _trained_on(folders, annotations, sides):
            photo = open_image(path)
            left, top, right, bottom = plate.box
            for place, loose in enumerate(_LOOSENESS):
                margins = np.clip(rng.normal(_MARGIN, loose, 4), _LEAST, _MOST)
                spread = margins * (right - left, bottom - top, right - left, bottom - top)
                low = np.maximum(np.subtract((left, top), spread[:2]), 0)
                high = np.minimum(np.add((right, bottom), spread[2:]), photo.size)
                crop = photo.crop((*low, *high))
                if place == _SMALL_AT:
                    crop = crop.resize(_SMALL)
                elif crop.width > _LARGEST:
                    crop = crop.resize((_LARGEST, round(_LARGEST * crop.height / crop.width)))
                name = f"{next(numbers):05d}-{plate.plate}.jpg"
                crop.save(target / name, quality=int(rng.integers(60, 95)))


def _trained_on(folders: Iterable[Path], annotations: str, sides: Sides) -> Iterator[tuple[Path, AnnotatedPlate]]:
    for folder in folders:
        boxes = folder / annotations
        for photo in read_annotations(folder, boxes if boxes.is_file() else None):
            for plate in photo.plates:
                if plate.plate and spec_of(plate.plate) and sides.of(plate.plate) == "train":
                    yield photo.path, plate
