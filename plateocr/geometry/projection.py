"""Where a plate lands in an image: the pinhole projection of a turned plate, and the crop around it."""

from typing import Protocol

import cv2
import numpy as np
import numpy.typing as npt

Corners = npt.NDArray[np.float64]
# Distance of the camera in plate widths: the smaller, the stronger the perspective.
_DISTANCE = 6.0
_RECTIFIED_ASPECT = 136 / 36  # of the rectified crops of gate cameras; a plate's own is 3.14


class Crop(Protocol):
    """The part of CameraSettings that says how the crop is cut."""

    @property
    def rectified(self) -> bool:
        """Whether the crop is warped so that the plate fills it."""
        ...

    @property
    def margins(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom margin, as fractions of the box; negative cuts into the plate."""
        ...

    @property
    def width(self) -> int:
        """Width of the image, in pixels."""
        ...

    @property
    def squeeze(self) -> float:
        """A factor on the image's height."""
        ...


def project_plate(yaw: float, pitch: float, roll: float, width: float, height: float) -> Corners:
    """Corners of a plate turned by angles in degrees, seen by a pinhole camera: (4, 2), left-top first, clockwise.

    Angles are clipped to the limits of :func:`turned`.
    """
    half = np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]]) * np.array([width / 2, height / 2, 0])
    points = half @ turned(yaw, pitch, roll).T
    depth = points[:, 2:] / width + _DISTANCE
    seen: Corners = points[:, :2] * _DISTANCE / depth
    return seen


def turned(yaw: float, pitch: float, roll: float) -> npt.NDArray[np.float64]:
    """The rotation (3, 3) by angles in degrees: yaw (sideways) first, then pitch, then roll (in the image plane).

    Yaw is clipped to 65 degrees, pitch to 55 and roll to 40: beyond these hardly anybody can read a plate.
    """
    limits = ((yaw, 65), (pitch, 55), (roll, 40))
    turn_y, turn_x, turn_z = (np.radians(np.clip(angle, -limit, limit)) for angle, limit in limits)
    about_y = np.array([[np.cos(turn_y), 0, np.sin(turn_y)], [0, 1, 0], [-np.sin(turn_y), 0, np.cos(turn_y)]])
    about_x = np.array([[1, 0, 0], [0, np.cos(turn_x), -np.sin(turn_x)], [0, np.sin(turn_x), np.cos(turn_x)]])
    about_z = np.array([[np.cos(turn_z), -np.sin(turn_z), 0], [np.sin(turn_z), np.cos(turn_z), 0], [0, 0, 1]])
    rotation: npt.NDArray[np.float64] = about_z @ about_x @ about_y
    return rotation


def crop_homography(
    seen: Corners, crop: Crop, source_width: int, source_height: int
) -> tuple[npt.NDArray[np.float64], Corners, tuple[int, int]]:
    """The map from flat-plate pixels to crop pixels, the corners in the crop, and the crop's (width, height)."""
    if crop.rectified:
        aspect = _RECTIFIED_ASPECT
        residual = seen - seen.mean(axis=0)
        box = np.array([residual.min(axis=0), residual.max(axis=0)])
        upright = np.array(
            [[box[0, 0], box[0, 1]], [box[1, 0], box[0, 1]], [box[1, 0], box[1, 1]], [box[0, 0], box[1, 1]]]
        )
        seen = upright + 0.25 * (residual - upright)
    low, high = seen.min(axis=0), seen.max(axis=0)
    left, top, right, bottom = np.clip(crop.margins, -0.045, 0.35)
    span = high - low
    low = low - span * (left, top)
    high = high + span * (right, bottom)
    span = high - low
    if not crop.rectified:
        aspect = float(span[0] / span[1])
    width = crop.width
    height = max(16, round(width / max(aspect, 1.2) * crop.squeeze))
    corners: Corners = (seen - low) / span * (width, height)
    flat = np.array([[0, 0], [source_width, 0], [source_width, source_height], [0, source_height]], np.float32)
    homography = cv2.getPerspectiveTransform(flat, corners.astype(np.float32))
    return np.asarray(homography, np.float64), corners, (width, height)
