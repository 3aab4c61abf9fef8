"""The one way in which training, evaluation and reading turn an opened image into a network's input."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from plateocr.geometry.quads import Corners, cut
from plateocr.images import InputSpec, normalise, resize_image
from plateocr.pipeline.rectifier import Rectifier
from plateocr.shipped import DEFAULT_RECTIFIER


class Preparer:
    """Prepares RGB images as an InputSpec asks: stretched whole, or the plate found and cut out upright.

    ``framing`` is the file of the corner network, opened where the spec's framing is "corners".
    """

    def __init__(self, spec: InputSpec, framing: str | Path = DEFAULT_RECTIFIER) -> None:
        self.spec = spec
        self._rectifier = Rectifier(framing) if spec.framing == "corners" else None

    def corners(self, images: Sequence[Image.Image]) -> Corners | None:
        """Where the plate is found in each image (rectifier.Rectifier.corners); None where images are stretched."""
        return self._rectifier.corners(images) if self._rectifier else None

    def pixels(self, images: Sequence[Image.Image]) -> list[npt.NDArray[np.uint8]]:
        """What the network sees of each image: (height, width, 3) uint8."""
        corners = self.corners(images)
        if corners is None:
            return [resize_image(image, self.spec) for image in images]
        return [cut(image, found, self.spec) for image, found in zip(images, corners, strict=True)]

    def batch(self, images: Sequence[Image.Image]) -> npt.NDArray[np.float32]:
        """The network's input for one or more images: (B, 3, height, width) float32."""
        return np.stack([normalise(pixels, self.spec) for pixels in self.pixels(images)])
