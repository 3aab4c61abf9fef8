"""The benefit of rectification: python research/rectification.py DIR... --checkpoint FOLDER.

The same network reads the same labelled crops three times: the whole image, the upright box around the four corners
that the rectifier finds, and the plate between these corners. Prints one line per range of tilts: plates read exactly,
in per cent, with Wilson's 95 % interval.
"""

import argparse
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from plateocr.data.folder import PlateFolder
from plateocr.evaluation.wilson import wilson
from plateocr.geometry.quads import WHOLE, Corners, is_plate_shaped, tilt_of
from plateocr.images import open_image
from plateocr.pipeline.preparation import PreparedPlate, rectify
from plateocr.pipeline.reader import PlateReader

# Degrees, in either direction, at which a range begins.
_GROUPS = (0.0, 3.0, 6.0, 12.0, 20.0)
_BATCH = 64


def whole(corners: Corners) -> Corners:
    """All of the image."""
    return WHOLE


def upright_box(corners: Corners) -> Corners:
    """The upright box around the corners (4, 2), as from a detector without corners."""
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)


def as_found(corners: Corners) -> Corners:
    """The plate itself."""
    return corners


WAYS: dict[str, Callable[[Corners], Corners]] = {
    "whole image": whole,
    "upright box": upright_box,
    "four corners": as_found,
}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+", metavar="DIR")
    parser.add_argument("--checkpoint", type=Path, required=True)
    arguments = parser.parse_args()
    reader = PlateReader.from_checkpoint(arguments.checkpoint)
    labelled = [one for folder in arguments.folders for one in PlateFolder.scan(folder).labelled()]
    tilts, right = np.empty(len(labelled)), {name: np.zeros(len(labelled), dtype=bool) for name in WAYS}
    for start in range(0, len(labelled), _BATCH):
        batch = labelled[start : start + _BATCH]
        images = [np.asarray(open_image(one.path)) for one in batch]
        if reader.preparer.rectifier is None:
            parser.error(f"{arguments.checkpoint} stretches its images; there is nothing to compare.")
        crops = reader.preparer.prepare(images)
        found = np.stack([crop.corners if is_plate_shaped(crop.corners) else WHOLE for crop in crops])
        layouts = [crop.plates[0].layout for crop in crops]
        rows = slice(start, start + len(batch))
        tilts[rows] = [tilt_of(corners, image.shape[1::-1]) for corners, image in zip(found, images, strict=True)]
        for name, way in WAYS.items():
            spec = reader.config.input
            inputs = [
                PreparedPlate(rectify(image, way(corners), spec, layout), layout)
                for image, corners, layout in zip(images, found, layouts, strict=True)
            ]
            read = reader.read_prepared(inputs)
            right[name][rows] = [prediction.text == one.plate for prediction, one in zip(read, batch, strict=True)]
    Console(width=120).print(_table(np.abs(tilts), right))


def _table(tilts: np.ndarray, right: dict[str, np.ndarray]) -> Table:
    table = Table("tilt, degrees", "images", *right, box=None, padding=(0, 2))
    for low, high in pairwise((*_GROUPS, np.inf)):
        chosen = (tilts >= low) & (tilts < high)
        if chosen.any():
            name = f"{low:g} to {high:g}" if np.isfinite(high) else f"{low:g} and more"
            table.add_row(name, str(int(chosen.sum())), *(_share(values[chosen]) for values in right.values()))
    return table


def _share(right: np.ndarray) -> str:
    (low,), (high,) = wilson([right.sum()], [len(right)])
    return f"{100 * right.mean():.1f} ({100 * float(low):.1f} to {100 * float(high):.1f})"


if __name__ == "__main__":
    main()
