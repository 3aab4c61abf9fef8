"""Photos with plates whose corners are known, shrunk and held in memory: what detecting is learned from."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from plateocr.data.photo_annotations import AnnotatedPhoto, AnnotatedPlate, read_annotations
from plateocr.data.sides import Group, Parts, Sides, split_groups
from plateocr.errors import DataError
from plateocr.images import open_image
from plateocr.pipeline.rectifier import Rectifier
from plateocr.plates import PlateKind
from plateocr.shipped import DEFAULT_RECTIFIER

BOXES_NAME = "boxes.json"
# A photo is held at this many pixels along its longer side: enough for every scale it is shown at.
_HELD_SIDE = 720
_KINDS = ("blue", "green")  # what the kind of a plate may begin with
_LOOSER = 0.06

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Scene:
    """A photo (H, W, 3) uint8, the corners (4, 2) of its one plate in its pixels, the plate's text and kind."""

    path: Path
    pixels: Pixels
    corners: npt.NDArray[np.float64]
    plate: str
    kind: PlateKind


def load_scenes(
    folders: Sequence[Path], rectifier: str | Path = DEFAULT_RECTIFIER, *, annotated_corners: bool = False
) -> list[Scene]:
    """The photos of folders whose plates are annotated, in CCPD's names or in ``boxes.json`` beside them.

    Both are as data.photo_annotations reads them, one plate a photo; a kind begins with "blue" or "green". Corners that
    are not annotated are found by the rectifier and fitted into the box; with ``annotated_corners`` such photos are
    left out. Raises DataError when a folder has no annotation, or one that cannot be learned from.
    """
    scenes: list[Scene] = []
    finding = None if annotated_corners else Rectifier(rectifier)
    for folder in folders:
        boxes = folder / BOXES_NAME
        photos = read_annotations(folder, boxes if boxes.is_file() else None)
        scenes += [_load(one, finding) for one in photos if finding or all(plate.corners for plate in one.plates)]
    return scenes


def split_scenes(scenes: Sequence[Scene], sides: Sides) -> Parts[Scene]:
    """The scenes by side. Raises DataError when there is none to train on, or none to validate on."""
    parts = split_groups([Group(scenes)], sides)
    if not parts.train or not parts.val:
        raise DataError(
            f"{len(scenes)} annotated photos give {len(parts.train)} to train on and {len(parts.val)} to validate on; "
            "more photos, or another --val-fraction, are needed."
        )
    return parts


def _load(annotated: AnnotatedPhoto, rectifier: Rectifier | None) -> Scene:
    if len(annotated.plates) != 1:
        raise DataError(
            f"{annotated.path}: {len(annotated.plates)} plates are annotated; it must be one to learn from."
        )
    (plate,) = annotated.plates
    kind = _kind(plate, annotated.path)
    photo = open_image(annotated.path)
    if plate.corners is None and rectifier:
        corners = _corners_in_box(photo, plate.box, rectifier)
    else:
        corners = np.asarray(plate.corners, np.float64)
    scale = min(1.0, _HELD_SIDE / max(photo.size))
    size = (round(photo.width * scale), round(photo.height * scale))
    pixels = np.asarray(photo.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0))
    return Scene(annotated.path, pixels, corners * scale, plate.plate or annotated.path.name, kind)


def _kind(plate: AnnotatedPlate, path: Path) -> PlateKind:
    if plate.kind and not plate.kind.startswith(_KINDS):
        raise DataError(
            f"{path.name}: {BOXES_NAME} calls its plate '{plate.kind}'; it must begin with {' or '.join(_KINDS)}."
        )
    return PlateKind.EIGHT if plate.eight else PlateKind.SEVEN


def _corners_in_box(photo: Image.Image, box: Sequence[float], rectifier: Rectifier) -> npt.NDArray[np.float64]:
    left, top, right, bottom = box
    x, y = (right - left) * _LOOSER, (bottom - top) * _LOOSER
    left, top = max(0, round(left - x)), max(0, round(top - y))
    crop = photo.crop((left, top, min(photo.width, round(right + x)), min(photo.height, round(bottom + y))))
    found = rectifier.corners([np.asarray(crop)])[0].astype(np.float64)
    corners: npt.NDArray[np.float64] = found * crop.size + (left, top)
    # The box is exact: what the network finds is fitted into it.
    low, high = corners.min(axis=0), corners.max(axis=0)
    fitted: npt.NDArray[np.float64] = (corners - low) / (high - low) * (np.subtract(box[2:], box[:2])) + box[:2]
    return fitted
