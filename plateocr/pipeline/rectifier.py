"""The rectifier in ONNX Runtime: crops in, the corners and layouts of their plates out."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from plateocr.geometry.crops import straightened
from plateocr.geometry.quads import Corners, is_plate_shaped, is_tilted
from plateocr.geometry.warps import Pixels, resize
from plateocr.models.registry import LAYOUT_CLASSES, REGISTRY
from plateocr.onnx_session import input_name, open_session
from plateocr.plates import Layout
from plateocr.shipped import DEFAULT_RECTIFIER

_INPUT = REGISTRY["rectifier"].input


@dataclass(frozen=True, eq=False)
class Rectified:
    """What the rectifier found in n crops.

    corners: (n, 4, 2) float32, in fractions of each image's width and height; they may lie outside the image (below 0,
    above 1). layouts: (n, 6), the probability of each :class:`Layout`, in that order, and of no plate at all.
    """

    corners: Corners
    layouts: npt.NDArray[np.float32]


class Rectifier:
    """Finds the four corners of the plate in a crop, and its layout.

    A network without layouts, of version 0.2 or earlier, takes every plate for seven characters in one row. Raises
    CheckpointError if ``path`` is not such a network.
    """

    def __init__(self, path: str | Path = DEFAULT_RECTIFIER) -> None:
        self._session = open_session(path)
        self._input = input_name(self._session)
        self.knows_layouts = "layouts" in {output.name for output in self._session.get_outputs()}

    def corners(self, images: Sequence[Pixels]) -> Corners:
        """The corners of the plate in each RGB image; see :class:`Rectified`."""
        return self.rectify(images).corners

    def rectify(self, images: Sequence[Pixels]) -> Rectified:
        """The corners and the layout of the plate in each RGB image (H, W, 3).

        Tilted plates are straightened and passed through again.
        """
        seen = self._seen(images)
        corners, layouts = seen.corners, seen.layouts
        sizes = [np.array([image.shape[1], image.shape[0]], dtype=np.float64) for image in images]
        crops = {
            place: straightened(image, corners[place] * size)
            for place, (image, size) in enumerate(zip(images, sizes, strict=True))
            if is_tilted(corners[place] * size)
        }
        again = self._seen([crop.image for crop in crops.values()])
        for number, (place, crop) in enumerate(crops.items()):
            if is_plate_shaped(again.corners[number]):
                corners[place] = crop.in_photo(again.corners[number]) / sizes[place]
                layouts[place] = again.layouts[number]
        return seen

    def _seen(self, images: Sequence[Pixels]) -> Rectified:
        if not images:
            return Rectified(np.zeros((0, 4, 2), np.float32), np.zeros((0, LAYOUT_CLASSES), np.float32))
        batch = np.stack([rectifier_input(image) for image in images])
        if self.knows_layouts:
            return Rectified(*self._session.run(["corners", "layouts"], {self._input: batch}))
        seven = np.zeros((len(images), LAYOUT_CLASSES), np.float32)
        seven[:, 0] = 1
        return Rectified(self._session.run(["corners"], {self._input: batch})[0], seven)


def likeliest(scores: npt.NDArray[np.float32]) -> Layout:
    """The most probable layout of a plate, by one row of Rectified.layouts (6,)."""
    return list(Layout)[int(scores[: len(Layout)].argmax())]


def rectifier_input(image: Pixels) -> npt.NDArray[np.float32]:
    """The network's input for an RGB image (H, W, 3): (3, 32, 112) float32 in -1..1."""
    return signed(resize(image, (_INPUT.width, _INPUT.height)))


def signed(pixels: Pixels) -> npt.NDArray[np.float32]:
    """Pixels (H, W, 3) in 0..255 to (3, H, W) float32 in -1..1."""
    channels = np.ascontiguousarray(pixels.transpose(2, 0, 1))  # while still bytes, which takes half as long
    values: npt.NDArray[np.float32] = np.multiply(channels, np.float32(1 / 127.5), dtype=np.float32)
    values -= 1
    return values
