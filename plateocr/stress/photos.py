"""Variants of annotated photos: a few photos say little about a detector, their variants say more."""

import zlib
from collections.abc import Callable
from functools import partial
from io import BytesIO

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageEnhance, ImageFilter

from plateocr.augment.operations import CORRUPTIONS, Operation, corrupt_part, text_over_edge, watermark
from plateocr.data.photo_annotations import AnnotatedPhoto, Box
from plateocr.geometry import projection as geometry

Move = npt.NDArray[np.float64]
Variant = Callable[[Image.Image], tuple[Image.Image, Move]]
WRITTEN = (text_over_edge, watermark)
_STAYS = np.eye(3)


def in_place(change: Callable[[Image.Image], Image.Image]) -> Variant:
    """A variant in which every pixel stays where it is."""
    return lambda photo: (change(photo), _STAYS)


def moved(linear: npt.ArrayLike) -> Variant:
    """A variant in which the photo is rotated or sheared about its centre, at the same size."""

    def make(photo: Image.Image) -> tuple[Image.Image, Move]:
        return laid(photo, np.asarray(linear), photo.size)

    return make


def laid(photo: Image.Image, linear: Move, size: tuple[int, int]) -> tuple[Image.Image, Move]:
    """The photo rotated or sheared, centred in an image of ``size``."""
    move = np.eye(3)
    move[:2, :2] = linear
    move[:2, 2] = np.array(size) / 2 - linear @ (np.array(photo.size) / 2)
    coefficients = tuple(np.linalg.inv(move)[:2].ravel().tolist())
    return photo.transform(size, Image.Transform.AFFINE, coefficients, Image.Resampling.BICUBIC), move


def turned(degrees: float) -> Variant:
    """Rotated, clockwise positive."""
    return moved(geometry.turned(0, 0, degrees)[:2, :2])


def seen_at(yaw: float, pitch: float, roll: float) -> Variant:
    """Rotated in space by angles in degrees, without perspective, in an image large enough for all of it."""

    def make(photo: Image.Image) -> tuple[Image.Image, Move]:
        linear = geometry.turned(yaw, pitch, roll)[:2, :2]
        width, height = np.abs(linear) @ photo.size
        return laid(photo, linear, (round(width), round(height)))

    return make


def scaled(share: float) -> Variant:
    """Smaller or larger."""

    def make(photo: Image.Image) -> tuple[Image.Image, Move]:
        size = (max(1, round(photo.width * share)), max(1, round(photo.height * share)))
        return photo.resize(size, Image.Resampling.LANCZOS), np.diag([size[0] / photo.width, size[1] / photo.height, 1])

    return make


def bordered(photo: Image.Image) -> tuple[Image.Image, Move]:
    """At the right edge of an image a third larger."""
    size = (round(photo.width * 1.35), round(photo.height * 1.35))
    frame = Image.new("RGB", size, (110, 115, 120))
    left, top = size[0] - photo.width, (size[1] - photo.height) // 2
    frame.paste(photo, (left, top))
    return frame, np.array([[1.0, 0, left], [0, 1, top], [0, 0, 1]])


def compressed(photo: Image.Image) -> Image.Image:
    """As a JPEG of low quality."""
    file = BytesIO()
    photo.save(file, "JPEG", quality=25)
    return Image.open(file).convert("RGB")


def noisy(photo: Image.Image) -> Image.Image:
    """With the noise of a night photo."""
    noise = np.random.default_rng(0).normal(0, 14, (photo.height, photo.width, 3))
    return Image.fromarray(np.clip(np.asarray(photo) + noise, 0, 255).astype(np.uint8))


