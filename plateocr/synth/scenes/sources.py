"""Photos of plates with known corners, shrunk and held in memory, on which the detector is trained."""

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
from plateocr.plates import Layout
from plateocr.shipped import DEFAULT_RECTIFIER

BOXES_NAME = "boxes.json"
# The longer side, in pixels, of photos in memory: enough for every scale they are used at.
_HELD_SIDE = 720
_KINDS = ("blue", "green")  # prefixes of valid kinds of plate
_LOOSER = 0.06

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Scene:
    """A photo (H, W, 3) uint8, the corners (4, 2) of its one plate in its pixels, the plate's text and layout."""

    path: Path
    pixels: Pixels
    corners: npt.NDArray[np.float64]
    plate: str
    layout: Layout


def load_scenes(
    folders: Sequence[Path], rectifier: str | Path = DEFAULT_RECTIFIER, *, annotated_corners: bool = False
) -> list[Scene]:
    """The annotated photos in folders, with annotations in CCPD's names or in ``boxes.json`` beside them.

    Formats are those of data.photo_annotations, with one plate per photo and kinds that begin with "blue" or "green".
    If corners are not annotated, the rectifier finds them and they are fitted into the box; with ``annotated_corners``
    such photos are left out. Raises DataError if a folder has no annotations, or unsuitable ones.
    """
    scenes: list[Scene] = []
    finding = None if annotated_corners else Rectifier(rectifier)
    for folder in folders:
        boxes = folder / BOXES_NAME
        photos = read_annotations(folder, boxes if boxes.is_file() else None)
        scenes += [_load(one, finding) for one in photos if finding or all(plate.corners for plate in one.plates)]
    return scenes


def split_scenes(scenes: Sequence[Scene], sides: Sides) -> Parts[Scene]:
    """The scenes by side. Raises DataError if there are none for training or none for validation."""
    parts = split_groups([Group(scenes)], sides)
    if not parts.train or not parts.val:
        raise DataError(
            f"{len(scenes)} annotated photos give {len(parts.train)} for training and {len(parts.val)} for validation; "
            "add photos, or change --val-fraction."
        )
    return parts


def _load(annotated: AnnotatedPhoto, rectifier: Rectifier | None) -> Scene:
    if len(annotated.plates) != 1:
        raise DataError(f"{annotated.path}: {len(annotated.plates)} plates are annotated; training needs exactly one.")
    (plate,) = annotated.plates
    layout = _layout(plate, annotated.path)
    photo = open_image(annotated.path)
    if plate.corners is None and rectifier:
        corners = _corners_in_box(photo, plate.box, rectifier)
    else:
        corners = np.asarray(plate.corners, np.float64)
    scale = min(1.0, _HELD_SIDE / max(photo.size))
    size = (round(photo.width * scale), round(photo.height * scale))
    pixels = np.asarray(photo.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0))
    return Scene(annotated.path, pixels, corners * scale, plate.plate or annotated.path.name, layout)


def _layout(plate: AnnotatedPlate, path: Path) -> Layout:
    if plate.kind and not plate.kind.startswith(_KINDS):
        raise DataError(
            f"{path.name}: {BOXES_NAME} calls its plate '{plate.kind}'; it must begin with {' or '.join(_KINDS)}."
        )
    return Layout.EIGHT if plate.eight else Layout.SEVEN


def _corners_in_box(photo: Image.Image, box: Sequence[float], rectifier: Rectifier) -> npt.NDArray[np.float64]:
    left, top, right, bottom = box
    x, y = (right - left) * _LOOSER, (bottom - top) * _LOOSER
    left, top = max(0, round(left - x)), max(0, round(top - y))
    crop = photo.crop((left, top, min(photo.width, round(right + x)), min(photo.height, round(bottom + y))))
    found = rectifier.corners([np.asarray(crop)])[0].astype(np.float64)
    corners: npt.NDArray[np.float64] = found * crop.size + (left, top)
    # The annotated box is exact, so the network's corners are fitted into it.
    low, high = corners.min(axis=0), corners.max(axis=0)
    fitted: npt.NDArray[np.float64] = (corners - low) / (high - low) * (np.subtract(box[2:], box[:2])) + box[:2]
    return fitted
