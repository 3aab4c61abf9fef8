from math import prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from plateocr.pipeline.prediction import Flag, decode_probabilities
from plateocr.plates import EIGHT, SEVEN

positive = st.floats(2**-10, 1, width=32)


def probabilities_of(text, certainty):
    """Class probabilities in which each character of ``text`` has ``certainty`` and the others share the rest."""
    indices = SEVEN.encode(text)
    province = np.full(31, (1 - certainty) / 30, np.float32)
    tail = np.full((6, 35), (1 - certainty) / 34, np.float32)
    province[indices[0]] = certainty
    tail[np.arange(6), indices[1:]] = certainty
    return province, tail


def test_the_most_probable_characters_make_the_text():
    found = decode_probabilities(*probabilities_of("皖A1Z3B5", 0.9), 0.3)
    assert found.text == "皖A1Z3B5"
    assert found.flags == ()
    assert [one.character for one in found.characters] == list("皖A1Z3B5")


def test_confidence_is_the_product_so_one_unreadable_character_is_not_averaged_away():
    province, tail = probabilities_of("皖A12345", 0.99)
    province[:] = (1 - 0.1) / 30
    province[SEVEN.encode("皖A12345")[0]] = 0.1
    found = decode_probabilities(province, tail, 0.5)
    assert found.confidence == pytest.approx(0.1 * 0.99**6, rel=1e-5)
    assert Flag.LOW_CONFIDENCE in found.flags


def test_flags_do_not_change_the_text():
    found = decode_probabilities(*probabilities_of("皖1OOOOO", 0.5), 0.5)
    assert found.text == "皖1OOOOO"
    assert found.flags == (Flag.LOW_CONFIDENCE, Flag.IMPLAUSIBLE_PLATE)


@given(arrays(np.float32, 31, elements=positive), arrays(np.float32, (6, 35), elements=positive))
def test_the_invariants(province, tail):
    province, tail = province / province.sum(), tail / tail.sum(axis=1, keepdims=True)
    found = decode_probabilities(province, tail, 0.5)
    assert len(found.text) == len(found.characters) == 7
    assert SEVEN.encode(found.text)
    assert found.confidence == pytest.approx(prod(one.probability for one in found.characters))
    assert (Flag.IMPLAUSIBLE_PLATE in found.flags) == bool(SEVEN.violations(found.text))
    for one in found.characters:
        texts, chances = zip(*one.alternatives, strict=True)
        assert len(set(texts)) == 3
        assert (one.character, one.probability) == one.alternatives[0]
        assert list(chances) == sorted(chances, reverse=True)


def test_of_equally_probable_characters_the_first_of_the_alphabet_is_taken():
    found = decode_probabilities(np.full(31, 1 / 31, np.float32), np.full((6, 35), 1 / 35, np.float32), 0.5)
    assert found.text == "云000000"
    assert found.characters[1].alternatives == tuple((c, pytest.approx(1 / 35)) for c in "012")


def test_predictions_are_frozen():
    found = decode_probabilities(*probabilities_of("皖A12345", 0.9), 0.3)
    with pytest.raises(AttributeError):
        found.text = "皖A12346"


def test_a_plate_of_eight_is_decoded_by_its_own_slots_and_rules():
    text = "皖AD1234F"
    province, tail = np.zeros(31, np.float32), np.zeros((7, 35), np.float32)
    indices = EIGHT.encode(text)
    province[indices[0]] = 1
    tail[np.arange(7), indices[1:]] = 1
    assert decode_probabilities(province, tail, 0.5, spec=EIGHT).text == text
    with pytest.raises(ValueError, match="zip"):
        decode_probabilities(province, tail, 0.5)
