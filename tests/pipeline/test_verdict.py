import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateocr.geometry.quads import quad_of
from plateocr.models.registry import LAYOUT_CLASSES
from plateocr.pipeline.prediction import CharacterPrediction, Flag, PlatePrediction
from plateocr.pipeline.verdict import Doubt, Sight, Verdict, judge
from plateocr.plates import Layout

SIZE = (800, 600)
OTHER, NOTHING = list(Layout).index(Layout.OTHER), LAYOUT_CLASSES - 1


def read(text="皖A12345", probability=0.999, flags=(), layout=Layout.SEVEN, **of_place):
    """A reading, each character with that probability; p2=0.5 gives the third another one."""
    chances = [of_place.get(f"p{place}", probability) for place in range(len(text))]
    characters = tuple(CharacterPrediction(one, p, ((one, p),)) for one, p in zip(text, chances, strict=True))
    return PlatePrediction(text, characters, float(np.prod(chances)), flags, layout)


def verdict_on(*predictions, sight=None):
    return judge({str(number): one for number, one in enumerate(predictions)}, sight or Sight())


def seen(left, top, width, height):
    return Sight(quad_of((left, top, left + width, top + height)), SIZE)


def taken_for(other=0.0, nothing=0.0):
    """What the rectifier takes the crop for."""
    scores = np.zeros(LAYOUT_CLASSES, np.float32)
    scores[0], scores[OTHER], scores[NOTHING] = 1 - other - nothing, other, nothing
    return Sight(scores=scores)


def test_two_models_that_agree_on_every_character_are_sure():
    found = verdict_on(read(probability=0.91), read(probability=0.95))
    assert (found.verdict, found.doubts, found.positions) == (Verdict.SURE, (), ())


@pytest.mark.parametrize("place", range(7))
def test_one_uncertain_character_is_enough_for_a_doubt(place):
    found = verdict_on(read(), read(**{f"p{place}": 0.89}))
    assert (found.verdict, found.doubts, found.positions) == (Verdict.CHECK, (Doubt.CHARACTER,), (place,))


@given(st.lists(st.floats(0.3, 1), min_size=7, max_size=7), st.lists(st.floats(0.3, 1), min_size=7, max_size=7))
def test_agreeing_models_are_sure_only_if_each_character_has_nine_tenths(first, second):
    one, other = (read(**{f"p{place}": chance for place, chance in enumerate(of)}) for of in (first, second))
    found = verdict_on(one, other)
    assert (found.verdict == Verdict.SURE) == (min(first + second) >= 0.9)
    assert found.positions == tuple(place for place in range(7) if min(first[place], second[place]) < 0.9)


@pytest.mark.parametrize(("probability", "verdict"), [(0.985, Verdict.SURE), (0.97, Verdict.CHECK)])
def test_a_model_alone_must_be_more_certain(probability, verdict):
    assert verdict_on(read(p4=probability)).verdict == verdict


def test_models_that_differ_are_in_doubt_where_they_do():
    found = verdict_on(read("皖A12345"), read("皖B12346"))
    assert found.verdict == Verdict.CHECK
    assert found.doubts == (Doubt.CHARACTER, Doubt.DISAGREEMENT)
    assert found.positions == (1, 6)


def test_readings_of_different_lengths_are_in_doubt_everywhere():
    found = verdict_on(read("皖A12345"), read("皖AD12345", layout=Layout.EIGHT))
    assert (found.verdict, found.positions) == (Verdict.CHECK, tuple(range(8)))
    assert Doubt.DISAGREEMENT in found.doubts


