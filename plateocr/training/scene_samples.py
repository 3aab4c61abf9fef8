"""Scenes that never were: photos turned, lit and zoomed anew, with drawn plates over and beside the real one."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.utils.data import Dataset

from plateocr.picture import open_picture
from plateocr.reading.locate import OFFSET_SCALE, STRIDE, PlateKind, normalise_scene
from plateocr.synth.camera import random_settings
from plateocr.synth.geometry import project_plate
from plateocr.synth.glyphs import GlyphSet
from plateocr.synth.kinds import draw_flat
from plateocr.training.scene_sources import Pixels, Scene

CANVAS = 384
_CELLS = CANVAS // STRIDE
_SMALLEST, _LARGEST = 22.0, 300.0  # width of the main plate on the canvas, pixels
_KIND_SHARES = {PlateKind.SEVEN: 0.66, PlateKind.EIGHT: 0.17, PlateKind.TWO_ROWS: 0.17}
_MOST_PLATES = 3
Quad = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class PlateTarget:
    """A plate on a canvas: corners (4, 2) in pixels, and its kind."""

    corners: Quad
    kind: PlateKind


class SceneDataset(Dataset[tuple[Tensor, Tensor, Tensor, Tensor]]):
    """Pictures (3, 384, 384) in -1..1, heat (3, 48, 48), offsets (8, 48, 48) and their weights (1, 48, 48).

    Each is composed by (seed, epoch, index). ``clutter`` are pictures of things that are no plates, strewn about.
    """

    def __init__(
        self, scenes: Sequence[Scene], glyphs: GlyphSet, clutter: Sequence[Path], length: int, seed: int, epoch: int
    ) -> None:
        self.scenes = scenes
        self.glyphs = glyphs
        self.clutter = clutter
        self.length = length
        self.seed = seed
        self.epoch = epoch

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        rng = np.random.default_rng([self.seed, self.epoch, index])
        scene, other = (self.scenes[int(number)] for number in rng.integers(len(self.scenes), size=2))
        pixels, plates = compose(scene, other, self.glyphs, self.clutter, rng)
        heat, offsets, weights = targets(plates)
        return tuple(map(torch.from_numpy, (normalise_scene(pixels), heat, offsets, weights)))  # type: ignore[return-value]


def compose(
    scene: Scene, other: Scene, glyphs: GlyphSet, clutter: Sequence[Path], rng: np.random.Generator
) -> tuple[Pixels, list[PlateTarget]]:
    """One training picture (384, 384, 3) uint8 and its plates; a part of ``other`` without a plate lies behind."""
    drawn = rng.random() < 0.55
    photo, corners = scene.pixels, scene.corners
    if drawn and rng.random() < 0.5:  # mirrored: the real plate is painted over
        photo, corners = np.ascontiguousarray(photo[:, ::-1]), _mirrored(corners, photo.shape[1])
    move = _placement(corners, rng)
    canvas = _backdrop(other, rng)
    shrunk, move_shrunk = _shrunk(photo, move)
    cv2.warpPerspective(
        shrunk,
        move_shrunk,
        (CANVAS, CANVAS),
        dst=canvas,
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_TRANSPARENT,
    )
    quad = _moved(corners, move)
    plates: list[PlateTarget] = []
    if rng.random() < 0.2:
        _strew(canvas, clutter, rng)
    if drawn:
        kind = _random_kind(rng)
        covering = _reshaped(quad, kind)
        light = _brightness(canvas, quad)
        _paste(canvas, covering, kind, glyphs, light, rng)
        plates.append(PlateTarget(covering, kind))
    else:
        plates.append(PlateTarget(quad, scene.kind))
    for _ in range(int(rng.integers(0, _MOST_PLATES)) if rng.random() < 0.4 else 0):
        kind, extra = _random_kind(rng), _random_quad(rng)
        extra = _reshaped(extra, kind)
        if all(_apart(extra, plate.corners) for plate in plates):
            _paste(canvas, extra, kind, glyphs, _brightness(canvas, extra), rng)
            plates.append(PlateTarget(extra, kind))
    return _photographed(canvas, rng), plates


def targets(
    plates: Sequence[PlateTarget],
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Heat (3, 48, 48), offsets (8, 48, 48) and the weights of the offsets (1, 48, 48) for plates on a canvas.

    Heat is 1 in the cell of a plate's centre and falls off as a Gaussian that is as wide and high as a quarter of the
    plate. A plate whose centre is outside the canvas has none.
    """
    kinds = list(PlateKind)
    heat = np.zeros((len(kinds), _CELLS, _CELLS), np.float32)
    offsets = np.zeros((8, _CELLS, _CELLS), np.float32)
    weights = np.zeros((1, _CELLS, _CELLS), np.float32)
    centres = (np.arange(_CELLS) + 0.5) * STRIDE
    for plate in plates:
        middle = plate.corners.mean(axis=0)
        column, row = (int(value // STRIDE) for value in middle)
        if not (0 <= column < _CELLS and 0 <= row < _CELLS):
            continue
        width, height = np.maximum(np.ptp(plate.corners, axis=0), STRIDE)
        x = (centres - centres[column]) / max(width / 8, STRIDE / 2)
        y = (centres - centres[row]) / max(height / 8, STRIDE / 2)
        blob = np.exp(-0.5 * (x[None, :] ** 2 + y[:, None] ** 2)).astype(np.float32)
        channel = kinds.index(plate.kind)
        heat[channel] = np.maximum(heat[channel], blob)
        near = blob > np.maximum(weights[0], 0.3)
        to_corners = plate.corners.ravel()[:, None, None] - np.stack(np.meshgrid(centres, centres))[[0, 1] * 4]
        offsets[:, near] = (to_corners / OFFSET_SCALE)[:, near]
        weights[0][near] = blob[near]
    return heat, offsets, weights


def _placement(corners: Quad, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """How a photo is laid on the canvas: its plate between 22 and 300 pixels wide, a little turned, anywhere."""
    wanted = float(np.exp(rng.uniform(np.log(_SMALLEST), np.log(_LARGEST))))
    scale = wanted / max(1.0, float(np.ptp(corners[:, 0])))
    turn = np.radians(rng.normal(0, 5))
    room = max(0.0, CANVAS / 2 - wanted * 0.55)
    target = CANVAS / 2 + rng.uniform(-1, 1, 2) * (room, max(room, CANVAS * 0.38))
    cosine, sine = scale * np.cos(turn), scale * np.sin(turn)
    linear = np.array([[cosine, -sine], [sine, cosine]]) * np.exp(rng.normal(0, 0.05, (2, 1)))
    shift = target - linear @ corners.mean(axis=0)
    return np.array([[*linear[0], shift[0]], [*linear[1], shift[1]], [0, 0, 1]])


def _backdrop(other: Scene, rng: np.random.Generator) -> Pixels:
    """A canvas (384, 384, 3) of the larger part of another photo above or below its plate, or of one colour."""
    top, bottom = int(other.corners[:, 1].min()) - 4, int(other.corners[:, 1].max()) + 4
    part = other.pixels[:top] if top > other.pixels.shape[0] - bottom else other.pixels[bottom:]
    if rng.random() < 0.3 or part.shape[0] < 32:
        colour = rng.integers(0, 256, 3) if rng.random() < 0.5 else np.full(3, 114)
        return np.full((CANVAS, CANVAS, 3), colour, dtype=np.uint8)
    flipped = part[:, ::-1] if rng.random() < 0.5 else part
    return np.asarray(cv2.resize(flipped, (CANVAS, CANVAS), interpolation=cv2.INTER_AREA), np.uint8)


def _shrunk(photo: Pixels, move: npt.NDArray[np.float64]) -> tuple[Pixels, npt.NDArray[np.float64]]:
    """A photo that is to be made much smaller, shrunk without aliasing, and the move from there."""
    share = 1.3 * float(np.sqrt(abs(np.linalg.det(move[:2, :2]))))
    if share >= 0.9:
        return photo, move
    size = (max(8, round(photo.shape[1] * share)), max(8, round(photo.shape[0] * share)))
    back = np.diag([photo.shape[1] / size[0], photo.shape[0] / size[1], 1.0])
    return np.asarray(cv2.resize(photo, size, interpolation=cv2.INTER_AREA), np.uint8), move @ back


def _moved(corners: Quad, homography: npt.NDArray[np.float64]) -> Quad:
    return np.asarray(cv2.perspectiveTransform(corners[None], homography)[0], np.float64)


def _mirrored(corners: Quad, width: int) -> Quad:
    mirrored: Quad = corners * (-1, 1) + (width, 0)
    swapped: Quad = mirrored[[1, 0, 3, 2]]
    return swapped


def _random_kind(rng: np.random.Generator) -> PlateKind:
    return list(_KIND_SHARES)[int(rng.choice(len(_KIND_SHARES), p=list(_KIND_SHARES.values())))]


def _random_quad(rng: np.random.Generator) -> Quad:
    settings = random_settings(rng)
    seen = project_plate(settings.yaw, settings.pitch, settings.roll, 440, 140)
    width = float(np.exp(rng.uniform(np.log(_SMALLEST), np.log(140))))
    return seen * (width / float(np.ptp(seen[:, 0]))) + rng.uniform(0.1, 0.9, 2) * CANVAS


def _reshaped(quad: Quad, kind: PlateKind) -> Quad:
    """A quad of a one-row plate to one of a plate of another shape, about the same centre; a little larger."""
    centre = quad.mean(axis=0)
    left, right = (quad[0] + quad[3]) / 2, (quad[1] + quad[2]) / 2
    middle = np.stack([left, right, right, left])
    taller, wider = {PlateKind.SEVEN: (1, 1), PlateKind.EIGHT: (1, 1.07), PlateKind.TWO_ROWS: (1.5, 0.98)}[kind]
    reshaped: Quad = centre + ((middle - centre) * wider + (quad - middle) * taller) * 1.03
    return reshaped


def _apart(first: Quad, second: Quad) -> bool:
    low, high = np.maximum(first.min(axis=0), second.min(axis=0)), np.minimum(first.max(axis=0), second.max(axis=0))
    return bool((low - high > 4).any())


def _brightness(canvas: Pixels, quad: Quad) -> float:
    left, top = np.clip(quad.min(axis=0), 0, CANVAS - 2).astype(int)
    right, bottom = np.clip(quad.max(axis=0), 1, CANVAS).astype(int)
    patch = canvas[top : max(bottom, top + 1), left : max(right, left + 1)]
    return float(patch.mean()) if patch.size else 114.0


def _paste(
    canvas: Pixels, quad: Quad, kind: PlateKind, glyphs: GlyphSet, light: float, rng: np.random.Generator
) -> None:
    """Draw a plate of a kind onto the canvas, in place, about as bright as what was there."""
    flat, _ = draw_flat(kind.value, rng, glyphs)
    height, width = flat.shape[:2]
    # Four times as fine as it will be: warped with linear interpolation, finer would alias.
    wanted = min(width, max(16, round(float(np.ptp(quad[:, 0])) * 1.5)))
    flat = cv2.resize(flat, (wanted, max(8, round(wanted * height / width))), interpolation=cv2.INTER_AREA)
    values = flat.astype(np.float32) * np.float32((light + rng.uniform(10, 90)) / max(40.0, float(flat.mean())))
    height, width = flat.shape[:2]
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    homography = cv2.getPerspectiveTransform(source, quad.astype(np.float32))
    pasted = cv2.warpPerspective(np.clip(values, 0, 255).astype(np.uint8), homography, (CANVAS, CANVAS))
    mask = cv2.warpPerspective(np.full((height, width), 255, np.uint8), homography, (CANVAS, CANVAS))
    share = (mask.astype(np.float32) / 255)[..., None]
    canvas[:] = (canvas * (1 - share) + pasted * share).astype(np.uint8)


def _strew(canvas: Pixels, clutter: Sequence[Path], rng: np.random.Generator) -> None:
    for _ in range(int(rng.integers(1, 4)) if clutter else 0):
        patch = np.asarray(open_picture(clutter[int(rng.integers(len(clutter)))]))
        width = int(rng.integers(24, 160))
        height = max(8, round(width * patch.shape[0] / patch.shape[1]))
        x, y = int(rng.integers(0, CANVAS - width)), int(rng.integers(0, CANVAS - height))
        canvas[y : y + height, x : x + width] = cv2.resize(patch, (width, height), interpolation=cv2.INTER_AREA)


def _photographed(canvas: Pixels, rng: np.random.Generator) -> Pixels:
    """Light, colour, blur, noise and JPEG over the whole canvas."""
    values = canvas.astype(np.float32) / 255
    if rng.random() < 0.6:
        values = np.clip(values * np.exp(rng.normal(-0.1, 0.4)), 0, 1) ** np.float32(np.exp(rng.normal(0, 0.3)))
    if rng.random() < 0.4:
        values = values * np.exp(rng.normal(0, 0.12, 3)).astype(np.float32)
    if rng.random() < 0.1:
        values = np.repeat(values.mean(axis=2, keepdims=True), 3, axis=2)
    if rng.random() < 0.35:
        values = cv2.GaussianBlur(values, (0, 0), float(rng.uniform(0.4, 1.6)))
    if rng.random() < 0.3:
        values = values + rng.standard_normal(values.shape, dtype=np.float32) * np.float32(rng.uniform(0.005, 0.06))
    pixels = np.asarray((np.clip(values, 0, 1) * 255).round(), np.uint8)
    if rng.random() < 0.3:
        _, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 90))])
        pixels = np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)
    return pixels
