import re

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from plateocr.plates import FULL, spec_of
from plateocr.synth import foreign
from plateocr.synth.foreign import draw_foreign
from plateocr.synth.glyphs import drawn_glyphs

GLYPHS = drawn_glyphs()


@settings(max_examples=60)
@given(st.integers(0, 2**32))
def test_a_plate_has_writing_on_a_ground(seed):
    plate = draw_foreign(np.random.default_rng(seed), GLYPHS)
    height, width = plate.shape[:2]
    assert (plate.dtype, plate.shape[2]) == (np.uint8, 3)
    assert 1.5 < width / height < 5
    inner = plate[height // 4 : -height // 4, width // 6 : -width // 6].astype(int)
    ground = np.median(inner, axis=(0, 1))
    assert (np.abs(inner - ground).max(axis=2) > 40).mean() > 0.02


def test_the_same_seed_gives_the_same_plate_and_others_look_different():
    plates = [draw_foreign(np.random.default_rng(seed), GLYPHS) for seed in range(20)]
    again = [draw_foreign(np.random.default_rng(seed), GLYPHS) for seed in range(20)]
    assert all(np.array_equal(one, other) for one, other in zip(plates, again, strict=True))
    assert len({plate.tobytes() for plate in plates}) == 20
    assert len({plate.shape for plate in plates}) > 3


def test_nothing_is_written_that_a_chinese_plate_has_in_its_first_place(monkeypatch):
    """Letters, digits and what separates them; hardly any is a number of the army, which is of these alone."""
    lines = []
    monkeypatch.setattr(foreign, "_write", lambda plate, text, *rest: lines.append(text))
    rng = np.random.default_rng(0)
    for _ in range(400):
        draw_foreign(rng, GLYPHS)
    assert len(lines) > 400
    assert all(re.fullmatch(r"[0-9A-Z][0-9A-Z .·-]*", line) for line in lines)
    assert sum(len(line) in FULL.lengths and spec_of(line) is not None for line in lines) < 0.02 * len(lines)
