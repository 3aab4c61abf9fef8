"""Our operations as albumentations transforms, applied with explicit seeds and with corners as keypoints."""

import os
import random
import warnings
from typing import Any

os.environ.setdefault("NO_ALBUMENTATIONS_UPDATE", "1")  # read at import: disables the check for new releases

import albumentations as A  # noqa: N812
import cv2
import numpy as np
from albumentations.core.type_definitions import Targets

from plateocr.augment.operations import Operation, corrupt_part, text_over_edge
from plateocr.geometry.crops import rectangle
from plateocr.geometry.quads import Box, box_of, quad_of
from plateocr.geometry.warps import Homography, Pixels, Points, homography, transform

Seeds = np.random.SeedSequence | np.random.Generator

# Mean and standard deviation of the margins, in shares of the width or height: of crops cut by people, and by a
# detector.
_TIGHT_MARGINS, _LOOSE_MARGINS = (0.01, 0.025), (0.06, 0.09)
_BORDERS = (cv2.BORDER_REPLICATE, cv2.BORDER_REFLECT, cv2.BORDER_CONSTANT)


class Own(A.ImageOnlyTransform):  # type: ignore[misc]  # albumentations is untyped
    """One of :mod:`plateocr.augment.operations` on a whole image."""

    def __init__(self, operation: Operation, p: float = 0.5) -> None:
        super().__init__(p=p)
        self.operation = operation

    def apply(self, img: Pixels, **others: Any) -> Pixels:
        """(H, W, 3) uint8 in and out."""
        rng: np.random.Generator = self.random_generator
        return self.operation(img, rng)


class OnPlate(A.ImageOnlyTransform):  # type: ignore[misc]
    """An operation on one of the plates whose corners are the keypoints, with a margin around it.

    ``margin`` is the largest margin, as a share of the plate's height.
    """

    def __init__(self, operation: Operation, margin: float = 0.4, p: float = 0.5) -> None:
        super().__init__(p=p)
        self.operation = operation
        self.margin = margin

    def get_params_dependent_on_data(self, params: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
        """The upright box around one of the plates (left, top, right, bottom); None if there is no plate."""
        points = np.asarray(data.get("keypoints", ()), np.float64)
        if not len(points):
            return {"box": None}
        quads = points[:, :2].reshape(-1, 4, 2)
        quad = np.clip(quads[int(self.random_generator.integers(len(quads)))], 0, np.array(params["shape"][1::-1]))
        return {"box": box_of(quad)}

    def apply(self, img: Pixels, box: Box | None, **others: Any) -> Pixels:
        """(H, W, 3) uint8 in and out."""
        if box is None:
            return img
        rng: np.random.Generator = self.random_generator
        margin = rng.uniform(0, self.margin) * (box[3] - box[1])
        return corrupt_part(img, box, margin, self.operation, rng)


class TextOverPlate(OnPlate):
    """A line of text over the upper or lower edge of one of the plates; it may run beyond the plate."""

    def __init__(self, p: float = 0.5) -> None:
        super().__init__(text_over_edge, p=p)

    def apply(self, img: Pixels, box: Box | None, **others: Any) -> Pixels:
        """(H, W, 3) uint8 in and out."""
        return img if box is None else text_over_edge(img, self.random_generator, box)


class Reframe(A.DualTransform):  # type: ignore[misc]
    """The image cropped anew, as people and detectors would: shifted, scaled, sheared, in perspective; the same size.

    ``around_plate``: crop around the upright box of the keypoints, the plate's corners, instead of around the image.
    """

    _targets = (Targets.IMAGE, Targets.KEYPOINTS)

    def __init__(self, *, around_plate: bool = False, p: float = 1.0) -> None:
        super().__init__(p=p)
        self.around_plate = around_plate

    def get_params_dependent_on_data(self, params: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
        """The homography (3, 3) from old to new pixels, and what to show beyond the image's edge."""
        rng: np.random.Generator = self.random_generator
        left, top, right, bottom = rng.normal(*(_LOOSE_MARGINS if rng.random() < 0.35 else _TIGHT_MARGINS), 4)
        frame = quad_of((-left, -top, 1 + right, 1 + bottom))
        if rng.random() < 0.5:
            frame += rng.normal(0, 0.02, (4, 2))
        if rng.random() < 0.4:
            frame[:, 0] += rng.normal(0, 0.06) * (frame[:, 1] - 0.5)
            frame[:, 1] += rng.normal(0, 0.12) * (frame[:, 0] - 0.5)
        size = params["shape"][1::-1]
        low, high = np.zeros(2), np.array(size)
        if self.around_plate:
            corners = data["keypoints"][:, :2]
            low, high = corners.min(axis=0), corners.max(axis=0)
        return {
            "to_frame": homography(low + frame * (high - low), rectangle(size)),
            "border": _BORDERS[int(rng.integers(len(_BORDERS)))],
            "grey": int(rng.integers(256)),
        }

    def apply(self, img: Pixels, to_frame: Homography, border: int, grey: int, **others: Any) -> Pixels:
        """(H, W, 3) uint8 in and out."""
        fill = (grey, grey, grey)
        seen = cv2.warpPerspective(img, to_frame, img.shape[1::-1], borderMode=border, borderValue=fill)
        return np.asarray(seen, np.uint8)

    def apply_to_keypoints(self, keypoints: Points, to_frame: Homography, **others: Any) -> Points:
        """(N, 5) in and out: x, y, z, angle, scale, of which x and y move."""
        reframed = keypoints.copy()
        if len(reframed):
            reframed[:, :2] = transform(keypoints[:, :2], to_frame)
        return reframed


def compose(*transforms: A.BasicTransform | A.BaseCompose) -> A.Compose:
    """A pipeline of transforms, in order; keypoints that leave the image are kept."""
    with warnings.catch_warnings():
        # albumentations warns if no transform moves the keypoints; OnPlate needs them nevertheless.
        warnings.filterwarnings("ignore", message="Got processor for keypoints")
        return A.Compose(transforms, keypoint_params=A.KeypointParams("xy", remove_invisible=False))


def augment(transforms: A.Compose, pixels: Pixels, seeds: Seeds) -> Pixels:
    """Augment (H, W, 3) uint8 pixels; the same ``seeds`` give the same result."""
    _seed(transforms, seeds)
    augmented: Pixels = transforms(image=pixels, keypoints=np.empty((0, 2)))["image"]
    return augmented


def augment_with_corners(transforms: A.Compose, pixels: Pixels, corners: Points, seeds: Seeds) -> tuple[Pixels, Points]:
    """Augment (H, W, 3) uint8 pixels and the corners in them, (..., 2) in pixels, which move along."""
    _seed(transforms, seeds)
    result = transforms(image=pixels, keypoints=corners.reshape(-1, 2))
    return result["image"], np.asarray(result["keypoints"], np.float64).reshape(corners.shape)


def _seed(transforms: A.Compose, seeds: Seeds) -> None:
    """Have all transforms draw from one stream.

    ``set_random_seed`` would start each of them on the same numbers, so that an image would get either all or none.
    """
    if isinstance(seeds, np.random.Generator):
        transforms.set_random_state(seeds, random.Random(int(seeds.integers(2**32))))
    else:
        transforms.set_random_state(np.random.default_rng(seeds), random.Random(int(seeds.generate_state(1)[0])))
