"""What can be measured of an image without reading it: size, sharpness, light."""

from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

from plateocr.geometry.warps import Pixels
from plateocr.images import InputSpec

# The measured columns of the prediction table, which views filter by and slices are cut along. Tables made before one
# of them was introduced lack it and are shown without it.
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


def image_attributes(image: Pixels) -> ImageAttributes:
    """Measure an RGB image (H, W, 3).

    Sharpness is the variance of the 4-neighbour Laplacian of grey values 0..255, computed at the network's default
    input size so that images of different sizes are comparable. Brightness and contrast are the mean and standard
    deviation of the image's own grey values, 0..1.
    """
    grey = Image.fromarray(image).convert("L")
    (mean,), (deviation,) = cv2.meanStdDev(np.asarray(grey))
    spec = InputSpec()
    small = np.asarray(grey.resize((spec.width, spec.height), Image.Resampling.BILINEAR))
    # Without the border, for which OpenCV would repeat inner pixels.
    laplacian = cv2.Laplacian(small, cv2.CV_64F)[1:-1, 1:-1]
    return ImageAttributes(
        width=grey.width,
        height=grey.height,
        sharpness=float(laplacian.var()),
        brightness=float(mean[0]) / _WHITE,
        contrast=float(deviation[0]) / _WHITE,
    )
