"""Where the plates of whole photos are, from three kinds of annotation."""

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plateocr.data.ccpd_names import is_ccpd_name, parse_ccpd_name
from plateocr.data.folder import list_images
from plateocr.errors import DataError

Box = tuple[float, float, float, float]
# Plates of electric cars: what annotations call them, and how many characters they have.
_GREEN, _GREEN_LENGTH = "green", 8


@dataclass(frozen=True)
class AnnotatedPlate:
    """A plate's text, None where it is not known, and the upright box around it: left, top, right, bottom in pixels.

    kind: what the annotation calls it, '' where it does not. corners: left-top, right-top, right-bottom, left-bottom,
    pixels; None where they are not annotated.
    """

    plate: str | None
    box: Box
    kind: str = ""
    corners: tuple[tuple[float, float], ...] | None = None

    @property
    def eight(self) -> bool:
        """Whether it has eight characters, as green plates have, whether or not these are known."""
        return len(self.plate or "") == _GREEN_LENGTH or self.kind.startswith(_GREEN)


@dataclass(frozen=True)
class AnnotatedPhoto:
    """A photo and all its plates."""

    path: Path
    plates: tuple[AnnotatedPlate, ...]


def read_annotations(folder: str | Path, file: str | Path | None = None) -> list[AnnotatedPhoto]:
    """The annotated photos of a folder, in the order of their paths; photos without annotation are left out.

    The annotation is in CCPD's file names, or in ``file``, which comes first: JSON that maps a file name to its plates,
    a list of {"plate", "cx", "cy", "w", "h", "angle"} (a box turned by ``angle`` degrees, y up, width and height
    swapped where h > w), or one {"box": [left, top, right, bottom], "plate", "kind"}, where a kind that begins with
    "green" means eight characters. Raises DataError when it cannot be read
    or describes no photo of the folder.
    """
    described = _load(Path(file)) if file is not None else None
    photos = []
    for path in list_images(Path(folder)):
        if described is not None and path.name in described:
            photos.append(AnnotatedPhoto(path, _plates(described[path.name], path.name, Path(str(file)))))
        elif is_ccpd_name(path.name):
            named = parse_ccpd_name(path.name)
            left, top, right, bottom = (float(side) for side in named.box)
            plate = AnnotatedPlate(named.plate, (left, top, right, bottom), corners=named.corners)
            photos.append(AnnotatedPhoto(path, (plate,)))
    if not photos:
        where = (
            f"{file} describes none of its photos, and " if file else ""
        ) + "no photo there has CCPD's annotation in its name"
        how = "describe them in a JSON file (of evaluate's --annotations, or boxes.json beside them to learn from)"
        raise DataError(f"{folder}: {where}; {how}.")
    return photos


def turned_box(cx: float, cy: float, width: float, height: float, angle: float) -> Box:
    """The upright box around a box of ``width`` x ``height`` about (cx, cy) that is turned by ``angle`` degrees."""
    turn = math.radians(angle)
    half_width = (abs(width * math.cos(turn)) + abs(height * math.sin(turn))) / 2
    half_height = (abs(width * math.sin(turn)) + abs(height * math.cos(turn))) / 2
    return cx - half_width, cy - half_height, cx + half_width, cy + half_height


def _load(file: Path) -> dict[str, Any]:
    try:
        described = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(f"{file} cannot be read as JSON: {error}.") from error
    if not isinstance(described, dict):
        raise DataError(f"{file} must map file names to plates; it holds a {type(described).__name__}.")
    return described


def _plates(described: Any, name: str, file: Path) -> tuple[AnnotatedPlate, ...]:
    try:
        if isinstance(described, dict):
            left, top, right, bottom = (float(side) for side in described["box"])
            kind = str(described.get("kind") or "")
            return (AnnotatedPlate(described.get("plate"), (left, top, right, bottom), kind),)
        return tuple(
            AnnotatedPlate(
                plate.get("plate"), turned_box(*(float(plate[key]) for key in ("cx", "cy", "w", "h", "angle")))
            )
            for plate in described
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"{file}: the annotation of {name} lacks or misspells {error}.") from error
