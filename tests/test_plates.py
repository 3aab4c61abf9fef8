from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateocr.errors import LabelError
from plateocr.plates import (
    CHARACTERS,
    DIGITS,
    EIGHT,
    LETTERS,
    PROVINCES,
    SEVEN,
    SPECS,
    RuleViolation,
    spec_of,
)

plates = st.tuples(st.sampled_from(PROVINCES), st.text(CHARACTERS, min_size=6, max_size=6)).map("".join)


def test_the_order_that_checkpoints_depend_on():
    assert PROVINCES == "云京冀吉宁川新晋桂沪津浙渝湘琼甘皖粤苏蒙藏豫贵赣辽鄂闽陕青鲁黑"
    assert CHARACTERS == "0123456789ABCDEFGHJKLMNOPQRSTUVWXYZ"
    assert len(set(PROVINCES)) == 31
    assert len(set(CHARACTERS)) == 35
    assert DIGITS + LETTERS == CHARACTERS
    assert "I" not in CHARACTERS


@given(plates)
def test_encode_and_decode_are_inverse(text):
    indices = SEVEN.encode(text)
    assert SEVEN.decode(indices) == text
    assert SEVEN.decode(list(indices)) == text
    assert [SEVEN.slots[position][index] for position, index in enumerate(indices)] == list(text)


def test_known_indices():
    assert SEVEN.encode("云A0Z9B1") == (0, 10, 0, 34, 9, 11, 1)
    assert SEVEN.encode("黑O12345") == (30, 23, 1, 2, 3, 4, 5)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "has 0 characters"),
        ("皖A1234", "has 6 characters"),
        ("皖AD12345", "has 8 characters"),
        ("AA12345", "not one of the 31 provinces"),
        ("警A12345", "not one of the 31 provinces"),
        ("皖I12345", "'I' at position 1"),
        ("皖A1234皖", "'皖' at position 6"),
        ("皖a12345", "'a' at position 1"),
        ("皖A·12345", "has 8 characters"),
        ("皖A１2345", "'１' at position 2"),
    ],
)
def test_an_invalid_text_is_rejected_with_its_position(text, complaint):
    with pytest.raises(LabelError, match=complaint) as error:
        SEVEN.encode(text)
    assert f"'{text}'" in str(error.value)


@given(st.text())
def test_any_text_is_encoded_or_refused(text):
    plate = len(text) == 7 and text[0] in PROVINCES and all(character in CHARACTERS for character in text[1:])
    if plate:
        assert SEVEN.decode(SEVEN.encode(text)) == text
    else:
        with pytest.raises(LabelError):
            SEVEN.encode(text)


@pytest.mark.parametrize("indices", [(), (0,) * 6, (31, 0, 0, 0, 0, 0, 0), (0, 35, 0, 0, 0, 0, 0), (0,) * 6 + (-1,)])
def test_indices_that_are_no_plate_are_refused(indices):
    with pytest.raises(LabelError):
        SEVEN.decode(indices)


@pytest.mark.parametrize(
    ("text", "violations"),
    [
        ("皖A12345", ()),
        ("皖O12345", ()),
        ("皖AABC12", ()),
        ("皖A1234O", (RuleViolation.O_OUTSIDE_AGENCY,)),
        ("皖112345", (RuleViolation.AGENCY_NOT_A_LETTER,)),
        ("皖AABCD1", (RuleViolation.TOO_MANY_LETTERS,)),
        ("皖1OOOOO", tuple(RuleViolation)),
    ],
)
def test_plate_rules(text, violations):
    assert SEVEN.violations(text) == violations


def test_the_rules_need_a_valid_text():
    with pytest.raises(LabelError):
        not SEVEN.violations("皖A1234")


class TestSpecs:
    @pytest.mark.parametrize("spec", SPECS.values(), ids=lambda spec: spec.kind)
    def test_each_slot_has_a_cell_inside_the_plate_behind_the_one_before(self, spec):
        width, height = spec.size
        assert len(spec.cells) == len(spec.slots) == len(spec)
        assert all(0 < cell.left < cell.right < width and 0 < cell.top < cell.bottom < height for cell in spec.cells)
        for cell, following in pairwise(spec.cells):
            assert following.left > cell.right or following.top > cell.bottom

    def test_the_kind_of_a_text_follows_from_its_characters(self):
        assert spec_of("皖A12345") is SEVEN
        assert spec_of("皖AD12345") is EIGHT
        assert [spec_of(text) for text in ("", "x-京A12345", "京A1234", "京AI2345", "AA12345")] == [None] * 5

    @given(st.sampled_from(list(SPECS.values())), st.data())
    def test_every_kind_encodes_what_it_accepts(self, spec, data):
        text = "".join(data.draw(st.sampled_from(slot)) for slot in spec.slots)
        assert spec.accepts(text)
        assert spec.decode(spec.encode(text)) == text
