"""How an opened image becomes a recogniser's input, in training, evaluation and reading alike."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from plateocr.geometry.quads import WHOLE, Corners, is_plate_shaped, quad_of
from plateocr.geometry.warps import Pixels, homography, resize, warp
from plateocr.images import InputSpec
from plateocr.pipeline.rectifier import Rectifier
from plateocr.shipped import DEFAULT_RECTIFIER

# Where the left and right edges of the plate land, in pixels of an input 224 wide. The characters start 15.5 mm from
# the edge of a plate 440 mm wide; a little is cut off on the left because column k of the CNN is centred on pixel
# 32 k + 11.5, to the left of where the standard puts the characters.
_LEFT, _RIGHT = -3.0, 223.0
_INSET = 1.0  # of the plate's upper and lower edges, in pixels
# Images are first shrunk to at most this many times the input size, because warping does not average.
_MAX_OVERSAMPLING = 1.5


class Preparer:
    """Prepares RGB images as an InputSpec says: stretched whole, or rectified.

    ``rectifier`` is the ONNX file of the rectifier, opened only if the spec's framing is "corners".
    """

    def __init__(self, spec: InputSpec, rectifier: str | Path = DEFAULT_RECTIFIER) -> None:
        self.spec = spec
        # Preparers with the same key give the same pixels, before normalisation.
        self.key = (spec.framing, spec.width, spec.height, str(rectifier) if spec.framing == "corners" else "")
        self.rectifier = Rectifier(rectifier) if spec.framing == "corners" else None

    def corners(self, images: Sequence[Pixels]) -> Corners | None:
        """The corners of the plate in each image (see Rectifier.corners); None if images are stretched whole."""
        return self.rectifier.corners(images) if self.rectifier else None

    def pixels(self, images: Sequence[Pixels], corners: Corners | None = None) -> list[Pixels]:
        """The pixels that the network sees of each image: (height, width, 3) uint8. ``corners``: if already known."""
        if self.rectifier is None:
            return [stretch(image, self.spec) for image in images]
        found = self.rectifier.corners(images) if corners is None else corners
        return [rectify(image, of_plate, self.spec) for image, of_plate in zip(images, found, strict=True)]

    def batch(self, images: Sequence[Pixels], corners: Corners | None = None) -> npt.NDArray[np.float32]:
        """The network's input for one or more images: (B, 3, height, width) float32."""
        return normalise(np.stack(self.pixels(images, corners)), self.spec)


def stretch(image: Pixels, spec: InputSpec) -> Pixels:
    """An RGB image at the network's input size, resized as in the notebook: OpenCV's bilinear, without averaging."""
    return np.asarray(cv2.resize(image, (spec.width, spec.height), interpolation=cv2.INTER_LINEAR), np.uint8)


def rectify(image: Pixels, corners: Corners, spec: InputSpec) -> Pixels:
    """The plate with ``corners`` (4, 2), fractions of an RGB image, cut out upright: (height, width, 3) uint8.

    Beyond the image, its edge is repeated. Corners that are not shaped like a plate give the whole image.
    """
    if not is_plate_shaped(corners):
        corners = WHOLE
    image = shrink(image, spec)
    height, width = image.shape[:2]
    return warp(image, homography(_target(spec), corners * (width, height)), (spec.width, spec.height))


def shrink(image: Pixels, spec: InputSpec) -> Pixels:
    """An image shrunk for :func:`rectify` if it is much larger than the network's input."""
    height, width = image.shape[:2]
    most = (round(_MAX_OVERSAMPLING * spec.width), round(_MAX_OVERSAMPLING * spec.height))
    return resize(image, (min(width, most[0]), min(height, most[1])))


def normalise(pixels: Pixels, spec: InputSpec) -> npt.NDArray[np.float32]:
    """Pixels (..., height, width, 3) in 0..255 to the network's input (..., 3, height, width) float32."""
    scale = 1 / (255 * np.asarray(spec.std, np.float32))[:, None, None]
    values: npt.NDArray[np.float32] = np.multiply(
        np.ascontiguousarray(np.moveaxis(pixels, -1, -3)), scale, dtype=np.float32
    )
    values -= 255 * np.asarray(spec.mean, np.float32)[:, None, None] * scale
    return values


def _target(spec: InputSpec) -> npt.NDArray[np.float64]:
    factor = spec.width / 224
    return quad_of((_LEFT * factor, _INSET, _RIGHT * factor, spec.height - _INSET))
