"""Photos with plates whose corners are known, shrunk and held in memory: what detecting is learned from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from plateocr.data.folder import plates_of
from plateocr.data.photo_annotations import AnnotatedPhoto, AnnotatedPlate, read_annotations
from plateocr.errors import DataError
from plateocr.images import open_image
from plateocr.pipeline.rectifier import Rectifier
from plateocr.plates import PlateKind

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


def load_scenes(folders: Sequence[Path]) -> list[Scene]:
    """The photos of folders whose plates are annotated, in CCPD's names or in ``boxes.json`` beside them.

    Both are as data.photo_annotations reads them, one plate a photo; a kind begins with "blue" or "green". Corners that
    are not annotated are the rectifier's, fitted into the box. Raises DataError when a folder has no annotation,
    or one that cannot be learned from.
    """
    rectifier = Rectifier()
    scenes: list[Scene] = []
    for folder in folders:
        boxes = folder / BOXES_NAME
        scenes += [_load(photo, rectifier) for photo in read_annotations(folder, boxes if boxes.is_file() else None)]
    return scenes


def split_scenes(scenes: Sequence[Scene], exclude: Iterable[Path], every: int = 10) -> tuple[list[Scene], list[Scene]]:
    """Training and validation scenes: those that show a plate of an excluded folder, and each tenth other plate.

    Which plates are the tenth depends on the order of the texts alone, so all photos of a plate are on one side.
    """
    excluded = plates_of(exclude)
    held = excluded | set(sorted({scene.plate for scene in scenes} - excluded)[::every])
    train = [scene for scene in scenes if scene.plate not in held]
    val = [scene for scene in scenes if scene.plate in held]
    if not train or not val:
        raise DataError(f"{len(scenes)} annotated photos are too few to train and validate on.")
    return train, val


def _load(annotated: AnnotatedPhoto, rectifier: Rectifier) -> Scene:
    if len(annotated.plates) != 1:
        raise DataError(
            f"{annotated.path}: {len(annotated.plates)} plates are annotated; it must be one to learn from."
        )
    (plate,) = annotated.plates
    kind = _kind(plate, annotated.path)
    photo = open_image(annotated.path)
    if plate.corners is None:
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
