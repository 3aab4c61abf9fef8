"""The corner network at work, with ONNX Runtime: images in, corners out."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from plateocr.geometry.quads import Corners, is_plate_shaped
from plateocr.geometry.straightening import is_askew, straightened
from plateocr.onnx_session import open_session
from plateocr.shipped import DEFAULT_RECTIFIER

INPUT_WIDTH, INPUT_HEIGHT = 112, 32


class Rectifier:
    """Finds the four corners of the plate in a crop. Raises CheckpointError when ``path`` is not the network."""

    def __init__(self, path: str | Path = DEFAULT_RECTIFIER) -> None:
        self._session = open_session(path)

    def corners(self, images: Sequence[Image.Image]) -> Corners:
        """Corners of the plate in each RGB image: (n, 4, 2) float32, in fractions of its width and height.

        Order: left-top, right-top, right-bottom, left-bottom. They may lie outside the image (below 0, above 1).
        Plates that stand askew are straightened and looked at again.
        """
        corners = self._seen(images)
        sizes = [np.array(image.size) for image in images]
        cuts = {
            place: straightened(image, corners[place] * size)
            for place, (image, size) in enumerate(zip(images, sizes, strict=True))
            if is_askew(corners[place] * size)
        }
        again = self._seen([cut.image for cut in cuts.values()])
        for (place, cut), found in zip(cuts.items(), again, strict=True):
            if is_plate_shaped(found):
                corners[place] = cut.in_photo(found) / sizes[place]
        return corners

    def _seen(self, images: Sequence[Image.Image]) -> Corners:
        if not images:
            return np.zeros((0, 4, 2), dtype=np.float32)
        batch = np.stack([rectifier_input(image) for image in images])
        corners: Corners = self._session.run(["corners"], {"pictures": batch})[0]
        return corners


def rectifier_input(image: Image.Image) -> npt.NDArray[np.float32]:
    """What the corner network sees of an RGB image: (3, 32, 112) float32 in -1..1."""
    small = np.asarray(image.resize((INPUT_WIDTH, INPUT_HEIGHT), Image.Resampling.BILINEAR), dtype=np.float32)
    return np.ascontiguousarray((small / np.float32(127.5) - 1).transpose(2, 0, 1))
