"""The named augmentation recipes.

A new augmentation is one line here and, if albumentations does not have it, one function in
:mod:`plateocr.augment.operations`.
"""

from collections.abc import Callable
from functools import cache, partial

import albumentations as A  # noqa: N812
import cv2
import numpy as np

from plateocr.augment.operations import (
    CORRUPTIONS,
    double_exposure,
    faded_paint,
    glare,
    interlacing,
    lamps,
    overexposure,
    shadow,
    small_jpeg,
    text_over_edge,
    watermark,
    wires,
)
from plateocr.augment.transforms import OnPlate, Own, Reframe, TextOverPlate, compose
from plateocr.errors import ConfigError
from plateocr.geometry.quads import Corners

_DUSK = (0.2, 0.6)  # remaining light in dark images
_AREA_THEN_LINEAR = {"downscale": cv2.INTER_AREA, "upscale": cv2.INTER_LINEAR}


def notebook_transforms() -> A.Compose:
    """The notebook's augmentation, applied before the image is resized: (H, W, 3) uint8 in and out.

    In albumentations 1.3 the notebook's blur, p=0.5, drew its kernel size from (1, 3), and 1 changes nothing.
    albumentations 2 always uses 3, so halving p is equivalent.
    """
    return compose(
        A.Blur(blur_limit=(3, 3), p=0.25),
        A.RGBShift(r_shift_limit=5, g_shift_limit=5, b_shift_limit=5, p=0.5),
        A.RandomBrightnessContrast(brightness_limit=0.2, contrast_limit=0.2, p=0.5),
        A.Perspective(scale=(0, 0.025), p=0.3),
    )


def robust_transforms() -> A.Compose:
    """Augmentation against the notebook's three groups of errors; (64, 224, 3) uint8 in and out.

    Random margins instead of a tight crop, and strong perspective; blue plates turned brown or another hue; stronger
    blur and motion blur, white spots and dirt, JPEG artefacts and low resolution.
    """
    return compose(
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
            interpolation_pair=_AREA_THEN_LINEAR,
            p=0.25,
        ),
        A.ImageCompression(quality_range=(20, 90), p=0.25),
    )


def _random_frame(border: int, grey: int) -> A.CropAndPad:
    return A.CropAndPad(percent=(-0.02, 0.07), border_mode=border, fill=grey, sample_independently=True)


def real_transforms() -> A.Compose:
    """Augmentation of rectified plates; (64, 224, 3) uint8 in and out. jitter_corners varies their geometry."""
    return compose(
        A.OneOf(
            [
                A.HueSaturationValue(hue_shift_limit=90, sat_shift_limit=60, val_shift_limit=30, p=0.3),
                A.RGBShift(r_shift_limit=30, g_shift_limit=30, b_shift_limit=30, p=0.5),
                A.ToGray(p=0.2),
            ],
            p=0.35,
        ),
        A.OneOf([Own(operation) for operation in (shadow, faded_paint, wires)], p=0.2),
        A.RandomBrightnessContrast(brightness_limit=0.3, contrast_limit=0.35, p=0.5),
        A.MultiplicativeNoise(multiplier=_DUSK, p=0.1),
        A.OneOf([Own(glare), Own(overexposure)], p=0.1),
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
                    interpolation_pair=_AREA_THEN_LINEAR,
                ),
                Own(small_jpeg),
            ],
            p=0.45,
        ),
        A.OneOf([Own(interlacing), Own(double_exposure)], p=0.06),
        A.OneOf([Own(text_over_edge), Own(watermark)], p=0.2),
        A.GaussNoise(std_range=(0.01, 0.06), p=0.2),
        A.Sharpen(alpha=(0.1, 0.4), lightness=(0.9, 1.1), p=0.1),
        A.ImageCompression(quality_range=(20, 90), p=0.2),
    )


