"""Where the plate's corners land in a network's input, and the cut that puts them there. Pillow and NumPy alone."""

import numpy as np
import numpy.typing as npt
from PIL import Image

from plateocr.images import InputSpec

Corners = npt.NDArray[np.float32]

# The whole image, as corners: left-top, right-top, right-bottom, left-bottom, in fractions of width and height.
WHOLE: Corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], dtype=np.float32)
# Where the plate's left and right edge land, in pixels of an input 224 wide. Its painted characters start 15.5 mm from
# the edge of 440; a little is cut off on the left because column k of the CNN looks at pixel 32 k + 11.5, which is to
# the left of the standard's characters.
_LEFT, _RIGHT = -3.0, 223.0
_INSET = 1.0  # of the plate's upper and lower edge, pixels
# An image is first shrunk, antialiased, to at most this many times the input: the cut itself does not antialias.
_MAX_OVERSAMPLING = 1.5
# A plate that is warped out of a photo has at most this width there, pixels: warping does not antialias.
LARGEST_WIDTH = 400
_NEXT = [1, 2, 3, 0]  # the corner that follows each
_LEAST_AREA = 0.12  # of the image: a smaller plate than this is a mistake of the network


def is_plate_shaped(corners: Corners) -> bool:
    """Whether four corners (4, 2) go round clockwise without a dent and enclose enough of the image to be a plate."""
    sides = corners[_NEXT] - corners
    following = sides[_NEXT]
    turns = sides[:, 0] * following[:, 1] - sides[:, 1] * following[:, 0]
    return bool(np.isfinite(corners).all() and (turns > 0).all() and enclosed_area(corners) >= _LEAST_AREA)


def enclosed_area(corners: Corners) -> float:
    """What four corners (4, 2) enclose, clockwise, as a share of the image that they are fractions of."""
    x, y = corners.T.astype(np.float64)
    return 0.5 * float(x @ y[_NEXT] - y @ x[_NEXT])


def within_box(corners: npt.NDArray[np.float64]) -> Corners:
    """Corners (4, 2), pixels, in fractions of the upright box around them, which is a pixel wide and high at least."""
    within: Corners = ((corners - corners.min(axis=0)) / np.maximum(1, np.ptp(corners, axis=0))).astype(np.float32)
    return within


def tilt_of(corners: Corners, size: tuple[int, int]) -> float:
    """How far a plate is turned, in degrees, clockwise positive: the mean of its upper and lower edge.

    ``corners`` (4, 2) are fractions of an image of ``size`` = (width, height) pixels.
    """
    left_top, right_top, right_bottom, left_bottom = corners.astype(np.float64) * size
    along = (right_top - left_top) + (right_bottom - left_bottom)
    return float(np.degrees(np.arctan2(along[1], along[0])))


def cut(image: Image.Image, corners: Corners, spec: InputSpec) -> npt.NDArray[np.uint8]:
    """The plate with ``corners`` (4, 2), fractions of an RGB image, cut out upright: (height, width, 3) uint8.

    Where the cut leaves the image, the image's edge is repeated. Corners that are no plate's give the whole
    image.
    """
    if not is_plate_shaped(corners):
        corners = WHOLE
    image = shrink(image, spec)
    source = corners.astype(np.float64) * image.size
    image, source = pad(image, source)
    coefficients = perspective(_target(spec), source)
    upright = image.transform(
        (spec.width, spec.height), Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BILINEAR
    )
    return np.asarray(upright)


def shrink(image: Image.Image, spec: InputSpec) -> Image.Image:
    """An image as :func:`cut` takes it: shrunk, antialiased, where it is much larger than the network's input."""
    most = (round(_MAX_OVERSAMPLING * spec.width), round(_MAX_OVERSAMPLING * spec.height))
    size = (min(image.width, most[0]), min(image.height, most[1]))
    return image if size == image.size else image.resize(size, Image.Resampling.BILINEAR)


def pad(image: Image.Image, corners: npt.NDArray[np.float64]) -> tuple[Image.Image, npt.NDArray[np.float64]]:
    """The RGB image with its edge repeated where ``corners`` (4, 2), pixels, leave it, by at most a quarter of its
    size a side; and the corners in the answer's pixels.
    """
    most_margin = np.maximum(2, np.array(image.size) // 4)
    before = np.clip(np.ceil(1 - corners.min(axis=0)), 0, most_margin).astype(int)
    behind = np.clip(np.ceil(1 + corners.max(axis=0) - image.size), 0, most_margin).astype(int)
    if before.any() or behind.any():
        around = ((before[1], behind[1]), (before[0], behind[0]), (0, 0))
        image = Image.fromarray(np.pad(np.asarray(image), around, mode="edge"))
    return image, corners + before


def part_around(photo: Image.Image, corners: npt.NDArray[np.float64]) -> tuple[Image.Image, npt.NDArray[np.float64]]:
    """What of an RGB photo is needed to warp what has these ``corners`` (4, 2), pixels, out of it; and these in its
    pixels.

    What is large is shrunk, antialiased; where corners leave the photo its edge is repeated.
    """
    low = np.clip(np.floor(corners.min(axis=0)) - 1, 0, np.array(photo.size) - 1).astype(int)
    high = np.clip(np.ceil(corners.max(axis=0)) + 1, low + 1, photo.size).astype(int)
    part, source = photo.crop((*low.tolist(), *high.tolist())), corners - low
    share = min(1.0, LARGEST_WIDTH / max(1.0, mean_width(source)))
    if share < 1:
        size = (max(1, round(part.width * share)), max(1, round(part.height * share)))
        source = source * (np.array(size) / part.size)
        part = part.resize(size, Image.Resampling.BILINEAR)
    return pad(part, source)


def mean_width(corners: npt.NDArray[np.float64]) -> float:
    """The mean length of the upper and the lower side of a plate with ``corners`` (4, 2)."""
    left_top, right_top, right_bottom, left_bottom = corners
    return float(np.linalg.norm(right_top - left_top) + np.linalg.norm(right_bottom - left_bottom)) / 2


def perspective(target: npt.NDArray[np.float64], source: npt.NDArray[np.float64]) -> tuple[float, ...]:
    """The eight numbers a..h that take ``target`` (4, 2) to ``source`` (4, 2), as Pillow wants them:
    source x = (ax + by + c) / (gx + hy + 1), y = (dx + ey + f) / (gx + hy + 1).
    """
    rows, values = [], []
    for (x, y), (u, v) in zip(target, source, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return tuple(float(value) for value in np.linalg.solve(np.array(rows), np.array(values)))


def homography(coefficients: tuple[float, ...]) -> npt.NDArray[np.float64]:
    """The eight numbers of :func:`perspective` as a matrix (3, 3)."""
    return np.array([*coefficients, 1.0]).reshape(3, 3)


def moved(by: npt.NDArray[np.float64], points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Points (n, 2) under a homography (3, 3), ``by``."""
    x, y, scale = by @ np.column_stack([points, np.ones(len(points))]).T
    there: npt.NDArray[np.float64] = np.stack([x / scale, y / scale], axis=1)
    return there


def _target(spec: InputSpec) -> npt.NDArray[np.float64]:
    left, right = _LEFT * spec.width / 224, _RIGHT * spec.width / 224
    top, bottom = _INSET, spec.height - _INSET
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], dtype=np.float64)
