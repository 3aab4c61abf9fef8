import numpy as np
import pytest

from plateocr.images import InputSpec
from plateocr.pipeline.ground import ground_colour
from plateocr.pipeline.preparation import rectify
from plateocr.plates import SPECS
from plateocr.synth.camera import photograph, random_settings
from plateocr.synth.glyphs import drawn_glyphs
from plateocr.synth.kinds import draw_flat

SEEDS = range(12)


@pytest.fixture(scope="module")
def glyphs():
    return drawn_glyphs()


@pytest.mark.parametrize("kind", SPECS)
def test_a_drawn_plate_has_a_colour_of_its_kind(kind, glyphs):
    spec = SPECS[kind]
    named = {colours.name for colours in spec.colours}
    found = [ground_colour(draw_flat(kind, np.random.default_rng(seed), glyphs, 0.0)[0]) for seed in SEEDS]
    assert sum(one in named for one in found) >= 0.7 * len(SEEDS)
    assert named <= set(found), "each colour of the kind is seen"


@pytest.mark.parametrize("kind", SPECS)
def test_photographed_and_rectified_it_mostly_has_it_still(kind, glyphs):
    spec = SPECS[kind]
    named = {colours.name for colours in spec.colours}
    right = 0
    for seed in SEEDS:
        rng = np.random.default_rng([seed, 1])
        image, corners = photograph(draw_flat(kind, rng, glyphs, 0.0)[0], random_settings(rng, 0.0))
        corners = (corners / (image.shape[1], image.shape[0])).astype(np.float32)
        right += ground_colour(rectify(image, corners, InputSpec(framing="corners"), spec.layout)) in named
    assert right >= 0.7 * len(SEEDS)


@pytest.mark.parametrize(
    ("ground", "paint", "colour"),
    [
        ((128, 128, 128), (40, 40, 40), "white"),
        ((128, 128, 128), (240, 240, 240), "black"),
        ((20, 24, 12), (220, 220, 220), "black"),
        ((25, 70, 175), (240, 240, 240), "blue"),
        ((6, 18, 45), (60, 60, 60), "blue"),
        ((232, 165, 25), (20, 20, 20), "yellow"),
    ],
)
def test_the_larger_part_is_the_ground_and_the_paint_tells_white_from_black(ground, paint, colour):
    plate = np.full((64, 224, 3), ground, np.uint8)
    plate[16:48, 20:200:40] = plate[16:48, 21:200:40] = plate[16:48, 22:200:40] = paint
    assert ground_colour(plate) == colour
