"""Resizing and warping images with OpenCV. Images are arrays (height, width, 3) uint8; sizes are (width, height).

Homographies (3, 3) map continuous coordinates, in which the centre of the first pixel is at 0.5.
"""

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
Points = npt.NDArray[np.float64]
Homography = npt.NDArray[np.float64]

_TO_CENTRES = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
_FROM_CENTRES = np.array([[1, 0, -0.5], [0, 1, -0.5], [0, 0, 1]])


def resize(image: Pixels, size: tuple[int, int]) -> Pixels:
    """An image at another size: averaged along a side that shrinks, interpolated along one that grows."""
    height, width = image.shape[:2]
    if size == (width, height):
        return image
    for smaller in ((min(size[0], width), min(size[1], height)), size):
        height, width = image.shape[:2]
        if smaller != (width, height):
            shrinks = smaller[0] <= width and smaller[1] <= height
            image = np.asarray(
                cv2.resize(image, smaller, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR), np.uint8
            )
    return image


def homography(source: npt.NDArray[np.floating], target: npt.NDArray[np.floating]) -> Homography:
    """The homography that maps each of four points (4, 2) to its target (4, 2)."""
    return np.asarray(cv2.getPerspectiveTransform(source.astype(np.float32), target.astype(np.float32)), np.float64)


def transform(points: npt.NDArray[np.floating], by: Homography) -> Points:
    """Points (n, 2) under a homography."""
    return np.asarray(cv2.perspectiveTransform(points.astype(np.float64)[None], by)[0], np.float64)


def warp(image: Pixels, to_image: Homography, size: tuple[int, int]) -> Pixels:
    """An image of ``size`` sampled bilinearly from ``image``; ``to_image`` maps its points to those of ``image``.

    Beyond ``image`` its edge is repeated.
    """
    between_pixels = _FROM_CENTRES @ to_image @ _TO_CENTRES
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(
        cv2.warpPerspective(image, between_pixels, size, flags=flags, borderMode=cv2.BORDER_REPLICATE), np.uint8
    )


def remap(image: Pixels, from_image: npt.NDArray[np.floating]) -> Pixels:
    """An image (H, W) sampled bilinearly from ``image``, each pixel at its (x, y) in ``from_image`` (H, W, 2).

    Beyond ``image`` its edge is repeated.
    """
    where = (from_image - 0.5).astype(np.float32)
    return np.asarray(cv2.remap(image, where, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.uint8)
