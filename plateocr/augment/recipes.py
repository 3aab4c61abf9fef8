"""Training-time augmentation. The only module that imports albumentations."""

import os
import random
from typing import Any

os.environ.setdefault("NO_ALBUMENTATIONS_UPDATE", "1")  # read at import: no look-up of newer releases

import albumentations as A  # noqa: N812
import cv2
import numpy as np
import numpy.typing as npt

from plateocr.augment.corruptions import (
    Disturbance,
    add_glare,
    burn_out,
    cast_shade,
    comb,
    double,
    lay_wires,
    wear_off,
    write_over_edge,
    write_watermark,
)
from plateocr.errors import ConfigError
from plateocr.geometry.quads import Corners

_DUSK = (0.2, 0.6)  # what is left of the light in dark images
# Of plates that are small in compressed photos: their share of the input's size, and JPEG's quality.
_SMALL, _SMALL_QUALITY = (0.19, 0.6), (30, 90)


class SmallJpeg(A.ImageOnlyTransform):  # type: ignore[misc]  # albumentations is untyped
    """Shrunk, compressed, and enlarged again: a plate that is small in a photo that was saved as JPEG."""

    def get_params(self) -> dict[str, Any]:
        """The share of the size, and JPEG's quality."""
        return {"share": self.py_random.uniform(*_SMALL), "quality": self.py_random.randint(*_SMALL_QUALITY)}

    def apply(self, img: npt.NDArray[Any], share: float, quality: int, **others: Any) -> npt.NDArray[Any]:
        """(H, W, 3) uint8 in and out."""
        height, width = img.shape[:2]
        small = cv2.resize(img, (round(width * share), round(height * share)), interpolation=cv2.INTER_AREA)
        _, data = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, quality])
        enlarged = cv2.resize(cv2.imdecode(data, cv2.IMREAD_COLOR), (width, height), interpolation=cv2.INTER_LINEAR)
        return np.asarray(enlarged, np.uint8)


class Disturbed(A.ImageOnlyTransform):  # type: ignore[misc]  # albumentations is untyped
    """One of :mod:`plateocr.augment.corruptions`, given as ``disturb``."""

    def __init__(self, disturb: Disturbance, p: float = 0.5) -> None:
        super().__init__(p=p)
        self.disturb = disturb

    def apply(self, img: npt.NDArray[Any], **others: Any) -> npt.NDArray[Any]:
        """(H, W, 3) uint8 in and out."""
        rng: np.random.Generator = self.random_generator
        return self.disturb(img, rng)


def notebook_transforms() -> A.Compose:
    """The notebook's augmentation of an image as it was cut, before it is resized: (H, W, 3) uint8 in and out.

    The notebook's blur of p=0.5 drew its kernel from (1, 3) in albumentations 1.3, and 1 leaves an image as it is.
    albumentations 2 makes (3, 3) of it, so that half as often is the same.
    """
    return A.Compose(
        [
            A.Blur(blur_limit=(3, 3), p=0.25),
            A.RGBShift(r_shift_limit=5, g_shift_limit=5, b_shift_limit=5, p=0.5),
            A.RandomBrightnessContrast(brightness_limit=0.2, contrast_limit=0.2, p=0.5),
            A.Perspective(scale=(0, 0.025), p=0.3),
        ]
    )


def robust_transforms() -> A.Compose:
    """Augmentation against the notebook's three groups of errors; (64, 224, 3) uint8 in and out.

    A random frame around the plate instead of a tight crop, strong perspective; a blue plate turned brown or another
    hue; stronger and motion blur, white spots and dirt, JPEG and low resolution.
    """
    return A.Compose(
        [
            A.OneOf(
                [_random_frame(cv2.BORDER_CONSTANT, grey) for grey in (0, 90, 220)]
                + [_random_frame(cv2.BORDER_REPLICATE, 0)],
                p=0.35,
            ),
            A.Perspective(scale=(0.01, 0.06), border_mode=cv2.BORDER_REPLICATE, p=0.4),
            A.Affine(rotate=(-4, 4), shear={"x": (-14, 14), "y": (-4, 4)}, border_mode=cv2.BORDER_REPLICATE, p=0.35),
            A.OneOf(
                [
                    A.HueSaturationValue(hue_shift_limit=90, sat_shift_limit=60, val_shift_limit=30),
                    A.RGBShift(r_shift_limit=40, g_shift_limit=40, b_shift_limit=40),
                    A.ToGray(),
                ],
                p=0.4,
            ),
            A.RandomBrightnessContrast(brightness_limit=0.35, contrast_limit=0.4, p=0.5),
            A.OneOf(
                [A.Blur(blur_limit=(3, 7)), A.MotionBlur(blur_limit=(3, 11)), A.GaussianBlur(sigma_limit=(0.5, 2.2))],
                p=0.4,
            ),
            A.CoarseDropout(
                num_holes_range=(1, 6),
                hole_height_range=(0.03, 0.15),
                hole_width_range=(0.01, 0.04),
                fill="random_uniform",
                p=0.25,
            ),
            A.Downscale(
                scale_range=(0.3, 0.8),
                interpolation_pair={"downscale": cv2.INTER_AREA, "upscale": cv2.INTER_LINEAR},
                p=0.25,
            ),
            A.ImageCompression(quality_range=(20, 90), p=0.25),
        ]
    )


