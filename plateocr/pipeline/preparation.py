"""How an opened image becomes a recogniser's input, in training, evaluation and reading alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from plateocr.geometry.quads import WHOLE, Corners, is_plate_shaped, quad_of
from plateocr.geometry.warps import Pixels, homography, remap, resize, transform, warp
from plateocr.images import InputSpec
from plateocr.pipeline.rectifier import Rectified, Rectifier, likeliest
from plateocr.pipeline.two_rows import ONE_ROW, places_on_plate
from plateocr.plates import NOTEBOOK, READ_LAYOUTS, Layout, PlateSpec
from plateocr.shipped import DEFAULT_RECTIFIER

# Where the left and right edges of the plate land, in pixels of an input with 32 for each character. Characters start
# 15.5 mm from the edge of a plate 440 mm wide; a little is cut off on the left because column k of the CNN is centred
# on pixel 32 k + 11.5, to the left of where the standard puts the characters. A column sees 27 pixels to either side,
# and on green plates the third character is far to the right.
_EDGES = {Layout.SEVEN: (-3.0, 223.0), Layout.EIGHT: (-8.0, 250.0)}
_PER_CHARACTER = 32
# A layout with at least this probability is tried besides the most likely one.
_RIVAL = 0.05
_INSET = 1.0  # of the plate's upper and lower edges, in pixels
# Images are first shrunk to at most this many times the input size, because warping does not average.
_MAX_OVERSAMPLING = 1.5


@dataclass(frozen=True, eq=False)
class PreparedPlate:
    """A crop as a recogniser sees it in one layout: pixels (height, width, 3) uint8."""

    pixels: Pixels
    layout: Layout


@dataclass(frozen=True, eq=False)
class PreparedCrop:
    """A crop in each layout that its plate may have, most likely first.

    corners: (4, 2) in fractions of the crop; None if it is stretched whole. scores: the probability of each layout, and
    of no plate (see Rectified); None if they are not known. beyond: the plate has a layout that the recogniser does not
    read.
    """

    plates: tuple[PreparedPlate, ...]
    corners: Corners | None = None
    scores: npt.NDArray[np.float32] | None = None
    beyond: bool = False


class Preparer:
    """Prepares RGB images as an InputSpec says: stretched whole, or rectified.

    ``rectifier`` is the ONNX file of the rectifier, opened only if the spec's framing is "corners". ``lengths`` are how
    many characters the recogniser's plates may have.
    """

    def __init__(
        self, spec: InputSpec, rectifier: str | Path = DEFAULT_RECTIFIER, lengths: Sequence[int] = NOTEBOOK.lengths
    ) -> None:
        self.spec = spec
        # Preparers with the same key give the same pixels, before normalisation.
        framing = str(rectifier) if spec.framing == "corners" else ""
        self.key = (spec.framing, spec.width, spec.height, framing, tuple(lengths))
        self.rectifier = Rectifier(rectifier) if spec.framing == "corners" else None
        self.layouts = tuple(layout for layout in READ_LAYOUTS if layout.characters in lengths)

    @property
    def knows_layouts(self) -> bool:
        """Whether the rectifier tells layouts; those of version 0.2 do not."""
        return self.rectifier is not None and self.rectifier.knows_layouts

    def prepare(self, images: Sequence[Pixels], hints: Sequence[Layout | None] = ()) -> list[PreparedCrop]:
        """Each image in the layouts that its plate may have; ``hints`` are those that a detector saw."""
        rectified = self.rectify(images)
        if rectified is None:
            return [PreparedCrop((PreparedPlate(stretch(image, self.spec), Layout.SEVEN),)) for image in images]
        prepared = []
        for number, image in enumerate(images):
            corners, scores = rectified.corners[number], rectified.layouts[number]
            hint = hints[number] if hints else None
            plates = tuple(
                PreparedPlate(rectify(image, corners, self.spec, layout), layout)
                for layout in self._candidates(scores, hint)
            )
            prepared.append(PreparedCrop(plates, corners, scores, self._is_beyond(scores, hint)))
        return prepared

    def rectify(self, images: Sequence[Pixels]) -> Rectified | None:
        """The corners and the layout of the plate in each image; None if images are stretched whole."""
        return self.rectifier.rectify(images) if self.rectifier else None

    def in_layouts(self, images: Sequence[Pixels], layouts: Sequence[Layout]) -> list[PreparedPlate]:
        """Each image in a layout that is known."""
        rectified = self.rectify(images)
        if rectified is None:
            return [PreparedPlate(stretch(image, self.spec), Layout.SEVEN) for image in images]
        return [
            PreparedPlate(rectify(image, corners, self.spec, layout), layout)
            for image, corners, layout in zip(images, rectified.corners, layouts, strict=True)
        ]

    def pixels(self, images: Sequence[Pixels]) -> list[Pixels]:
        """What the network sees of each image in its most likely layout: (height, width, 3) uint8."""
        return [crop.plates[0].pixels for crop in self.prepare(images)]

    def _is_beyond(self, scores: npt.NDArray[np.float32], hint: Layout | None) -> bool:
        seen = likeliest(scores) if self.knows_layouts else hint
        return seen in READ_LAYOUTS and seen not in self.layouts

    def _candidates(self, scores: npt.NDArray[np.float32], hint: Layout | None) -> list[Layout]:
        if not self.knows_layouts and hint in self.layouts:
            return [hint]
        ranked = sorted(self.layouts, key=lambda layout: -scores[layout.place])
        rivals = [one for one in ranked[1:] if one == hint or scores[one.place] >= _RIVAL]
        return [ranked[0], *rivals]


def stretch(image: Pixels, spec: InputSpec) -> Pixels:
    """An RGB image at the network's input size, resized as in the notebook: OpenCV's bilinear, without averaging."""
    return np.asarray(cv2.resize(image, (spec.width, spec.height), interpolation=cv2.INTER_LINEAR), np.uint8)


def rectify(image: Pixels, corners: Corners, spec: InputSpec, layout: Layout = Layout.SEVEN) -> Pixels:
    """The plate with ``corners`` (4, 2), fractions of an RGB image, cut out upright: (height, width, 3) uint8.

    ``spec.width`` is that of seven characters; plates of eight are wider, and two rows are rearranged into one. Beyond
    the image, its edge is repeated. Corners that are not shaped like a plate give the whole image.
    """
    if not is_plate_shaped(corners):
        corners = WHOLE
    image = shrink(image, spec, layout.rows)
    height, width = image.shape[:2]
    size = (width_of(spec, layout), spec.height)
    if layout.rows == 1:
        return warp(image, homography(_target(spec, layout), corners * (width, height)), size)
    places = places_on_plate(layout, *size, _edges(spec, layout))
    from_plate = homography(WHOLE, corners * (width, height))
    return remap(image, transform(places.reshape(-1, 2), from_plate).reshape(places.shape))


def spans_of(spec: InputSpec, layout: Layout, plate: PlateSpec) -> list[tuple[float, float]]:
    """The left and right edge of each character of a kind of plate, in pixels of the network's input."""
    shown = plate if layout.rows == 1 else ONE_ROW[layout.in_one_row]
    left, right = _edges(spec, layout)
    scale = (right - left) / shown.size[0]
    return [(left + cell.left * scale, left + cell.right * scale) for cell in shown.cells]


