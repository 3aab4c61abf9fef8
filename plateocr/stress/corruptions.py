"""Corruptions of crops, after which a person can still read the plate: one group for each kind of difficulty.

Training augments images in other ways, so that these say something about images that it has not seen.
"""

import os
from collections.abc import Callable

os.environ.setdefault("NO_ALBUMENTATIONS_UPDATE", "1")

import albumentations as A  # noqa: N812
import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from plateocr.geometry.warps import Pixels, resize

_WIDTH = 224  # pixels, to which crops are resized first


def perspective(rng: np.random.Generator) -> A.Compose:
    """A camera well off the axis: sheared and rotated, cropped along the new upright box."""
    turn, shear = rng.choice([-1, 1]) * rng.uniform(6, 11), rng.choice([-1, 1]) * rng.uniform(12, 25)
    return A.Compose([A.Affine(rotate=(turn, turn), shear={"x": (shear, shear), "y": (0, 0)}, fit_output=True, p=1)])


def askew(rng: np.random.Generator) -> A.Compose:
    """A tilted camera: strongly rotated, cropped along the new upright box, with the edge repeated around it."""
    turn = rng.choice([-1, 1]) * rng.uniform(15, 30)
    return A.Compose([A.Affine(rotate=(turn, turn), fit_output=True, border_mode=cv2.BORDER_REPLICATE, p=1)])


def side(rng: np.random.Generator) -> A.Compose:
    """Much empty space on one side, like a bumper."""
    sides = [0.02] * 4
    sides[int(rng.integers(4))] = rng.uniform(0.25, 0.4)
    grey = int(rng.integers(20, 200))
    return A.Compose([A.CropAndPad(percent=tuple(sides), fill=grey, keep_size=False, p=1)])


def colour(rng: np.random.Generator) -> A.Compose:
    """A blue plate turned brown, grey, green or violet."""
    shift = int(rng.choice([-1, 1]) * rng.integers(40, 90))
    hue = A.HueSaturationValue(hue_shift_limit=(shift, shift), sat_shift_limit=(-60, 0), val_shift_limit=(-20, 20), p=1)
    return A.Compose([hue])


def dirt_blur(rng: np.random.Generator) -> A.Compose:
    """Spots of dirt or snow, then motion or focus blur."""
    grey = int(rng.choice([40, 120, 235]))
    dirt = A.CoarseDropout(
        num_holes_range=(3, 6), hole_height_range=(0.06, 0.16), hole_width_range=(0.015, 0.035), fill=grey, p=1
    )
    blur = A.OneOf([A.MotionBlur(blur_limit=(7, 9), p=1), A.GaussianBlur(sigma_limit=(1.5, 2.2), p=1)], p=1)
    return A.Compose([dirt, blur])


def date(rng: np.random.Generator) -> A.Compose:
    """A camera's date over the lower or the upper edge."""
    height, reach = rng.uniform(0.3, 0.5), rng.uniform(0.1, 0.3)
    top = 1 - reach if rng.random() < 0.75 else reach - height
    day = f"20{rng.integers(10, 30)}/{rng.integers(1, 13):02}/{rng.integers(1, 29):02}"
    text = day if rng.random() < 0.5 else f"{day} {rng.integers(24):02}:{rng.integers(60):02}"
    colour = [(255, 255, 255), (255, 255, 255), (240, 230, 40), (240, 120, 20), (230, 40, 40)][int(rng.integers(5))]
    outlined = rng.random() < 0.6
    place = (rng.uniform(-0.6, 0.4), top)
    return _writing(text, place, height, colour, opacity=1.0, outlined=outlined)


def watermark(rng: np.random.Generator) -> A.Compose:
    """A web site's name across the photo: large and semi-transparent."""
    height = rng.uniform(0.4, 1.0)
    text = ["www.cars.com", "AUTO PHOTO", "bbs.plate.cn", "(c) 2018 CarNews", "@city_streets"][int(rng.integers(5))]
    place = (rng.uniform(-0.6, 0.3), rng.uniform(0, 1) - height / 2)
    colour = (255, 255, 255) if rng.random() < 0.8 else (0, 0, 0)
    opacity = rng.uniform(0.25, 0.5)
    return _writing(text, place, height, colour, opacity, outlined=False)


def _writing(
    text: str,
    place: tuple[float, float],
    height: float,
    colour: tuple[int, int, int],
    opacity: float,
    *,
    outlined: bool,
) -> A.Compose:
    """A line of text with its top left at ``place`` and ``height`` high, in shares of the image's width and height.

    It is in Pillow's own font, which training does not use.
    """

    def write(pixels: Pixels, **others: object) -> Pixels:
        under = Image.fromarray(pixels)
        over = under.copy()
        font = ImageFont.load_default(height * under.height / 0.72)  # digits are 0.72 of the size
        x, y = place[0] * under.width, place[1] * under.height
        left, top = font.getbbox("0")[:2]
        stroke = max(1, round(height * under.height / 14)) if outlined else 0
        ImageDraw.Draw(over).text((x - left, y - top), text, colour, font, stroke_width=stroke, stroke_fill=(0, 0, 0))
        return np.asarray(Image.blend(under, over, opacity))

    return A.Compose([A.Lambda(image=write, p=1)])


def shadow(rng: np.random.Generator) -> A.Compose:
    """The hard shadow of something in front of the plate."""
    sides = int(rng.integers(3, 7))
    deep = A.RandomShadow(
        shadow_roi=(0, 0, 1, 1),
        num_shadows_limit=(1, 2),
        shadow_dimension=sides,
        shadow_intensity_range=(0.4, 0.7),
        p=1,
    )
    return A.Compose([deep])


CORRUPTIONS: dict[str, Callable[[np.random.Generator], A.Compose]] = {
    one.__name__: one for one in (perspective, askew, side, colour, dirt_blur, shadow, date, watermark)
}


def corrupted(image: Pixels, group: str, seed: int) -> Pixels:
    """A crop (H, W, 3) corrupted as one of CORRUPTIONS says; the same ``seed`` gives the same result."""
    image = resize(image, (_WIDTH, max(24, round(_WIDTH * image.shape[0] / image.shape[1]))))
    transforms = CORRUPTIONS[group](np.random.default_rng(seed))
    transforms.set_random_seed(seed)
    return np.asarray(transforms(image=image)["image"], np.uint8)
