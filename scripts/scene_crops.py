"""Crops of photos whose plates are known, to train readers on: python scripts/scene_crops.py DIR OUT [--exclude DIR].

Each photo gives three: tight, shrunk to 94x24, and loose. A photo's plate and box are in its CCPD name, or in
boxes.json beside it. Plates that occur in an excluded folder are left out.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from plateocr.cli.exit_codes import exit_on_error
from plateocr.data.ccpd_names import is_ccpd_name, parse_ccpd_name
from plateocr.data.folder import list_images, plates_of
from plateocr.images import open_image
from plateocr.outputs import new_folder
from plateocr.plates import SEVEN

_LOOSENESS = (0.015, 0.04, 0.1)
_SMALL = (94, 24)
_LARGEST = 300

Box = tuple[int, int, int, int]


def annotated(folder: Path) -> Iterator[tuple[Path, Box, str]]:
    """Photos with box and plate, where the plate is one of seven characters."""
    path = folder / "boxes.json"
    boxes = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    for photo in list_images(folder):
        if photo.name in boxes:
            box, plate = tuple(boxes[photo.name]["box"]), boxes[photo.name]["plate"]
        elif is_ccpd_name(photo.name):
            annotation = parse_ccpd_name(photo.name)
            box, plate = annotation.box, annotation.plate
        else:
            continue
        if plate and SEVEN.accepts(plate):
            yield photo, box, plate


def main(source: Path, out: Path, exclude: list[Path]) -> None:
    """Write the crops into an empty folder."""
    held = plates_of(exclude)
    rng = np.random.default_rng(5)
    number = 0
    for path, (left, top, right, bottom), plate in annotated(source):
        if plate in held:
            continue
        photo = open_image(path)
        for loose in _LOOSENESS:
            margins = np.clip(rng.normal(0.01, loose, 4), -0.03, 0.3)
            spread = margins * (right - left, bottom - top, right - left, bottom - top)
            low = np.maximum(np.subtract((left, top), spread[:2]), 0)
            high = np.minimum(np.add((right, bottom), spread[2:]), photo.size)
            crop = photo.crop((*low, *high))
            if loose == _LOOSENESS[1]:
                crop = crop.resize(_SMALL)
            elif crop.width > _LARGEST:
                crop = crop.resize((_LARGEST, round(_LARGEST * crop.height / crop.width)))
            crop.save(out / f"{number:05d}-{plate}.jpg", quality=int(rng.integers(60, 95)))
            number += 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--exclude", type=Path, action="append", default=[])
    given = parser.parse_args()
    with exit_on_error(), new_folder(given.out):
        main(given.source, given.out, given.exclude)
