from math import prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from plateocr.pipeline.prediction import Flag, decode_probabilities
from plateocr.plates import FULL, NOTEBOOK, ORDINARY, SPECS, UNREADABLE, Layout, PlateKind

positive = st.floats(2**-10, 1, width=32)


def probabilities_of(text, certainty, alphabet=NOTEBOOK):
    """Class probabilities in which each character of ``text`` has ``certainty`` and the others share the rest."""
    indices = alphabet.encode(text)
    first, others = len(alphabet.first), len(alphabet.tail)
    province = np.full(first, (1 - certainty) / (first - 1), np.float32)
    tail = np.full((len(text) - 1, others), (1 - certainty) / (others - 1), np.float32)
    province[indices[0]] = certainty
    tail[np.arange(len(text) - 1), indices[1:]] = certainty
    return province, tail


def test_the_most_probable_characters_make_the_text():
    found = decode_probabilities(*probabilities_of("皖A1Z3B5", 0.9), 0.3)
    assert found.text == "皖A1Z3B5"
    assert found.flags == ()
    assert [one.character for one in found.characters] == list("皖A1Z3B5")


def test_confidence_is_the_product_so_one_unreadable_character_is_not_averaged_away():
    province, tail = probabilities_of("皖A12345", 0.99)
    province[:] = (1 - 0.1) / 30
    province[NOTEBOOK.encode("皖A12345")[0]] = 0.1
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
    assert NOTEBOOK.accepts(found.text)
    assert found.confidence == pytest.approx(prod(one.probability for one in found.characters))
    assert (Flag.IMPLAUSIBLE_PLATE in found.flags) == bool(ORDINARY.violations(found.text))
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


@pytest.mark.parametrize(
    ("kind", "text", "flags"),
    [
        (PlateKind.GREEN_LARGE, "皖A12345F", ()),
        (PlateKind.GREEN_LARGE, "皖A123456", (Flag.IMPLAUSIBLE_PLATE,)),
        (PlateKind.POLICE, "皖A1234警", ()),
        (PlateKind.TRAILER, "皖A1234挂", ()),
        (PlateKind.ARMED_POLICE, "WJ皖12345", ()),
        (PlateKind.EMBASSY, "224015使", ()),
        (PlateKind.EMBASSY, "使22401使", (Flag.IMPLAUSIBLE_PLATE,)),
    ],
)
def test_each_kind_is_decoded_by_its_layout_and_flagged_by_its_own_rules(kind, text, flags):
    layout = SPECS[kind].layout
    found = decode_probabilities(*probabilities_of(text, 0.99, FULL), 0.5, alphabet=FULL, layout=layout)
    assert (found.text, found.layout, found.flags) == (text, layout, flags)


def test_only_characters_that_the_layout_may_have_at_a_place_are_read():
    """No plate of seven in one row ends in 挂, which trailers have, and none begins with 航."""
    province, tail = probabilities_of("皖A1234挂", 0.6, FULL)
    tail[5, FULL.tail.index("学")] = 0.3
    as_rows = decode_probabilities(province, tail, 0.0, alphabet=FULL, layout=Layout.TWO_ROWS)
    in_a_row = decode_probabilities(province, tail, 0.0, alphabet=FULL, layout=Layout.SEVEN)
    assert (as_rows.text, in_a_row.text) == ("皖A1234挂", "皖A1234学")
    assert in_a_row.characters[6].probability == pytest.approx(0.3)
    assert "挂" not in dict(in_a_row.characters[6].alternatives)


def test_a_character_that_cannot_be_read_lowers_the_confidence_and_is_never_an_answer():
    province, tail = probabilities_of("皖A12345", 0.99, FULL)
    tail[3] = 0
    tail[3, FULL.tail.index(UNREADABLE)], tail[3, FULL.tail.index("4")] = 0.8, 0.2
    found = decode_probabilities(province, tail, 0.5, alphabet=FULL)
    assert found.text == "皖A12445"
    assert found.characters[4].probability == pytest.approx(0.2)
    assert found.flags == (Flag.LOW_CONFIDENCE,)
