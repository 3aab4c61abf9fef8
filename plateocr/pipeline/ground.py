"""The colour of a plate's background, as people name it."""

import cv2
import numpy as np

from plateocr.geometry.warps import Pixels

# The part of an upright plate that is looked at, in shares of its height and width: inside the border.
_ROWS, _COLUMNS = (0.15, 0.85), (0.05, 0.95)
# Below either, a colour is white or black: its saturation, and its brightest channel less its darkest, 0..255. The
# saturation of a colour that is nearly black is chance.
_GREY, _COLOURED = 50, 25
# Hues in OpenCV's degrees, 0..180: the end of each range.
_HUES = ((42, "yellow"), (96, "green"), (150, "blue"), (180, "yellow"))


def ground_colour(plate: Pixels) -> str:
    """The colour of an upright plate (H, W, 3): "blue", "yellow", "green", "white" or "black".

    The background is the larger of the two groups into which the image falls by brightness; whether a grey one is white
    or black is told by the paint, which is darker or brighter.
    """
    height, width = plate.shape[:2]
    rows, columns = (
        slice(int(low * side), int(high * side)) for (low, high), side in ((_ROWS, height), (_COLUMNS, width))
    )
    part = np.ascontiguousarray(plate[rows, columns])
    grey = cv2.cvtColor(part, cv2.COLOR_RGB2GRAY)
    threshold, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    bright = grey > threshold
    is_ground = bright if bright.mean() >= 0.5 else ~bright
    colour = np.median(part[is_ground], axis=0).astype(np.uint8)
    hue, saturation, _ = (int(value) for value in cv2.cvtColor(colour[None, None], cv2.COLOR_RGB2HSV)[0, 0])
    if saturation < _GREY or int(np.ptp(colour)) < _COLOURED:
        return "white" if bright.mean() >= 0.5 else "black"
    return next(name for end, name in _HUES if hue <= end)
