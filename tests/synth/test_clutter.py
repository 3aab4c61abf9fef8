import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from plateocr.synth.glyphs import drawn_glyphs
from plateocr.synth.scenes.clutter import strew

GLYPHS = drawn_glyphs()


@settings(max_examples=60)
@given(
    patch=st.tuples(st.integers(1, 1200), st.integers(1, 1200)),
    canvas=st.tuples(st.integers(16, 400), st.integers(16, 400)),
    seed=st.integers(0, 2**32 - 1),
)
def test_patches_of_any_shape_fit_canvases_of_any_size(patch, canvas, seed):
    """Tall patches used to be made higher than the canvas."""
    patches = [np.full((*patch, 3), 200, np.uint8)]
    pixels = np.zeros((*canvas, 3), np.uint8)
    taken = [(4, 4, canvas[1] // 2, canvas[0] // 2)]
    for number in range(4):
        strew(pixels, taken, patches, GLYPHS, np.random.default_rng([seed, number]))
    assert pixels.shape == (*canvas, 3)


def test_tall_patches_are_pasted_too():
    patch = np.full((900, 300, 3), (250, 10, 130), np.uint8)
    seen = 0
    for seed in range(40):
        canvas = np.zeros((320, 320, 3), np.uint8)
        strew(canvas, [], [patch], GLYPHS, np.random.default_rng(seed))
        seen += int((canvas == (250, 10, 130)).all(axis=2).any())
    assert seen > 15