def _random_frame(border: int, grey: int) -> A.CropAndPad:
    return A.CropAndPad(percent=(-0.02, 0.07), border_mode=border, fill=grey, sample_independently=True)


def real_transforms() -> A.Compose:
    """Augmentation of framed plates; (64, 224, 3) uint8 in and out. Their geometry is varied by jitter_corners."""
    return A.Compose(
        [
            A.OneOf(
                [
                    A.HueSaturationValue(hue_shift_limit=90, sat_shift_limit=60, val_shift_limit=30, p=0.3),
                    A.RGBShift(r_shift_limit=30, g_shift_limit=30, b_shift_limit=30, p=0.5),
                    A.ToGray(p=0.2),
                ],
                p=0.35,
            ),
            A.OneOf([Disturbed(disturb) for disturb in (cast_shade, wear_off, lay_wires)], p=0.2),
            A.RandomBrightnessContrast(brightness_limit=0.3, contrast_limit=0.35, p=0.5),
            A.MultiplicativeNoise(multiplier=_DUSK, p=0.1),
            A.OneOf([Disturbed(add_glare), Disturbed(burn_out)], p=0.1),
            A.OneOf(
                [A.Blur(blur_limit=(3, 5)), A.MotionBlur(blur_limit=(3, 11)), A.GaussianBlur(sigma_limit=(0.5, 2.8))],
                p=0.35,
            ),
            A.CoarseDropout(
                num_holes_range=(1, 4),
                hole_height_range=(0.03, 0.15),
                hole_width_range=(0.01, 0.04),
                fill="random_uniform",
                p=0.15,
            ),
            A.OneOf(
                [
                    A.Downscale(
                        scale_range=(0.22, 0.8),
                        interpolation_pair={"downscale": cv2.INTER_AREA, "upscale": cv2.INTER_LINEAR},
                    ),
                    SmallJpeg(),
                ],
                p=0.45,
            ),
            A.OneOf([Disturbed(comb), Disturbed(double)], p=0.06),
            A.OneOf([Disturbed(write_over_edge), Disturbed(write_watermark)], p=0.2),
            A.GaussNoise(std_range=(0.01, 0.06), p=0.2),
            A.Sharpen(alpha=(0.1, 0.4), lightness=(0.9, 1.1), p=0.1),
            A.ImageCompression(quality_range=(20, 90), p=0.2),
        ]
    )


def jitter_corners(corners: Corners, seeds: np.random.SeedSequence) -> Corners:
    """Corners (4, 2) a little off, as the corner network is: each by itself, and the plate as a whole.

    Some are well off, so that a badly framed plate is still read. The same ``seeds`` give the same result.
    """
    rng = np.random.default_rng(seeds)
    spread = 2.2 if rng.random() < 0.2 else 1.0
    size = np.ptp(corners, axis=0)
    own = rng.normal(0, (0.010, 0.028), (4, 2))
    shift = rng.normal(0, (0.012, 0.035), 2)
    stretch = rng.normal(0, (0.012, 0.04), 2) * (corners - corners.mean(axis=0)) / size
    jittered: Corners = (corners + spread * (own + shift + stretch) * size).astype(np.float32)
    return jittered


TRANSFORMS = {"notebook": notebook_transforms, "robust": robust_transforms, "real": real_transforms}

# Recipes that change an image before it is resized; their networks see it stretched.
FULL_SIZE = frozenset({"notebook"})


def transforms_of(recipe: str) -> A.Compose:
    """The augmentation of a recipe by name. Raises ConfigError that lists the names there are."""
    if recipe not in TRANSFORMS:
        raise ConfigError(f"there is no recipe '{recipe}'; choose one of {', '.join(TRANSFORMS)}.")
    return TRANSFORMS[recipe]()


def augment(
    transforms: A.Compose, pixels: npt.NDArray[np.uint8], seeds: np.random.SeedSequence
) -> npt.NDArray[np.uint8]:
    """Augment (H, W, 3) uint8 pixels; the same ``seeds`` give the same result.

    All transforms draw from one stream. ``set_random_seed`` would start each of them on the same numbers, so that
    an image gets either all of them or none.
    """
    transforms.set_random_state(np.random.default_rng(seeds), random.Random(int(seeds.generate_state(1)[0])))
    augmented: npt.NDArray[np.uint8] = transforms(image=pixels)["image"]
    return augmented