VARIANTS: dict[str, Variant] = {
    "plain": in_place(lambda photo: photo),
    "right": turned(10),
    "left": turned(-6),
    "sheared": moved([[1, -0.2], [-0.08, 1]]),
    "dark": in_place(lambda photo: ImageEnhance.Brightness(photo).enhance(0.3)),
    "bright": in_place(lambda photo: ImageEnhance.Brightness(photo).enhance(1.6)),
    "blurred": in_place(lambda photo: photo.filter(ImageFilter.GaussianBlur(max(photo.size) / 900))),
    "jpeg": in_place(compressed),
    "noisy": in_place(noisy),
    "smaller": scaled(0.7),
    "larger": scaled(1.4),
    "bordered": bordered,
}
ANGLES: dict[str, Variant] = {
    "roll15": seen_at(0, 0, 15),
    "roll-25": seen_at(0, 0, -25),
    "roll30": seen_at(0, 0, 30),
    "yaw-45": seen_at(-45, 0, 0),
    "yaw55": seen_at(55, 0, 0),
    "pitch45": seen_at(0, 45, 0),
    "yaw-40-pitch30-roll10": seen_at(-40, 30, 10),
    "yaw45-pitch-20-roll-12": seen_at(45, -20, -12),
}


def corrupted(photo: AnnotatedPhoto) -> dict[str, Variant]:
    """Variants of one photo with all its plates corrupted, seeded by the photo's name."""
    boxes = [plate.box for plate in photo.plates]
    seed = zlib.crc32(photo.path.stem.encode())
    return {
        operation.__name__.replace("_", ""): in_place(
            partial(corrupt_plates, boxes=boxes, operation=operation, seed=seed)
        )
        for operation in CORRUPTIONS
    }


def corrupt_plates(photo: Image.Image, boxes: list[Box], operation: Operation, seed: int) -> Image.Image:
    """Each plate corrupted separately, with a margin of half its height."""
    rng = np.random.default_rng(seed)
    pixels = np.array(photo)
    for box in boxes:
        margin = 0.5 * (box[3] - box[1]) if operation not in WRITTEN else 0
        pixels = corrupt_part(pixels, box, margin, operation, rng)
    return Image.fromarray(pixels)


def cut_off(photo: AnnotatedPhoto) -> dict[str, Variant]:
    """The photo ends within its largest plate, a tenth of the plate's width before one of its sides.

    Without an annotated plate there is no such variant.
    """
    if not photo.plates:
        return {}
    left, _, right, _ = max((plate.box for plate in photo.plates), key=_area)
    tenth = 0.1 * (right - left)
    return {"noleft": cut(start=left + tenth), "noright": cut(end=right - tenth)}


def cut(start: float = 0, end: float = float("inf")) -> Variant:
    """The part from one x to another."""

    def make(photo: Image.Image) -> tuple[Image.Image, Move]:
        first = min(max(0, round(start)), photo.width - 1)
        last = min(max(first + 1, round(min(end, photo.width))), photo.width)
        return photo.crop((first, 0, last, photo.height)), np.array([[1.0, 0, -first], [0, 1, 0], [0, 0, 1]])

    return make


def moved_box(box: Box, move: Move) -> dict[str, float]:
    """The upright box around a moved box, in the format of read_annotations."""
    left, top, right, bottom = box
    corners = np.array([[left, top, 1], [right, top, 1], [right, bottom, 1], [left, bottom, 1]]) @ move.T
    low, high = corners[:, :2].min(axis=0), corners[:, :2].max(axis=0)
    x, y = (low + high) / 2
    return {"cx": x, "cy": y, "w": high[0] - low[0], "h": high[1] - low[1], "angle": 0}


# usual: unchanged, rotated, sheared, dark, overexposed, blurred, compressed, noisy, smaller, larger, with a border.
# angles: strongly rotated in space. corrupted: the plates in the shade, in glare, worn, behind wires and so on.
# cut_off: one character is not fully in the photo.
PHOTO_GROUPS: dict[str, Callable[[AnnotatedPhoto], dict[str, Variant]]] = {
    "usual": lambda photo: VARIANTS,
    "angles": lambda photo: ANGLES,
    "corrupted": corrupted,
    "cut_off": cut_off,
}


def _area(box: Box) -> float:
    left, top, right, bottom = box
    return (right - left) * (bottom - top)
