import cv2
import numpy as np
import pytest

from plateocr.augment.operations import overexposure
from plateocr.augment.recipes import RECIPES, notebook_transforms, transforms_of
from plateocr.augment.transforms import Own, augment, compose
from plateocr.errors import ConfigError

PIXELS = np.random.default_rng(0).integers(0, 256, (64, 224, 3), dtype=np.uint8)


def test_the_notebook_blurs_as_often_as_albumentations_1_3_did():
    """It drew a kernel of 1 or 3 for half of all images, and 1 changes nothing."""
    blur = compose(notebook_transforms().transforms[0])
    blurred = cv2.blur(PIXELS, (3, 3))
    results = [augment(blur, PIXELS, np.random.SeedSequence([3, number])) for number in range(400)]
    changed = [pixels for pixels in results if not np.array_equal(pixels, PIXELS)]
    assert len(changed) / 400 == pytest.approx(0.25, abs=0.06)
    assert all(np.array_equal(pixels, blurred) for pixels in changed)


@pytest.mark.parametrize("recipe", sorted(RECIPES.keys() - {"rectifier-photos"}))
def test_shape_and_type_stay_and_the_same_seeds_give_the_same_pixels(recipe):
    transforms = transforms_of(recipe)
    first = [augment(transforms, PIXELS, np.random.SeedSequence([0, number])) for number in range(20)]
    again = [augment(transforms, PIXELS, np.random.SeedSequence([0, number])) for number in range(20)]
    assert all(pixels.shape == PIXELS.shape and pixels.dtype == np.uint8 for pixels in first)
    assert all(np.array_equal(one, other) for one, other in zip(first, again, strict=True))
    assert len({pixels.tobytes() for pixels in first}) > 15


def test_transforms_are_drawn_independently_of_each_other():
    """With separate random streams, all started on the same seed, more images would remain unchanged."""
    transforms = notebook_transforms()
    unchanged = sum(
        np.array_equal(augment(transforms, PIXELS, np.random.SeedSequence([1, number])), PIXELS)
        for number in range(300)
    )
    assert unchanged / 300 == pytest.approx(0.75 * 0.5**2 * 0.7, abs=0.06)


def test_our_operations_are_drawn_from_the_seeds_with_the_given_probability():
    transforms = compose(Own(overexposure, p=0.3))
    plain = np.full((64, 224, 3), 90, np.uint8)
    light = [augment(transforms, plain, np.random.SeedSequence([2, number])).mean() for number in range(200)]
    assert light[:50] == [
        augment(transforms, plain, np.random.SeedSequence([2, number])).mean() for number in range(50)
    ]
    brighter = [value for value in light if value > 90]
    assert len(brighter) / 200 == pytest.approx(0.3, abs=0.1)
    assert len(set(brighter)) > 20


def test_an_unknown_recipe_lists_the_known():
    with pytest.raises(ConfigError, match=r"no recipe 'strong'; choose one of notebook, robust, real, "):
        transforms_of("strong")


def test_the_rectifier_sees_plates_of_all_hues():
    blue = np.full((64, 224, 3), (30, 70, 180), np.uint8)
    seen = [augment(transforms_of("rectifier"), blue, np.random.SeedSequence([4, number])) for number in range(80)]
    assert {int(pixels.reshape(-1, 3).mean(axis=0).argmax()) for pixels in seen} == {0, 1, 2}