@pytest.mark.parametrize(
    ("place", "is_cut_off"),
    [
        ((100, 100, 200, 60), False),
        ((-11, 100, 200, 60), False),
        ((-13, 100, 200, 60), True),
        ((611, 100, 200, 60), False),
        ((613, 100, 200, 60), True),
        ((100, -18, 200, 60), False),
        ((100, -19, 200, 60), True),
        ((100, 558, 200, 60), False),
        ((100, 559, 200, 60), True),
    ],
)
def test_a_plate_that_runs_off_the_image_is_in_doubt(place, is_cut_off):
    """By more than its border and a quarter of a character."""
    found = verdict_on(read(), read(), sight=seen(*place))
    assert (Doubt.CUT_OFF in found.doubts, found.verdict == Verdict.CHECK) == (is_cut_off, is_cut_off)
    assert found.positions == ()


@pytest.mark.parametrize(("top", "is_cut_off"), [(-6, False), (-14, True), (504, False), (516, True)])
def test_a_plate_in_two_rows_is_in_doubt_if_part_of_a_row_is_missing(top, is_cut_off):
    """Of 440 x 220 mm, here in 200 x 100 pixels: its characters reach closer to the edges than those of one row."""
    one = read(layout=Layout.TWO_ROWS)
    assert (Doubt.CUT_OFF in verdict_on(one, one, sight=seen(100, top, 200, 100)).doubts) == is_cut_off


@pytest.mark.parametrize(
    ("layout", "text", "least"),
    [
        (Layout.SEVEN, "皖A12345", 31.5),
        (Layout.EIGHT, "皖AD12345", 36),
        (Layout.TWO_ROWS, "皖A12345", 22.5),
        (Layout.TWO_ROWS_EIGHT, "WJ皖12345", 22.5),
    ],
)
def test_a_plate_with_few_pixels_for_each_character_is_in_doubt(layout, text, least):
    one = read(text, layout=layout)
    for width, doubts in ((least - 0.2, (Doubt.TOO_SMALL,)), (least + 0.2, ())):
        assert verdict_on(one, one, sight=seen(100, 100, width, width / 3)).doubts == doubts


def test_a_number_that_is_not_issued_is_in_doubt():
    found = verdict_on(read(), read(flags=(Flag.IMPLAUSIBLE_PLATE,)))
    assert (found.verdict, found.doubts, found.positions) == (Verdict.CHECK, (Doubt.NOT_ISSUED,), ())


def test_an_answer_that_is_flagged_as_unsure_is_in_doubt_at_its_weakest_character():
    unsure = read(probability=0.95, flags=(Flag.LOW_CONFIDENCE,), p3=0.92)
    found = verdict_on(unsure, read(probability=0.91))
    assert (found.verdict, found.doubts, found.positions) == (Verdict.CHECK, (Doubt.CHARACTER,), (3,))


def test_a_flag_of_the_less_confident_model_is_no_doubt():
    assert verdict_on(read(probability=0.91, flags=(Flag.LOW_CONFIDENCE,)), read()).verdict == Verdict.SURE


def test_without_readings_nothing_is_read():
    found = verdict_on()
    assert (found.verdict, found.has_answer) == (Verdict.NOT_READ, False)


@pytest.mark.parametrize(
    ("other", "nothing", "verdict"),
    [
        (0.6, 0.1, Verdict.NOT_READ),
        (0.1, 0.6, Verdict.NO_PLATE),
        (0.35, 0.3, Verdict.NOT_READ),
        (0.3, 0.35, Verdict.NO_PLATE),
        (0.2, 0.2, Verdict.CHECK),
    ],
)
def test_what_the_rectifier_takes_for_no_plate_to_read_is_not_read_if_the_models_are_unsure(other, nothing, verdict):
    found = verdict_on(read(probability=0.8), read(probability=0.7), sight=taken_for(other, nothing))
    assert found.verdict == verdict
    assert (found.positions == ()) == (verdict != Verdict.CHECK)
    assert found.has_answer == (verdict == Verdict.CHECK)


def test_what_a_model_reads_with_some_confidence_is_an_answer_whatever_the_rectifier_takes_it_for():
    assert verdict_on(read(probability=0.7), read(p3=0.5), sight=taken_for(nothing=0.9)).verdict == Verdict.CHECK
    assert verdict_on(read(), read(), sight=taken_for(other=0.9)).verdict == Verdict.SURE
