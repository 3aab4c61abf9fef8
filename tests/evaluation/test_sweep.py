import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from seeing_reader import BLACK_TEXT, WHITE_TEXT, SeeingReader

from plateocr.evaluation.perturb import KNOBS, Perturbation
from plateocr.evaluation.sweep import STEPS, first_changes, knob_values, sweep

GREY = Image.new("RGB", (224, 64), (150, 150, 150))


@pytest.mark.parametrize("name", KNOBS)
def test_values_span_the_range_on_the_knobs_steps(name):
    knob, values = KNOBS[name], knob_values(KNOBS[name])
    assert values[0] == knob.low
    assert values[-1] == knob.high
    assert knob.neutral in values
    assert list(values) == sorted(set(values))
    assert STEPS <= len(values) <= STEPS + 1
    assert all(
        ((value - knob.low) / knob.step) == pytest.approx(round((value - knob.low) / knob.step)) for value in values
    )


@given(texts=st.lists(st.sampled_from("ab"), min_size=1, max_size=12), data=st.data())
def test_the_nearest_change_on_each_side(texts, data):
    values = [float(number) for number in range(len(texts))]
    neutral = data.draw(st.sampled_from(values))
    below, above = first_changes(values, texts, neutral)
    same = texts[int(neutral)]
    nearer = [value for value in values if (below is None or value > below) and (above is None or value < above)]
    assert neutral in nearer
    assert all(texts[int(value)] == same for value in nearer)
    assert all(texts[int(end)] != same for end in (below, above) if end is not None)


def test_turned_down_the_light_changes_the_answer():
    found = sweep(SeeingReader(), GREY, Perturbation(), "brightness")
    assert found.values == knob_values(KNOBS["brightness"])
    assert found.texts[0] == BLACK_TEXT
    assert found.texts[-1] == WHITE_TEXT
    assert found.above is None
    assert found.below == max(
        value for value, text in zip(found.values, found.texts, strict=True) if text == BLACK_TEXT
    )
    assert all(0 <= confidence <= 1 for confidence in found.confidences)
    assert found.confidences[-1] > 0.9


def test_the_other_settings_are_unchanged():
    dark = sweep(SeeingReader(), GREY, Perturbation(brightness=0.2), "blur")
    assert set(dark.texts) == {BLACK_TEXT}
    assert (dark.below, dark.above) == (None, None)
