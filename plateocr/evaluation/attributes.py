"""What can be said of an image without reading it: size, sharpness, light."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from plateocr.images import InputSpec

# The measured columns of the prediction table that views filter by and slices are cut along. A table made before one
# of them was measured lacks it, and is looked at without it.
ATTRIBUTES = ("sharpness", "brightness", "contrast", "tilt", "width")
_WHITE = 255


@dataclass(frozen=True)
class ImageAttributes:
    """Size in pixels; sharpness, brightness and contrast as the prediction table defines them."""

    width: int
    height: int
    sharpness: float
    brightness: float
    contrast: float


def image_attributes(image: Image.Image) -> ImageAttributes:
    """Measure an RGB image.

    Sharpness is the variance of the 4-neighbour Laplacian of grey values 0..255, taken at the network's default input
    size so that images of different sizes compare. Brightness and contrast are mean and standard deviation of the
    grey values of the image as it is, 0..1.
    """
    grey = image.convert("L")
    values = np.asarray(grey, dtype=np.float32) / _WHITE
    return ImageAttributes(
        width=image.width,
        height=image.height,
        sharpness=_laplacian_variance(grey),
        brightness=float(values.mean(dtype=np.float64)),
        contrast=float(values.std(dtype=np.float64)),
    )


def _laplacian_variance(grey: Image.Image) -> float:
    spec = InputSpec()
    values = np.asarray(grey.resize((spec.width, spec.height), Image.Resampling.BILINEAR), dtype=np.float64)
    centre = values[1:-1, 1:-1]
    laplacian = values[:-2, 1:-1] + values[2:, 1:-1] + values[1:-1, :-2] + values[1:-1, 2:] - 4 * centre
    return float(laplacian.var())