def width_of(spec: InputSpec, layout: Layout) -> int:
    """The width of the network's input for a layout, in pixels."""
    return spec.width * layout.characters // Layout.SEVEN.characters


def shrink(image: Pixels, spec: InputSpec, rows: int = 1) -> Pixels:
    """An image of a plate with some rows shrunk for :func:`rectify` if it is much larger than the network's input."""
    height, width = image.shape[:2]
    most = (round(_MAX_OVERSAMPLING * spec.width), round(_MAX_OVERSAMPLING * spec.height * rows))
    return resize(image, (min(width, most[0]), min(height, most[1])))


def normalise(pixels: Pixels, spec: InputSpec) -> npt.NDArray[np.float32]:
    """Pixels (..., height, width, 3) in 0..255 to the network's input (..., 3, height, width) float32."""
    scale = 1 / (255 * np.asarray(spec.std, np.float32))[:, None, None]
    values: npt.NDArray[np.float32] = np.multiply(
        np.ascontiguousarray(np.moveaxis(pixels, -1, -3)), scale, dtype=np.float32
    )
    values -= 255 * np.asarray(spec.mean, np.float32)[:, None, None] * scale
    return values


def _target(spec: InputSpec, layout: Layout) -> npt.NDArray[np.float64]:
    left, right = _edges(spec, layout)
    return quad_of((left, _INSET, right, spec.height - _INSET))


def _edges(spec: InputSpec, layout: Layout) -> tuple[float, float]:
    factor = spec.width / (_PER_CHARACTER * Layout.SEVEN.characters)
    left, right = _EDGES[layout.in_one_row]
    return left * factor, right * factor