def rectifier_transforms(*, around_plate: bool = False) -> A.Compose:
    """Augmentation of crops, (64, 224, 3) uint8, for the rectifier.

    Hues vary so that the network relies on more than blue: some cameras show plates brown or violet. ``around_plate``:
    see :class:`plateocr.augment.transforms.Reframe`.
    """
    return compose(
        Reframe(around_plate=around_plate),
        A.OneOf([Own(operation) for operation in CORRUPTIONS], p=0.35),
        A.HueSaturationValue(hue_shift_limit=90, sat_shift_limit=0, val_shift_limit=0, p=0.25),
        A.RandomBrightnessContrast(brightness_limit=0.1, contrast_limit=0.4, p=0.5),
        A.MultiplicativeNoise(multiplier=(0.77, 1.3), per_channel=True, p=0.3),
        A.ToGray(p=0.1),
    )


def scene_transforms() -> A.Compose:
    """Augmentation of a composed scene, (320, 320, 3) uint8: from daylight to night, from sharp to noisy."""
    return compose(
        TextOverPlate(p=0.15),
        A.OneOf([OnPlate(one) for one in (wires, watermark, glare, interlacing, double_exposure)], p=0.2),
        Own(lamps, p=0.12),
        A.OneOf([Own(shadow, p=0.7), Own(overexposure, p=0.3)], p=0.18),
        A.Sequential(
            [
                A.OneOf([A.MultiplicativeNoise((0.15, 0.55), p=0.25), A.MultiplicativeNoise((0.45, 1.6), p=0.75)], p=1),
                A.RandomGamma(gamma_limit=(60, 165), p=1),
            ],
            p=0.65,
        ),
        A.MultiplicativeNoise(multiplier=(0.78, 1.28), per_channel=True, p=0.4),
        A.ToGray(p=0.12),
        A.OneOf(
            [
                A.GaussianBlur(sigma_limit=(0.4, 1.6), p=0.3),
                A.MotionBlur(blur_limit=(3, 7), p=0.1),
                A.Downscale(scale_range=(0.4, 0.8), interpolation_pair=_AREA_THEN_LINEAR, p=0.1),
            ],
            p=0.5,
        ),
        A.OneOf([A.GaussNoise(std_range=(0.006, 0.06), per_channel=colour) for colour in (True, False)], p=0.35),
        A.ImageCompression(quality_range=(25, 90), p=0.35),
    )


def repaint_transforms() -> A.Compose:
    """Other colours, like those of other cars, for a photo (H, W, 3) uint8 whose plate is painted over."""
    return compose(A.ChannelShuffle(p=0.4), A.MultiplicativeNoise(multiplier=(0.6, 1.65), per_channel=True, p=1))


def jitter_corners(corners: Corners, seeds: np.random.SeedSequence) -> Corners:
    """Corners (4, 2) with errors like the rectifier's: of each corner, and of the plate as a whole.

    Some errors are large, so that badly rectified plates can still be read. The same ``seeds`` give the same result.
    """
    rng = np.random.default_rng(seeds)
    spread = 2.2 if rng.random() < 0.2 else 1.0
    size = np.ptp(corners, axis=0)
    own = rng.normal(0, (0.010, 0.028), (4, 2))
    shift = rng.normal(0, (0.012, 0.035), 2)
    stretch = rng.normal(0, (0.012, 0.04), 2) * (corners - corners.mean(axis=0)) / size
    jittered: Corners = (corners + spread * (own + shift + stretch) * size).astype(np.float32)
    return jittered


RECIPES: dict[str, Callable[[], A.Compose]] = {
    "notebook": notebook_transforms,
    "robust": robust_transforms,
    "real": real_transforms,
    "rectifier": rectifier_transforms,
    "rectifier-photos": partial(rectifier_transforms, around_plate=True),
    "scenes": scene_transforms,
    "repaint": repaint_transforms,
}
# Recipes applied before an image is resized; their networks see it stretched.
FULL_SIZE = frozenset({"notebook"})


@cache
def transforms_of(recipe: str) -> A.Compose:
    """The augmentation of a recipe by name, cached: it is seeded anew for each image.

    Raises ConfigError, listing the known names, for any other.
    """
    if recipe not in RECIPES:
        raise ConfigError(f"there is no recipe '{recipe}'; choose one of {', '.join(RECIPES)}.")
    return RECIPES[recipe]()
