"""Harder copies of a labelled folder, one a group of the notebook's errors: python scripts/harden.py DIR OUT.

OUT/perspective, OUT/askew, OUT/side, OUT/colour and OUT/dirt_blur hold every picture of DIR under its own name, changed
by a seed that is its place in the folder. Evaluate each with `plateocr evaluate`; docs/experiments.md has the figures.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("NO_ALBUMENTATIONS_UPDATE", "1")

import albumentations as A  # noqa: N812
import cv2
import numpy as np

from plateocr.data.folder import PlateFolder
from plateocr.picture import open_picture

_WIDTH = 224


def perspective(rng: np.random.Generator) -> A.Compose:
    """A camera well off the axis: sheared and turned, the crop along the new upright box."""
    turn, shear = rng.choice([-1, 1]) * rng.uniform(6, 11), rng.choice([-1, 1]) * rng.uniform(12, 25)
    return A.Compose([A.Affine(rotate=(turn, turn), shear={"x": (shear, shear), "y": (0, 0)}, fit_output=True, p=1)])


def askew(rng: np.random.Generator) -> A.Compose:
    """A camera held askew: turned far, the crop along the new upright box, its edge repeated around."""
    turn = rng.choice([-1, 1]) * rng.uniform(15, 30)
    return A.Compose([A.Affine(rotate=(turn, turn), fit_output=True, border_mode=cv2.BORDER_REPLICATE, p=1)])


def side(rng: np.random.Generator) -> A.Compose:
    """Much empty space at one side: the bumper."""
    sides = [0.02] * 4
    sides[int(rng.integers(4))] = rng.uniform(0.25, 0.4)
    grey = int(rng.integers(20, 200))
    return A.Compose([A.CropAndPad(percent=tuple(sides), fill=grey, keep_size=False, p=1)])


def colour(rng: np.random.Generator) -> A.Compose:
    """A blue plate that turned brown, grey, green or violet."""
    shift = int(rng.choice([-1, 1]) * rng.integers(40, 90))
    hue = A.HueSaturationValue(hue_shift_limit=(shift, shift), sat_shift_limit=(-60, 0), val_shift_limit=(-20, 20), p=1)
    return A.Compose([hue])


def dirt_blur(rng: np.random.Generator) -> A.Compose:
    """Spots of dirt or snow, then a blur by motion or focus."""
    grey = int(rng.choice([40, 120, 235]))
    dirt = A.CoarseDropout(
        num_holes_range=(3, 6), hole_height_range=(0.06, 0.16), hole_width_range=(0.015, 0.035), fill=grey, p=1
    )
    blur = A.OneOf([A.MotionBlur(blur_limit=(7, 9), p=1), A.GaussianBlur(sigma_limit=(1.5, 2.2), p=1)], p=1)
    return A.Compose([dirt, blur])


GROUPS: dict[str, Callable[[np.random.Generator], A.Compose]] = {
    "perspective": perspective,
    "askew": askew,
    "side": side,
    "colour": colour,
    "dirt_blur": dirt_blur,
}


def main(source: Path, out: Path) -> None:
    """Write the five folders."""
    for number, picture in enumerate(PlateFolder.scan(source).labelled()):
        opened = open_picture(picture.path)
        opened = opened.resize((_WIDTH, max(24, round(_WIDTH * opened.height / opened.width))))
        for name, group in GROUPS.items():
            transforms = group(np.random.default_rng(number))
            transforms.set_random_seed(number)
            changed = transforms(image=np.asarray(opened))["image"]
            (out / name).mkdir(parents=True, exist_ok=True)
            cv2.imwrite(str(out / name / f"{picture.path.stem}.png"), changed[:, :, ::-1])


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
