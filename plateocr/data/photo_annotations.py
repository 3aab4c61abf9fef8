"""Annotations of the plates in whole photos, in three formats."""

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plateocr.data.ccpd_names import is_ccpd_name, parse_ccpd_name
from plateocr.data.folder import list_images
from plateocr.data.names import read_name
from plateocr.errors import DataError

Box = tuple[float, float, float, float]
# Plates of new-energy vehicles: what annotations call them, and how many characters they have.
_GREEN, _GREEN_LENGTH = "green", 8


@dataclass(frozen=True)
class AnnotatedPlate:
    """A plate's text, None if unknown, and the upright box around it: left, top, right, bottom in pixels.

    kind: as in the annotation, '' if it gives none. corners: top left, top right, bottom right, bottom left in pixels;
    None if they are not annotated.
    """

    plate: str | None
    box: Box
    kind: str = ""
    corners: tuple[tuple[float, float], ...] | None = None

    @property
    def eight(self) -> bool:
        """Whether the plate has eight characters, as green plates do; the characters need not be known."""
        return len(self.plate or "") == _GREEN_LENGTH or self.kind.startswith(_GREEN)


@dataclass(frozen=True)
class AnnotatedPhoto:
    """A photo and all its plates."""

    path: Path
    plates: tuple[AnnotatedPlate, ...]


def read_annotations(folder: str | Path, file: str | Path | None = None) -> list[AnnotatedPhoto]:
    """The annotated photos in a folder, sorted by path; photos without an annotation are skipped.

    Annotations come from ``file`` or else from CCPD's file names. ``file`` is JSON that maps file names to plates:
    a list of {"plate", "cx", "cy", "w", "h", "angle"} (a box rotated by ``angle`` degrees, y up, with width and height
    swapped where h > w), or one {"box": [left, top, right, bottom], "plate", "kind", "corners"}, where a kind that
    starts with "green" means eight characters and corners are four [x, y]; without a plate, that in the file name
    counts. Raises DataError if the file cannot be read, or no photo is annotated.
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
        also = f", and {file} annotates none of them" if file else ""
        raise DataError(
            f"{folder}: no photo has CCPD's annotation in its name{also}; annotate them in a JSON file "
            "(--annotations of 'plateocr evaluate', or boxes.json beside the photos for training)."
        )
    return photos


def turned_box(cx: float, cy: float, width: float, height: float, angle: float) -> Box:
    """The upright box around a box of ``width`` x ``height`` at (cx, cy) that is rotated by ``angle`` degrees."""
    turn = math.radians(angle)
    half_width = (abs(width * math.cos(turn)) + abs(height * math.sin(turn))) / 2
    half_height = (abs(width * math.sin(turn)) + abs(height * math.cos(turn))) / 2
    return cx - half_width, cy - half_height, cx + half_width, cy + half_height


def _load(file: Path) -> dict[str, Any]:
    if not file.is_file():
        raise DataError(f"{file}: there is no such file.")
    try:
        described = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(f"{file} cannot be read as JSON: {error}.") from error
    if not isinstance(described, dict):
        raise DataError(f"{file} must map file names to plates, but contains a {type(described).__name__}.")
    return described


def _plates(described: Any, name: str, file: Path) -> tuple[AnnotatedPlate, ...]:
    try:
        if isinstance(described, dict):
            left, top, right, bottom = (float(side) for side in described["box"])
            kind = str(described.get("kind") or "")
            corners = tuple((float(x), float(y)) for x, y in described["corners"]) if described.get("corners") else None
            plate = described.get("plate") or read_name(name).plate
            return (AnnotatedPlate(plate, (left, top, right, bottom), kind, corners),)
        return tuple(
            AnnotatedPlate(
                plate.get("plate"), turned_box(*(float(plate[key]) for key in ("cx", "cy", "w", "h", "angle")))
            )
            for plate in described
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"{file}: the annotation of {name} is missing or misspells {error}.") from error
