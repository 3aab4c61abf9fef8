"""What is on, around and over a plate: wear, bolts, dirt, frames, backgrounds and shadows."""

import cv2
import numpy as np
import numpy.typing as npt

from plateocr.plates import ORDINARY
from plateocr.synth.glyphs import SCALE
from plateocr.synth.plate import Pixels

BoltPlaces = tuple[tuple[float, float], ...]
# Bolt holes of the standard: two at the top, two at the bottom, as fractions of the plate's width and height.
BOLT_PLACES: BoltPlaces = ((0.25, 0.11), (0.75, 0.11), (0.25, 0.89), (0.75, 0.89))


def smooth_noise(size: tuple[int, int], cells: int, rng: np.random.Generator) -> npt.NDArray[np.float32]:
    """Clouds: (height, width) float32 in 0..1 for ``size`` = (width, height); more ``cells`` make finer clouds."""
    grid = rng.random((max(2, cells // 3), max(2, cells)), dtype=np.float32)
    return np.asarray(np.clip(cv2.resize(grid, size, interpolation=cv2.INTER_CUBIC), 0, 1))


def fade_paint(mask: Pixels, hardness: float, rng: np.random.Generator) -> Pixels:
    """Paint thicker or thinner than the standard's, and worn in patches: a new mask of the same shape."""
    weight = rng.normal(0, 1.3)
    if abs(weight) > 0.8:
        size = 2 * round(abs(weight)) + 1
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
        mask = cv2.dilate(mask, kernel) if weight > 0 else cv2.erode(mask, kernel)
    if rng.random() < 0.4 * hardness:
        wear = smooth_noise((mask.shape[1], mask.shape[0]), int(rng.integers(8, 50)), rng)
        keep = np.clip(1.4 - wear * rng.uniform(0.5, 1.3), 0.25, 1)
        mask = (mask * keep).astype(np.uint8)
    return mask


def add_bolts(plate: Pixels, rng: np.random.Generator, places: BoltPlaces = BOLT_PLACES) -> None:
    """Draw two or four bolts, in place; large ones cover parts of characters.

    ``places`` are the holes, as fractions of the plate's width and height, the upper two first.
    """
    height, width = plate.shape[:2]
    colour = tuple(int(value) for value in rng.integers(20, 235, 1).repeat(3) + rng.integers(-15, 15, 3))
    used = places[:2] if rng.random() < 0.4 else places
    radius = int(rng.uniform(0.016, 0.05) * (ORDINARY.size[1] * SCALE) * 1.6)  # also on taller plates
    for x, y in used:
        centre = (int(x * width + rng.normal(0, 5)), int(y * height + rng.normal(0, 3)))
        cv2.circle(plate, centre, radius, colour, thickness=-1, lineType=cv2.LINE_AA)
        lit = (centre[0] - radius // 3, centre[1] - radius // 3)
        cv2.circle(plate, lit, max(1, radius // 3), (225, 225, 225), thickness=-1, lineType=cv2.LINE_AA)


def add_dirt(plate: Pixels, spots: int, rng: np.random.Generator) -> None:
    """Draw blots of mud, snow or glare, in place: ellipses of one colour, most small."""
    height, width = plate.shape[:2]
    for _ in range(spots):
        bright = rng.random() < 0.4
        colour = rng.integers(190, 256, 3) if bright else rng.integers(30, 130, 3)
        axes = (int(rng.exponential(9)) + 2, int(rng.exponential(6)) + 2)
        centre = (int(rng.integers(width)), int(rng.integers(height)))
        shade = tuple(int(value) for value in colour)
        cv2.ellipse(plate, centre, axes, float(rng.uniform(0, 180)), 0, 360, shade, thickness=-1, lineType=cv2.LINE_AA)


def add_background(size: tuple[int, int], rng: np.random.Generator) -> Pixels:
    """The surroundings of a plate: clouds of two body colours with a few straight edges, (height, width, 3) uint8."""
    base = rng.integers(0, 256) * np.ones(3) + rng.normal(0, 18, 3)
    other = np.clip(base + rng.normal(0, 50, 3), 0, 255)
    clouds = smooth_noise((size[0] // 4, size[1] // 4), int(rng.integers(3, 12)), rng)[..., None]
    coarse = np.clip(base + (other - base) * clouds, 0, 255).astype(np.uint8)
    scene = np.asarray(cv2.resize(coarse, size, interpolation=cv2.INTER_LINEAR), dtype=np.uint8)
    for _ in range(int(rng.integers(0, 4))):
        grey = int(rng.integers(0, 256))
        y = int(rng.integers(size[1]))
        tilt = int(rng.normal(0, 0.05) * size[0])
        cv2.line(scene, (0, y), (size[0], y + tilt), (grey, grey, grey), int(rng.integers(1, max(2, size[1] // 10))))
    return scene


def add_frame(
    scene: Pixels,
    homography: npt.NDArray[np.float64],
    plate: tuple[int, int],
    rim: float,
    rng: np.random.Generator,
) -> None:
    """Draw a frame around the plate, in place: dark plastic or bright metal.

    ``plate`` is the flat plate's (width, height) and ``rim`` the frame's width, in its pixels.
    """
    right, bottom = plate[0] + rim, plate[1] + rim
    flat = np.array([[[-rim, -rim], [right, -rim], [right, bottom], [-rim, bottom]]], np.float64)
    outline = cv2.perspectiveTransform(flat, homography)[0]
    grey = int(rng.integers(0, 70) if rng.random() < 0.6 else rng.integers(150, 250))
    colour = tuple(int(value) for value in np.clip(grey + rng.normal(0, 8, 3), 0, 255))
    cv2.fillPoly(scene, [outline.round().astype(np.int32)], colour, lineType=cv2.LINE_AA)


def add_shadow(scene: Pixels, darkness: float, rng: np.random.Generator) -> Pixels:
    """A soft or hard edge beyond which the scene is darker by ``darkness`` (0..1), or a glare that whitens it."""
    height, width = scene.shape[:2]
    angle = rng.uniform(0, 2 * np.pi)
    x, y = np.linspace(-1, 1, width, dtype=np.float32), np.linspace(-0.5, 0.5, height, dtype=np.float32)[:, None]
    distance = x * np.float32(np.cos(angle)) + y * np.float32(np.sin(angle)) + np.float32(rng.normal(0, 0.4))
    edge = 1 / (1 + np.exp(-distance * np.float32(np.exp(rng.uniform(0.5, 3.5)))))
    share = (edge * darkness).astype(np.float32)[..., None]
    tint = 255.0 if rng.random() < 0.25 else 0.0
    return np.asarray(scene * (1 - share) + tint * share, dtype=np.uint8)
