"""Plates cut out upright, in the proportions of their kind, to be shown above what was read in them."""

import numpy as np

from plateocr.geometry.crops import rectangle
from plateocr.geometry.quads import size_of
from plateocr.geometry.warps import Pixels, homography, resize, warp
from plateocr.pipeline.results import Points
from plateocr.plates import Layout, form_of


def upright_plate(image: Pixels, corners: Points, layout: Layout) -> Pixels:
    """The plate with ``corners`` in pixels of an RGB image (H, W, 3), one pixel for each millimetre of its kind."""
    size = form_of(layout).size
    quad = np.array(corners, dtype=np.float64)
    scale = min(1.0, 1.5 * size[0] / max(1.0, size_of(quad)[0]))
    if scale < 1:  # warping does not average
        height, width = image.shape[:2]
        image = resize(image, (max(1, round(scale * width)), max(1, round(scale * height))))
    return warp(image, homography(rectangle(size), quad * scale), size)
