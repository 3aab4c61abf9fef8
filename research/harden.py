"""Harder copies of a labelled folder, one for each group of errors: python research/harden.py DIR OUT.

OUT/perspective, OUT/askew, OUT/side, OUT/colour, OUT/dirt_blur, OUT/shadow, OUT/date and OUT/watermark have every image
of DIR under its own name, changed with its index in the folder as the seed. Evaluate each with `plateocr evaluate`;
docs/experiments.md has the figures.
"""

import argparse
import os
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("NO_ALBUMENTATIONS_UPDATE", "1")

import albumentations as A  # noqa: N812
import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from plateocr.cli.exit_codes import exit_on_error
from plateocr.data.folder import PlateFolder
from plateocr.images import open_image
from plateocr.outputs import new_folder
from plateocr.synth.plate import Pixels

_WIDTH = 224


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


GROUPS: dict[str, Callable[[np.random.Generator], A.Compose]] = {
    "perspective": perspective,
    "askew": askew,
    "side": side,
    "colour": colour,
    "dirt_blur": dirt_blur,
    "shadow": shadow,
    "date": date,
    "watermark": watermark,
}


def main(source: Path, out: Path) -> None:
    """Write the copies into an empty folder."""
    for number, image in enumerate(PlateFolder.scan(source).labelled()):
        opened = open_image(image.path)
        opened = opened.resize((_WIDTH, max(24, round(_WIDTH * opened.height / opened.width))))
        for name, group in GROUPS.items():
            transforms = group(np.random.default_rng(number))
            transforms.set_random_seed(number)
            changed = transforms(image=np.asarray(opened))["image"]
            (out / name).mkdir(parents=True, exist_ok=True)
            cv2.imwrite(str(out / name / f"{image.path.stem}.png"), changed[:, :, ::-1])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, metavar="DIR")
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    with exit_on_error(), new_folder(given.out) as folder:
        main(given.source, folder)
