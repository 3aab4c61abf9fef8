"""The corner network at work, with ONNX Runtime: pictures in, corners out."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from plateocr.framing.geometry import Corners, is_plate_shaped
from plateocr.framing.straightening import is_askew, straightened
from plateocr.onnx_session import open_session

DEFAULT_FRAMING = Path(__file__).resolve().parents[1] / "assets" / "framing.onnx"
INPUT_WIDTH, INPUT_HEIGHT = 112, 32


class PlateFramer:
    """Finds the four corners of the plate in a crop. Raises CheckpointError when ``path`` is not the network."""

    def __init__(self, path: str | Path = DEFAULT_FRAMING) -> None:
        self._session = open_session(path)

    def corners(self, pictures: Sequence[Image.Image]) -> Corners:
        """Corners of the plate in each RGB picture: (n, 4, 2) float32, in fractions of its width and height.

        Order: left-top, right-top, right-bottom, left-bottom. They may lie outside the picture (below 0, above 1).
        Plates that stand askew are straightened and looked at again.
        """
        corners = self._seen(pictures)
        sizes = [np.array(picture.size) for picture in pictures]
        cuts = {
            place: straightened(picture, corners[place] * size)
            for place, (picture, size) in enumerate(zip(pictures, sizes, strict=True))
            if is_askew(corners[place] * size)
        }
        again = self._seen([cut.picture for cut in cuts.values()])
        for (place, cut), found in zip(cuts.items(), again, strict=True):
            if is_plate_shaped(found):
                corners[place] = cut.in_photo(found) / sizes[place]
        return corners

    def _seen(self, pictures: Sequence[Image.Image]) -> Corners:
        if not pictures:
            return np.zeros((0, 4, 2), dtype=np.float32)
        batch = np.stack([framing_input(picture) for picture in pictures])
        corners: Corners = self._session.run(["corners"], {"pictures": batch})[0]
        return corners


def framing_input(picture: Image.Image) -> npt.NDArray[np.float32]:
    """What the corner network sees of an RGB picture: (3, 32, 112) float32 in -1..1."""
    small = np.asarray(picture.resize((INPUT_WIDTH, INPUT_HEIGHT), Image.Resampling.BILINEAR), dtype=np.float32)
    return np.ascontiguousarray((small / np.float32(127.5) - 1).transpose(2, 0, 1))
