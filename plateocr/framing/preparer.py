"""The one way in which training, evaluation and reading turn an opened picture into a network's input."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from plateocr.framing.framer import DEFAULT_FRAMING, PlateFramer
from plateocr.framing.geometry import Corners, cut
from plateocr.picture import InputSpec, normalise, resize_picture


class Preparer:
    """Prepares RGB pictures as an InputSpec asks: stretched whole, or the plate found and cut out upright.

    ``framing`` is the file of the corner network, opened where the spec's framing is "corners".
    """

    def __init__(self, spec: InputSpec, framing: str | Path = DEFAULT_FRAMING) -> None:
        self.spec = spec
        self._framer = PlateFramer(framing) if spec.framing == "corners" else None

    def corners(self, pictures: Sequence[Image.Image]) -> Corners | None:
        """Where the plate is found in each picture (framer.PlateFramer.corners); None where pictures are stretched."""
        return self._framer.corners(pictures) if self._framer else None

    def pixels(self, pictures: Sequence[Image.Image]) -> list[npt.NDArray[np.uint8]]:
        """What the network sees of each picture: (height, width, 3) uint8."""
        corners = self.corners(pictures)
        if corners is None:
            return [resize_picture(picture, self.spec) for picture in pictures]
        return [cut(picture, found, self.spec) for picture, found in zip(pictures, corners, strict=True)]

    def batch(self, pictures: Sequence[Image.Image]) -> npt.NDArray[np.float32]:
        """The network's input for one or more pictures: (B, 3, height, width) float32."""
        return np.stack([normalise(pixels, self.spec) for pixels in self.pixels(pictures)])
