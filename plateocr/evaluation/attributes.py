"""What can be said of a picture without reading it: size, sharpness, light."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from plateocr.picture import InputSpec

# The measured columns of the prediction table that views filter by and slices are cut along. A table made before one
# of them was measured lacks it, and is looked at without it.
ATTRIBUTES = ("sharpness", "brightness", "contrast", "tilt", "width")
_WHITE = 255


@dataclass(frozen=True)
class PictureAttributes:
    """Size in pixels; sharpness, brightness and contrast as the prediction table defines them."""

    width: int
    height: int
    sharpness: float
    brightness: float
    contrast: float


def picture_attributes(picture: Image.Image) -> PictureAttributes:
    """Measure an RGB picture.

    Sharpness is the variance of the 4-neighbour Laplacian of grey values 0..255, taken at the network's default input
    size so that pictures of different sizes compare. Brightness and contrast are mean and standard deviation of the
    grey values of the picture as it is, 0..1.
    """
    grey = picture.convert("L")
    values = np.asarray(grey, dtype=np.float32) / _WHITE
    return PictureAttributes(
        width=picture.width,
        height=picture.height,
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
