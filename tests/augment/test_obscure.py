import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateocr.augment.obscure import obscure
from plateocr.images import InputSpec
from plateocr.pipeline.preparation import spans_of, width_of
from plateocr.plates import SPECS, UNREADABLE, PlateKind
from plateocr.synth.texts import text_of

SPEC = InputSpec()
seeds = st.integers(0, 2**32)


def a_plate(kind, seed):
    """Noise of a recogniser's input size, the text of a plate, and where its characters are."""
    rng = np.random.default_rng(seed)
    layout = SPECS[kind].layout
    pixels = rng.integers(0, 256, (SPEC.height, width_of(SPEC, layout), 3), dtype=np.uint8)
    return pixels, text_of(kind, rng), spans_of(SPEC, layout, SPECS[kind])


@given(st.sampled_from(list(PlateKind)), seeds)
def test_some_characters_are_lost_and_the_others_and_the_shape_stay(kind, seed):
    pixels, text, spans = a_plate(kind, seed)
    before = pixels.copy()
    changed, read = obscure(pixels, text, spans, np.random.default_rng(seed))
    assert (changed.shape, changed.dtype) == (pixels.shape, np.uint8)
    assert np.array_equal(pixels, before)
    assert len(read) == len(text)
    assert UNREADABLE in read
    assert all(one in (UNREADABLE, was) for one, was in zip(read, text, strict=True))


@given(st.sampled_from(list(PlateKind)), seeds)
def test_the_same_seed_gives_the_same_result(kind, seed):
    plate = a_plate(kind, seed)
    (first, text), (again, same) = (obscure(*plate, np.random.default_rng(seed)) for _ in range(2))
    assert np.array_equal(first, again)
    assert text == same


@pytest.mark.parametrize("kind", [PlateKind.BLUE, PlateKind.GREEN, PlateKind.TRACTOR])
def test_what_is_lost_looks_different_and_what_lies_far_from_it_the_same_unless_it_is_cut_off(kind):
    unchanged = 0
    for seed in range(100):
        pixels, text, spans = a_plate(kind, seed)
        changed, read = obscure(pixels, text, spans, np.random.default_rng(seed))
        lost = [place for place, one in enumerate(read) if one == UNREADABLE]
        for place in lost:
            left, right = (round(edge) for edge in spans[place])
            part = slice(max(0, left), right)
            assert (changed[:, part] != pixels[:, part]).any(axis=2).mean() > 0.3, seed
        far = [place for place in range(len(text)) if min(abs(place - one) for one in lost) > 1]
        unchanged += all(
            np.array_equal(changed[:, round(left) : round(right)], pixels[:, round(left) : round(right)])
            for left, right in (spans[place] for place in far)
        )
    assert unchanged > 80, "all but those that are stretched"


@pytest.mark.parametrize("kind", [PlateKind.BLUE, PlateKind.GREEN])
def test_every_character_is_lost_at_times_those_at_the_ends_most_often(kind):
    lost = np.zeros(len(SPECS[kind]), int)
    for seed in range(400):
        _, read = obscure(*a_plate(kind, seed), np.random.default_rng(seed))
        lost += [one == UNREADABLE for one in read]
    assert lost.min() > 15
    assert min(lost[0], lost[-1]) > lost[1:-1].max()
