"""The rectifier in ONNX Runtime: crops in, the corners of their plates out."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from plateocr.geometry.crops import straightened
from plateocr.geometry.quads import Corners, is_plate_shaped, is_tilted
from plateocr.geometry.warps import Pixels, resize
from plateocr.models.registry import REGISTRY
from plateocr.onnx_session import input_name, open_session
from plateocr.shipped import DEFAULT_RECTIFIER

_INPUT = REGISTRY["rectifier"].input


class Rectifier:
    """Finds the four corners of the plate in a crop. Raises CheckpointError if ``path`` is not such a network."""

    def __init__(self, path: str | Path = DEFAULT_RECTIFIER) -> None:
        self._session = open_session(path)
        self._input = input_name(self._session)

    def corners(self, images: Sequence[Pixels]) -> Corners:
        """Corners of the plate in each RGB image: (n, 4, 2) float32, in fractions of its width and height.

        They may lie outside the image (below 0, above 1). Tilted plates are straightened and passed through again.
        """
        corners = self._seen(images)
        sizes = [np.array([image.shape[1], image.shape[0]], dtype=np.float64) for image in images]
        crops = {
            place: straightened(image, corners[place] * size)
            for place, (image, size) in enumerate(zip(images, sizes, strict=True))
            if is_tilted(corners[place] * size)
        }
        again = self._seen([crop.image for crop in crops.values()])
        for (place, crop), found in zip(crops.items(), again, strict=True):
            if is_plate_shaped(found):
                corners[place] = crop.in_photo(found) / sizes[place]
        return corners

    def _seen(self, images: Sequence[Pixels]) -> Corners:
        if not images:
            return np.zeros((0, 4, 2), dtype=np.float32)
        batch = np.stack([rectifier_input(image) for image in images])
        corners: Corners = self._session.run(["corners"], {self._input: batch})[0]
        return corners


def rectifier_input(image: Pixels) -> npt.NDArray[np.float32]:
    """The network's input for an RGB image (H, W, 3): (3, 32, 112) float32 in -1..1."""
    return signed(resize(image, (_INPUT.width, _INPUT.height)))


def signed(pixels: Pixels) -> npt.NDArray[np.float32]:
    """Pixels (H, W, 3) in 0..255 to (3, H, W) float32 in -1..1."""
    channels = np.ascontiguousarray(pixels.transpose(2, 0, 1))  # while still bytes, which takes half as long
    values: npt.NDArray[np.float32] = np.multiply(channels, np.float32(1 / 127.5), dtype=np.float32)
    values -= 1
    return values
