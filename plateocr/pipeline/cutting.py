"""A plate that was detected, cut out of its photo: along its upright box, or straightened where it stands askew."""

import numpy as np
from PIL import Image

from plateocr.geometry.orientation import back, degrees_to_turn, turn
from plateocr.geometry.straightening import MARGIN, PlateCut, is_askew, straightened
from plateocr.pipeline.detector import DetectedPlate
from plateocr.plates import PlateKind


def cut_plate(photo: Image.Image, plate: DetectedPlate) -> PlateCut:
    """A plate of an RGB photo with the margin that crops have: along its upright box, turned so that it is read from
    left to right, or, in one row, straightened where it stands askew.
    """
    corners = np.array(plate.corners, dtype=np.float64)
    if plate.kind != PlateKind.TWO_ROWS and is_askew(corners):
        return straightened(photo, corners)
    left, top, right, bottom = cut_box(photo, plate)
    to_photo = np.array([[right - left, 0, left], [0, bottom - top, top], [0, 0, 1]], dtype=np.float64)
    degrees = degrees_to_turn(corners)
    return PlateCut(turn(photo.crop((left, top, right, bottom)), degrees), to_photo @ back(degrees))


def cut_box(photo: Image.Image, plate: DetectedPlate) -> tuple[int, int, int, int]:
    """The part of a photo around a plate's upright box, with the margin that crops have: left, top, right, bottom.

    In pixels, inside the photo, at least one wide and high, wherever the corners lie.
    """
    left, top, right, bottom = plate.box
    margin_x, margin_y = MARGIN * (plate.width, plate.height)
    if degrees_to_turn(np.array(plate.corners)) % 180:
        margin_x, margin_y = margin_y, margin_x
    x = min(max(0, int(left - margin_x)), photo.width - 1)
    y = min(max(0, int(top - margin_y)), photo.height - 1)
    return (
        x,
        y,
        max(x + 1, min(photo.width, round(right + margin_x))),
        max(y + 1, min(photo.height, round(bottom + margin_y))),
    )
