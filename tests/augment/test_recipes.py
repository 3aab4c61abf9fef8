import warnings

import albumentations as A  # noqa: N812
import numpy as np
import pytest

from plateocr.augment.corruptions import burn_out
from plateocr.augment.recipes import Disturbed, augment, notebook_transforms, transforms_of
from plateocr.errors import ConfigError

PIXELS = np.random.default_rng(0).integers(0, 256, (64, 224, 3), dtype=np.uint8)


def test_the_notebook_recipe_is_what_the_notebook_wrote():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # albumentations 2 makes (3, 3) of the notebook's blur of (1, 3), and says so
        notebook = A.Compose(
            [
                A.Blur(blur_limit=(1, 3), p=0.5),
                A.RGBShift(r_shift_limit=5, g_shift_limit=5, b_shift_limit=5, p=0.5),
                A.RandomBrightnessContrast(brightness_limit=0.2, contrast_limit=0.2, p=0.5),
                A.Perspective(scale=0.025, p=0.3),
            ]
        )
    assert notebook_transforms().to_dict()["transform"] == notebook.to_dict()["transform"]


@pytest.mark.parametrize("recipe", ["notebook", "robust", "real"])
def test_shape_and_type_stay_and_the_same_seeds_give_the_same_pixels(recipe):
    transforms = transforms_of(recipe)
    first = [augment(transforms, PIXELS, np.random.SeedSequence([0, number])) for number in range(20)]
    again = [augment(transforms, PIXELS, np.random.SeedSequence([0, number])) for number in range(20)]
    assert all(pixels.shape == PIXELS.shape and pixels.dtype == np.uint8 for pixels in first)
    assert all(np.array_equal(one, other) for one, other in zip(first, again, strict=True))
    assert len({pixels.tobytes() for pixels in first}) > 15


def test_transforms_are_drawn_independently_of_each_other():
    """With one random stream each, all started on the same seed, half of all images would stay as they are."""
    transforms = notebook_transforms()
    unchanged = sum(
        np.array_equal(augment(transforms, PIXELS, np.random.SeedSequence([1, number])), PIXELS)
        for number in range(300)
    )
    assert unchanged / 300 == pytest.approx(0.5**3 * 0.7, abs=0.06)


def test_a_disturbance_is_drawn_from_the_seeds_and_as_often_as_said():
    transforms = A.Compose([Disturbed(burn_out, p=0.3)])
    plain = np.full((64, 224, 3), 90, np.uint8)
    light = [augment(transforms, plain, np.random.SeedSequence([2, number])).mean() for number in range(200)]
    assert light[:50] == [
        augment(transforms, plain, np.random.SeedSequence([2, number])).mean() for number in range(50)
    ]
    brighter = [value for value in light if value > 90]
    assert len(brighter) / 200 == pytest.approx(0.3, abs=0.1)
    assert len(set(brighter)) > 20


def test_an_unknown_recipe_lists_the_known():
    with pytest.raises(ConfigError, match=r"no recipe 'strong'; choose one of notebook, robust, real\."):
        transforms_of("strong")
