"""Composed scenes: one photo or several side by side, transformed, with pasted plates and distractors, and relit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeVar

import cv2
import numpy as np
import numpy.typing as npt

from plateocr.augment.recipes import transforms_of
from plateocr.augment.transforms import augment, augment_with_corners
from plateocr.geometry.projection import project_plate, turned
from plateocr.geometry.quads import Quad, box_of, iou
from plateocr.geometry.warps import Pixels, transform
from plateocr.plates import ORDINARY, Layout, PlateKind
from plateocr.synth.camera import random_settings
from plateocr.synth.glyphs import GlyphSet
from plateocr.synth.scenes.clutter import Box, strew
from plateocr.synth.scenes.paste import lay, paint_body, paste_plate
from plateocr.synth.scenes.plates import FlatPlate
from plateocr.synth.scenes.sources import Scene
from plateocr.synth.writing import write_line

CANVAS = 320
# Width of a plate on the canvas in pixels: in a single photo, in photos side by side, and of added plates.
_ALONE, _BESIDE, _ADDED = (20.0, 260.0), (15.0, 80.0), (16.0, 120.0)
_BESIDE_SHARE = 0.4
_COVERED_SHARE, _ERASED_SHARE, _REAL_SHARE = 0.6, 0.12, 0.3
_MOST_ADDED = 3
_NARROWER = 0.4  # small plates, of motorcycles, are photographed from nearer: the exponent of their width
_STREWN_SHARE = 0.65
# The share of pasted plates that are on a car of their own colour.
_SAME_COLOUR_SHARE = 0.2
# The share of photos, and of plates with a view of their own, that are turned steeply, and the standard deviations of
# yaw, pitch and roll in degrees.
_STEEP_SHARE, _STEEP = 0.2, (32.0, 18.0, 17.0)
_Thing = TypeVar("_Thing")


@dataclass(frozen=True, eq=False)
class PlateTarget:
    """A plate on a canvas: corners (4, 2) in pixels, layout, text ('' if it is not read), and kind, if it is known."""

    corners: Quad
    layout: Layout
    text: str
    kind: PlateKind | None = None


@dataclass(frozen=True, eq=False)
class Material:
    """What scenes are made of: photos, drawn and real flat plates, and patches without plates."""

    scenes: Sequence[Scene]
    drawn: Sequence[FlatPlate]
    real: Sequence[FlatPlate]
    patches: Sequence[Pixels]
    glyphs: GlyphSet


def compose(material: Material, rng: np.random.Generator) -> tuple[Pixels, list[PlateTarget]]:
    """One training image (320, 320, 3) uint8 and its plates."""
    canvas = _backdrop(_any(material.scenes, rng), rng)
    if rng.random() < _BESIDE_SHARE:
        plates = _several(canvas, material, rng)
    else:
        plates = _one(canvas, (0, 0, CANVAS, CANVAS), _ALONE, material, rng)
    for _ in range(int(rng.integers(1, _MOST_ADDED + 1)) if rng.random() < 0.3 else 0):
        flat = _any_flat(material, rng)
        added = _reshaped(_random_view(_between(_ADDED, rng), rng.uniform(0.1, 0.9, 2) * CANVAS, rng), flat)
        if not any(iou(box_of(added), box_of(plate.corners)) for plate in plates):
            plates.append(_laid(canvas, added, flat, rng))
    if rng.random() < _STREWN_SHARE:
        strew(canvas, [_box(plate.corners) for plate in plates], material.patches, material.glyphs, rng)
    if rng.random() < 0.05:  # a camera's time stamp, over everything
        x, y = (int(value) for value in rng.integers(0, CANVAS - 120, 2))
        write_line(canvas, x, y + 24, float(rng.uniform(6, 17)), rng)
    corners = np.array([plate.corners for plate in plates]).reshape(-1, 4, 2)
    photographed, seen = augment_with_corners(transforms_of("scenes"), canvas, corners, rng)
    return photographed, [replace(plate, corners=quad) for plate, quad in zip(plates, seen, strict=True)]


def _several(canvas: Pixels, material: Material, rng: np.random.Generator) -> list[PlateTarget]:
    """Photos side by side in two to four columns of one to three rows, each with its plate."""
    plates: list[PlateTarget] = []
    lefts = _cuts(int(rng.integers(2, 5)), rng)
    for left, right in pairwise(lefts):
        tops = _cuts(int(rng.integers(1, 4)), rng)
        for top, bottom in pairwise(tops):
            if rng.random() < 0.85:
                low = _BESIDE[0]
                high = max(low + 1, min(_BESIDE[1], (right - left) * 0.6, (bottom - top) * 1.4))
                plates += _one(canvas, (left, top, right, bottom), (low, high), material, rng)
    return plates


def _one(
    canvas: Pixels, cell: Box, widths: tuple[float, float], material: Material, rng: np.random.Generator
) -> list[PlateTarget]:
    """Paste a photo into a cell of the canvas, in place, with its plate kept, covered by another, or erased."""
    scene = _any(material.scenes, rng)
    photo, corners = scene.pixels, scene.corners
    fate = rng.random()
    covered, erased = fate < _COVERED_SHARE, fate > 1 - _ERASED_SHARE
    if (covered or erased) and rng.random() < 0.5:  # mirrored: the real plate is painted over
        photo, corners = photo[:, ::-1], _mirrored(corners, photo.shape[1])
    size = (cell[2] - cell[0], cell[3] - cell[1])
    move = _placement(corners, size, _between(widths, rng), rng)
    shrunk, move_shrunk = _shrunk(photo, move)
    part = canvas[cell[1] : cell[3], cell[0] : cell[2]]
    laid = part.copy()
    lay(laid, shrunk, move_shrunk)
    part[:] = augment(transforms_of("repaint"), laid, rng) if (covered or erased) and rng.random() < 0.4 else laid
    quad = transform(corners, move) + cell[:2]
    if erased:
        _erase(canvas, quad, rng)
        return []
    if not covered:
        return [PlateTarget(quad, scene.layout, scene.plate)]
    flat = _any_flat(material, rng)
    if rng.random() < 0.35:  # seen from a different angle than the photo
        _erase(canvas, quad, rng)
        covering = _random_view(float(np.ptp(quad[:, 0])), quad.mean(axis=0), rng)
        covering = _reshaped(covering, flat)
    else:
        covering = _reshaped(quad, flat)
    return [_laid(canvas, covering, flat, rng)]


def _any_flat(material: Material, rng: np.random.Generator) -> FlatPlate:
    return _any(material.real if material.real and rng.random() < _REAL_SHARE else material.drawn, rng)


def _laid(canvas: Pixels, quad: Quad, flat: FlatPlate, rng: np.random.Generator) -> PlateTarget:
    """Paste a plate onto the canvas, in place."""
    if rng.random() < _SAME_COLOUR_SHARE:
        paint_body(canvas, _box(quad), np.median(flat.pixels, axis=(0, 1)), rng)
    paste_plate(canvas, quad, flat.pixels, _brightness(canvas, quad), rng)
    return PlateTarget(quad, flat.layout, flat.text, flat.kind)


def _erase(canvas: Pixels, quad: Quad, rng: np.random.Generator) -> None:
    """Paint a plate over with what is above or below it, in place: a bumper without a plate."""
    left, top, right, bottom = _box(quad)
    height = bottom - top
    source = top - height - 2 if rng.random() < 0.5 else bottom + 2
    source = source if 0 <= source <= canvas.shape[0] - height else top - height - 2
    if source < 0 or height <= 0 or right <= left:
        return
    patch = canvas[source : source + height, left:right].copy()
    canvas[top:bottom, left:right] = cv2.blur(patch, (3, 3))


def _placement(
    corners: Quad, size: tuple[int, int], wanted: float, rng: np.random.Generator
) -> npt.NDArray[np.float64]:
    """How a photo goes into a cell: its plate ``wanted`` pixels wide, slightly rotated, anywhere in the cell.

    Some are also rotated in space, without perspective, which only pasted plates have.
    """
    yaw, pitch, roll = _steep(rng) if rng.random() < _STEEP_SHARE else (0.0, 0.0, float(rng.normal(0, 5)))
    linear = turned(yaw, pitch, roll)[:2, :2] * np.exp(rng.normal(0, 0.07, (2, 1)))
    linear *= wanted / max(1.0, float(np.ptp((corners @ linear.T)[:, 0])))
    half = np.array(size) / 2
    room = np.maximum(0.0, half - (wanted * 0.55, wanted * 0.3))
    target = half + rng.uniform(-1, 1, 2) * room
    shift = target - linear @ corners.mean(axis=0)
    return np.array([[*linear[0], shift[0]], [*linear[1], shift[1]], [0, 0, 1]])


def _backdrop(other: Scene, rng: np.random.Generator) -> Pixels:
    """A canvas (320, 320, 3) of the larger part of another photo above or below its plate, or of one colour."""
    top, bottom = int(other.corners[:, 1].min()) - 4, int(other.corners[:, 1].max()) + 4
    part = other.pixels[:top] if top > other.pixels.shape[0] - bottom else other.pixels[bottom:]
    if rng.random() < 0.3 or part.shape[0] < 32:
        colour = rng.integers(0, 256, 3) if rng.random() < 0.5 else np.full(3, 114)
        return np.full((CANVAS, CANVAS, 3), colour, dtype=np.uint8)
    flipped = part[:, ::-1] if rng.random() < 0.5 else part
    return np.asarray(cv2.resize(flipped, (CANVAS, CANVAS), interpolation=cv2.INTER_AREA), np.uint8)


def _shrunk(photo: Pixels, move: npt.NDArray[np.float64]) -> tuple[Pixels, npt.NDArray[np.float64]]:
    """A photo, first shrunk without aliasing if it will become much smaller, and the remaining move."""
    share = 1.3 * float(np.sqrt(abs(np.linalg.det(move[:2, :2]))))
    if share >= 0.9:
        return photo, move
    size = (max(8, round(photo.shape[1] * share)), max(8, round(photo.shape[0] * share)))
    back = np.diag([photo.shape[1] / size[0], photo.shape[0] / size[1], 1.0])
    return np.asarray(cv2.resize(photo, size, interpolation=cv2.INTER_AREA), np.uint8), move @ back


def _random_view(width: float, centre: npt.NDArray[np.float64], rng: np.random.Generator) -> Quad:
    settings = random_settings(rng)
    angles = _steep(rng) if rng.random() < _STEEP_SHARE else (settings.yaw, settings.pitch, settings.roll)
    seen = project_plate(*angles, ORDINARY.size[0], ORDINARY.size[1])
    view: Quad = seen * (width / float(np.ptp(seen[:, 0]))) + centre
    return view


def _steep(rng: np.random.Generator) -> tuple[float, float, float]:
    """Yaw, pitch and roll in degrees of a plate seen from well off the axis or with a tilted camera."""
    yaw, pitch, roll = (float(angle) for angle in rng.normal(0, _STEEP))
    return yaw, pitch, roll


def _reshaped(quad: Quad, flat: FlatPlate) -> Quad:
    """The quad of an ordinary plate reshaped for another one, about the same centre and slightly larger."""
    centre = quad.mean(axis=0)
    left, right = (quad[0] + quad[3]) / 2, (quad[1] + quad[2]) / 2
    middle = np.stack([left, right, right, left])
    width, height = flat.size
    wider = (width / ORDINARY.size[0]) ** _NARROWER
    taller = wider * (height / width) * (ORDINARY.size[0] / ORDINARY.size[1])
    reshaped: Quad = centre + ((middle - centre) * wider + (quad - middle) * taller) * 1.03
    return reshaped


def _mirrored(corners: Quad, width: int) -> Quad:
    mirrored: Quad = corners * (-1, 1) + (width, 0)
    swapped: Quad = mirrored[[1, 0, 3, 2]]
    return swapped


def _cuts(parts: int, rng: np.random.Generator) -> list[int]:
    """Where to cut the canvas into parts of uneven width."""
    shares = rng.uniform(0.7, 1.3, parts)
    return [0, *(np.cumsum(shares) / shares.sum() * CANVAS).round().astype(int).tolist()]


def _between(limits: tuple[float, float], rng: np.random.Generator) -> float:
    return float(np.exp(rng.uniform(np.log(limits[0]), np.log(limits[1]))))


def _box(quad: Quad) -> Box:
    low, high = np.clip(quad.min(axis=0), 0, CANVAS).astype(int), np.clip(np.ceil(quad.max(axis=0)), 0, CANVAS)
    return int(low[0]), int(low[1]), int(high[0]), int(high[1])


def _brightness(canvas: Pixels, quad: Quad) -> float:
    left, top, right, bottom = _box(quad)
    patch = canvas[top:bottom, left:right]
    return float(patch.mean()) if patch.size else 114.0


def _any(things: Sequence[_Thing], rng: np.random.Generator) -> _Thing:
    return things[int(rng.integers(len(things)))]
