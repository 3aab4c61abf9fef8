"""Photos with plates whose corners are known, shrunk and held in memory: what locating is learned from."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from plateocr.data.ccpd_names import is_ccpd_name, parse_ccpd_name
from plateocr.data.folder import list_pictures, plates_of
from plateocr.errors import DataError
from plateocr.framing.framer import PlateFramer
from plateocr.picture import open_picture
from plateocr.reading.locate import PlateKind

BOXES_NAME = "boxes.json"
# A photo is held at this many pixels along its longer side: enough for every scale it is shown at.
_HELD_SIDE = 720
_KINDS = {"blue": PlateKind.SEVEN, "green": PlateKind.EIGHT}  # by the first word of "kind" in boxes.json
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

    ``boxes.json`` maps a file name to {"box": [left, top, right, bottom], "plate": text, "kind": "blue..." or
    "green..."}; the corners within the box are then the framing network's. Raises DataError when a folder has no
    annotation.
    """
    framer = PlateFramer()
    scenes: list[Scene] = []
    for folder in folders:
        boxes = _read_boxes(folder / BOXES_NAME)
        found = [scene for path in list_pictures(folder) if (scene := _load(path, boxes, framer)) is not None]
        if not found:
            raise DataError(f"{folder} holds no photos with CCPD's names and no {BOXES_NAME} that describes them.")
        scenes += found
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


def _read_boxes(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        boxes: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise DataError(f"{path} is not JSON: {error}.") from error
    return boxes


def _load(path: Path, boxes: dict[str, Any], framer: PlateFramer) -> Scene | None:
    if path.name in boxes:
        annotation = boxes[path.name]
        photo = open_picture(path)
        corners = _corners_in_box(photo, annotation["box"], framer)
        plate, kind = annotation.get("plate") or path.name, _kind(annotation["kind"], path)
    elif is_ccpd_name(path.name):
        named = parse_ccpd_name(path.name)
        photo = open_picture(path)
        corners, plate = np.asarray(named.corners, np.float64), named.plate
        kind = PlateKind.EIGHT if len(plate) > 7 else PlateKind.SEVEN
    else:
        return None
    scale = min(1.0, _HELD_SIDE / max(photo.size))
    size = (round(photo.width * scale), round(photo.height * scale))
    pixels = np.asarray(photo.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0))
    return Scene(path, pixels, corners * scale, plate, kind)


def _kind(text: str, path: Path) -> PlateKind:
    colour = text.partition(",")[0].strip()
    if colour not in _KINDS:
        raise DataError(
            f"{path.name}: {BOXES_NAME} calls its plate '{text}'; it must begin with {' or '.join(_KINDS)}."
        )
    return _KINDS[colour]


def _corners_in_box(photo: Image.Image, box: Sequence[float], framer: PlateFramer) -> npt.NDArray[np.float64]:
    left, top, right, bottom = box
    x, y = (right - left) * _LOOSER, (bottom - top) * _LOOSER
    left, top = max(0, round(left - x)), max(0, round(top - y))
    crop = photo.crop((left, top, min(photo.width, round(right + x)), min(photo.height, round(bottom + y))))
    corners: npt.NDArray[np.float64] = framer.corners([crop])[0].astype(np.float64) * crop.size + (left, top)
    # The box is exact: what the network finds is fitted into it.
    low, high = corners.min(axis=0), corners.max(axis=0)
    fitted: npt.NDArray[np.float64] = (corners - low) / (high - low) * (np.subtract(box[2:], box[:2])) + box[:2]
    return fitted
