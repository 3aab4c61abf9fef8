import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from torch.utils.data import DataLoader, Dataset

from plateocr.augment.operations import glare, wires
from plateocr.augment.recipes import RECIPES, transforms_of
from plateocr.augment.transforms import OnPlate, Reframe, TextOverPlate, augment, augment_with_corners, compose

SIZE = np.array([224, 64])
QUAD = np.array([[0.2, 0.25], [0.75, 0.3], [0.72, 0.8], [0.18, 0.7]]) * SIZE
QUADS = np.array([[[100, 120], [180, 118], [181, 144], [101, 146]], [[20, 20], [60, 20], [60, 32], [20, 32]]], float)


def drawn(quad, shape=(64, 224)):
    """A white quad on black."""
    pixels = np.zeros((*shape, 3), np.uint8)
    return cv2.fillPoly(pixels, [quad.round().astype(np.int32)], (255, 255, 255))


@given(seed=st.integers(0, 2**32 - 1), around=st.booleans())
def test_corners_move_with_the_image(seed, around):
    """A white plate on black: after any reframing it is white inside the corners and black outside."""
    transforms = compose(Reframe(around_plate=around))
    reframed, corners = augment_with_corners(transforms, drawn(QUAD), QUAD, np.random.default_rng(seed))
    assert reframed.shape == (64, 224, 3)
    # Beyond the image's edge it is grey, repeated or mirrored, so only the inside is checked.
    frame = cv2.getPerspectiveTransform(QUAD.astype(np.float32), corners.astype(np.float32))
    seen = cv2.warpPerspective(np.full((64, 224), 255, np.uint8), frame, (224, 64))
    spread, rim = np.ones((9, 9), np.uint8), 30
    mask = drawn(corners + rim, (64 + 2 * rim, 224 + 2 * rim))[..., 0]
    sure = cv2.erode(seen, spread) == 255
    inside = (cv2.erode(mask, spread)[rim:-rim, rim:-rim] > 0) & sure
    outside = (cv2.dilate(mask, spread)[rim:-rim, rim:-rim] == 0) & sure
    assert inside.any()
    assert outside.any() or around
    assert (reframed[inside] > 200).all()
    assert (reframed[outside] < 55).all()


def test_every_recipe_moves_corners_along_and_keeps_their_order():
    for recipe in RECIPES:
        pixels, corners = augment_with_corners(transforms_of(recipe), drawn(QUAD), QUAD, np.random.default_rng(3))
        assert pixels.shape == (64, 224, 3)
        assert corners.shape == (4, 2)
        centred = corners - corners.mean(axis=0)
        assert (np.sign(centred) == [[-1, -1], [1, -1], [1, 1], [-1, 1]]).all()


@pytest.mark.parametrize("transform", [OnPlate(wires, p=1), OnPlate(glare, p=1)])
def test_an_operation_on_a_plate_changes_one_plate_and_little_around_it(transform):
    canvas = np.random.default_rng(0).integers(0, 250, (320, 320, 3), dtype=np.uint8)
    chosen = set()
    for seed in range(30):
        pixels, corners = augment_with_corners(compose(transform), canvas, QUADS, np.random.default_rng(seed))
        np.testing.assert_allclose(corners, QUADS, atol=1e-4)
        changed = (pixels != canvas).any(axis=2)
        boxes = [(quad.min(axis=0).astype(int) - 12, quad.max(axis=0).astype(int) + 12) for quad in QUADS]
        within = [changed[low[1] : high[1], low[0] : high[0]].sum() for low, high in boxes]
        assert sorted(within)[0] == 0
        assert sum(within) == changed.sum() > 0
        chosen.add(int(np.argmax(within)))
    assert chosen == {0, 1}


def test_without_a_plate_nothing_is_changed():
    canvas = np.random.default_rng(0).integers(0, 250, (320, 320, 3), dtype=np.uint8)
    for transform in (OnPlate(wires, p=1), TextOverPlate(p=1)):
        pixels, corners = augment_with_corners(
            compose(transform), canvas, np.empty((0, 4, 2)), np.random.default_rng(0)
        )
        assert np.array_equal(pixels, canvas)
        assert corners.shape == (0, 4, 2)
        assert np.array_equal(augment(compose(transform), canvas, np.random.SeedSequence(1)), canvas)


def test_corners_outside_the_image_stay_corners():
    beyond = QUAD - (300, 0)
    _, corners = augment_with_corners(transforms_of("scenes"), drawn(QUAD), beyond, np.random.default_rng(0))
    np.testing.assert_allclose(corners, beyond, atol=1e-4)


class Augmented(Dataset):
    """One image and its corners, augmented by (seed, epoch, index)."""

    def __init__(self, recipe):
        self.transforms = transforms_of(recipe)

    def __len__(self):
        return 6

    def __getitem__(self, index):
        seeds = np.random.SeedSequence([0, 0, index])
        pixels, corners = augment_with_corners(self.transforms, drawn(QUAD) // 2 + 60, QUAD, seeds)
        return pixels, corners


@pytest.mark.parametrize("recipe", RECIPES)
def test_the_number_of_workers_changes_nothing(recipe):
    alone, shared = (
        [(pixels.numpy(), corners.numpy()) for pixels, corners in DataLoader(Augmented(recipe), 1, num_workers=workers)]
        for workers in (0, 2)
    )
    for (pixels, corners), (others, of_others) in zip(alone, shared, strict=True):
        assert np.array_equal(pixels, others)
        assert np.array_equal(corners, of_others)
    assert len({pixels.tobytes() for pixels, _ in alone}) > 1
