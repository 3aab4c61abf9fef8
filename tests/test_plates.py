from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateocr.errors import LabelError
from plateocr.plates import (
    ALPHABETS,
    CHARACTERS,
    DIGITS,
    FULL,
    LETTERS,
    NOTEBOOK,
    ORDINARY,
    PROVINCES,
    READ_LAYOUTS,
    SPECS,
    UNREADABLE,
    USES,
    Layout,
    PlateKind,
    RuleViolation,
    characters_at,
    spec_of,
    specs_of,
)

plates = st.tuples(st.sampled_from(PROVINCES), st.text(CHARACTERS, min_size=6, max_size=6)).map("".join)


def labels(alphabet):
    """Any label of an alphabet, most of them no plate of any kind."""
    return st.sampled_from(alphabet.lengths).flatmap(
        lambda length: st.tuples(*(st.sampled_from(alphabet.classes(place)) for place in range(length))).map("".join)
    )


def numbers(spec):
    """Any text in the characters of a kind."""
    return st.tuples(*map(st.sampled_from, spec.slots)).map("".join)


def test_the_order_that_checkpoints_depend_on():
    assert PROVINCES == "云京冀吉宁川新晋桂沪津浙渝湘琼甘皖粤苏蒙藏豫贵赣辽鄂闽陕青鲁黑"
    assert CHARACTERS == "0123456789ABCDEFGHJKLMNOPQRSTUVWXYZ"
    assert USES == "警学挂港澳使领民航应急"
    assert len(set(PROVINCES)) == 31
    assert len(set(CHARACTERS)) == 35
    assert DIGITS + LETTERS == CHARACTERS
    assert "I" not in CHARACTERS
    assert FULL.first == PROVINCES + CHARACTERS + "使民□"
    assert FULL.tail == CHARACTERS + USES + PROVINCES + "□"


class TestAlphabet:
    @pytest.mark.parametrize("alphabet", ALPHABETS.values(), ids=lambda alphabet: alphabet.name)
    @given(st.data())
    def test_encode_and_decode_are_inverse(self, alphabet, data):
        text = data.draw(labels(alphabet))
        indices = alphabet.encode(text)
        assert alphabet.accepts(text)
        assert alphabet.decode(indices) == text
        assert alphabet.decode(list(indices)) == text
        assert [alphabet.classes(place)[index] for place, index in enumerate(indices)] == list(text)

    @pytest.mark.parametrize("alphabet", ALPHABETS.values(), ids=lambda alphabet: alphabet.name)
    def test_no_class_occurs_twice(self, alphabet):
        for classes in (alphabet.first, alphabet.tail):
            assert len(set(classes)) == len(classes)

    def test_the_notebooks_has_31_classes_and_35_and_none_for_the_unreadable(self):
        assert (NOTEBOOK.first, NOTEBOOK.tail, NOTEBOOK.lengths) == (PROVINCES, CHARACTERS, (7,))
        assert (len(NOTEBOOK.first), len(NOTEBOOK.tail)) == (31, 35)
        assert not NOTEBOOK.knows_unreadable
        assert FULL.knows_unreadable

    def test_known_indices(self):
        assert NOTEBOOK.encode("云A0Z9B1") == (0, 10, 0, 34, 9, 11, 1)
        assert NOTEBOOK.encode("黑O12345") == (30, 23, 1, 2, 3, 4, 5)
        assert FULL.encode("黑O1234警") == (30, 23, 1, 2, 3, 4, 35)
        assert FULL.encode("WJ云12345") == (31 + 31, 18, 46, 1, 2, 3, 4, 5)
        assert FULL.encode("□□□□□□□") == (68, *[77] * 6)

    @given(st.sampled_from(list(SPECS.values())), st.data())
    def test_the_full_one_encodes_every_plate_of_every_kind(self, spec, data):
        text = data.draw(numbers(spec))
        assert spec.accepts(text)
        assert FULL.decode(FULL.encode(text)) == text
        assert NOTEBOOK.accepts(text) == ORDINARY.accepts(text)

    @given(st.text())
    def test_any_text_is_encoded_or_refused(self, text):
        plate = len(text) == 7 and text[0] in PROVINCES and all(character in CHARACTERS for character in text[1:])
        assert NOTEBOOK.accepts(text) == plate
        if plate:
            assert NOTEBOOK.decode(NOTEBOOK.encode(text)) == text
        else:
            with pytest.raises(LabelError):
                NOTEBOOK.encode(text)

    @pytest.mark.parametrize(
        "indices", [(), (0,) * 6, (0,) * 8, (31, 0, 0, 0, 0, 0, 0), (0, 35, 0, 0, 0, 0, 0), (0,) * 6 + (-1,)]
    )
    def test_indices_that_are_no_plate_are_refused(self, indices):
        with pytest.raises(LabelError):
            NOTEBOOK.decode(indices)

    def test_lengths_are_named(self):
        with pytest.raises(LabelError, match="has 6 characters; a plate has 7 or 8"):
            FULL.encode("皖A1234")
        with pytest.raises(LabelError, match="9 class indices given; a plate has 7 or 8"):
            FULL.decode((0,) * 9)


@pytest.mark.parametrize("check", [ORDINARY.check, NOTEBOOK.encode], ids=["kind", "alphabet"])
@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "has 0 characters"),
        ("皖A1234", "has 6 characters"),
        ("皖AD12345", "has 8 characters"),
        ("AA12345", "not one of the 31 provinces"),
        ("警A12345", "not one of the 31 provinces"),
        ("皖I12345", "'I' at position 2"),
        ("皖A1234皖", "'皖' at position 7"),
        ("皖a12345", "'a' at position 2"),
        ("皖A·12345", "has 8 characters"),
        ("皖A１2345", "'１' at position 3"),
    ],
)
def test_an_invalid_text_is_rejected_with_its_position(check, text, complaint):
    with pytest.raises(LabelError, match=complaint) as error:
        check(text)
    assert f"'{text}'" in str(error.value)


@given(st.sampled_from(list(SPECS.values())), st.text() | plates)
def test_a_kind_checks_what_it_accepts(spec, text):
    if spec.accepts(text):
        spec.check(text)
    else:
        with pytest.raises(LabelError):
            spec.check(text)


@pytest.mark.parametrize(
    ("kind", "text", "violations"),
    [
        (PlateKind.BLUE, "皖A12345", ()),
        (PlateKind.BLUE, "皖O12345", ()),
        (PlateKind.BLUE, "皖AAB123", ()),
        (PlateKind.BLUE, "皖A1234O", (RuleViolation.O_OUTSIDE_AGENCY,)),
        (PlateKind.BLUE, "皖112345", (RuleViolation.AGENCY_NOT_A_LETTER,)),
        (PlateKind.BLUE, "琼Z12345", (RuleViolation.AGENCY_NOT_ISSUED,)),
        (PlateKind.BLUE, "皖AABC12", (RuleViolation.TOO_MANY_LETTERS,)),
        (
            PlateKind.BLUE,
            "皖1OOOOO",
            (RuleViolation.O_OUTSIDE_AGENCY, RuleViolation.AGENCY_NOT_A_LETTER, RuleViolation.TOO_MANY_LETTERS),
        ),
        (PlateKind.GREEN, "皖AD12345", ()),
        (PlateKind.GREEN, "皖ADA1234", ()),
        (PlateKind.GREEN, "皖AM12345", (RuleViolation.ENERGY_LETTER,)),
        (PlateKind.GREEN, "皖AD1234A", (RuleViolation.ENERGY_LETTER,)),
        (PlateKind.GREEN_LARGE, "皖A12345D", ()),
        (PlateKind.GREEN_LARGE, "皖A123456", (RuleViolation.ENERGY_LETTER,)),
        (PlateKind.EMBASSY, "使123456", ()),
        (PlateKind.EMBASSY, "123456使", ()),
        (PlateKind.EMBASSY, "1234567", (RuleViolation.NOT_ISSUED_IN_THIS_FORM,)),
        (PlateKind.EMBASSY, "使12345使", (RuleViolation.NOT_ISSUED_IN_THIS_FORM,)),
    ],
)
def test_plate_rules(kind, text, violations):
    assert SPECS[kind].violations(text) == violations


def test_the_rules_need_a_valid_text():
    with pytest.raises(LabelError):
        ORDINARY.violations("皖A1234")


class TestSpecs:
    @pytest.mark.parametrize("spec", SPECS.values(), ids=lambda spec: spec.kind)
    def test_each_slot_has_a_cell_inside_the_plate_behind_the_one_before(self, spec):
        width, height = spec.size
        assert len(spec.cells) == len(spec.slots) == len(spec)
        assert all(0 < cell.left < cell.right < width and 0 < cell.top < cell.bottom < height for cell in spec.cells)
        for cell, following in pairwise(spec.cells):
            assert following.left > cell.right or following.top > cell.bottom

    @pytest.mark.parametrize("spec", SPECS.values(), ids=lambda spec: spec.kind)
    def test_the_layout_tells_the_number_of_characters_and_of_rows(self, spec):
        assert spec.layout in READ_LAYOUTS
        assert len(spec) == spec.layout.characters == spec.layout.in_one_row.characters
        assert len({cell.top for cell in spec.cells}) == spec.layout.rows
        assert spec.layout.in_one_row.rows == 1

    def test_there_is_one_of_each_kind(self):
        assert list(SPECS) == list(PlateKind)
        assert all(spec.kind == kind for kind, spec in SPECS.items())

    def test_plates_that_are_not_read_have_no_characters(self):
        assert set(READ_LAYOUTS) == set(Layout) - {Layout.OTHER}
        assert Layout.OTHER.characters == 0

    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("皖A12345", PlateKind.BLUE),
            ("皖AD12345", PlateKind.GREEN),
            ("皖A12345D", PlateKind.GREEN_LARGE),
            ("皖A1234警", PlateKind.POLICE),
            ("皖A1234学", PlateKind.LEARNER),
            ("皖A1234挂", PlateKind.TRAILER),
            ("粤Z1234港", PlateKind.HONG_KONG),
            ("粤Z1234澳", PlateKind.MACAO),
            ("使123456", PlateKind.EMBASSY),
            ("沪A1234领", PlateKind.CONSULATE),
            ("WJ皖1234X", PlateKind.ARMED_POLICE),
            ("VA12345", PlateKind.ARMY),
            ("民航A1234", PlateKind.AVIATION),
            ("皖S1234应急", PlateKind.EMERGENCY),
            ("皖1234567", PlateKind.TRACTOR),
        ],
    )
    def test_the_kind_of_a_text_follows_from_its_characters(self, text, kind):
        assert spec_of(text) is SPECS[kind]

    def test_a_text_that_no_kind_has_is_of_none(self):
        assert [spec_of(text) for text in ("", "x-京A12345", "京A1234", "京AI2345", "A12345", "□□□□□□□")] == [None] * 6

    def test_the_layout_tells_kinds_of_the_same_characters_apart(self):
        assert spec_of("皖A12345", Layout.TWO_ROWS) is SPECS[PlateKind.YELLOW_TWO_ROWS]
        assert spec_of("皖A1234警", Layout.TWO_ROWS) is SPECS[PlateKind.POLICE_TWO_ROWS]
        assert spec_of("皖A12345", Layout.EIGHT) is None
        assert spec_of("皖A12345", Layout.OTHER) is None

    @given(st.sampled_from(list(SPECS.values())), st.data(), st.booleans())
    def test_the_kinds_of_a_text_are_all_that_accept_it_and_the_first_breaks_fewest_rules(self, spec, data, known):
        text = data.draw(numbers(spec))
        layout = spec.layout if known else None
        found = specs_of(text, layout)
        assert set(found) == {one for one in SPECS.values() if one.accepts(text) and layout in (None, one.layout)}
        assert spec in found
        broken = [len(one.violations(text)) for one in found]
        assert broken == sorted(broken)
        assert spec_of(text, layout) is found[0]

    @given(st.sampled_from(list(SPECS.values())), st.data())
    def test_a_layout_has_the_characters_of_all_its_kinds(self, spec, data):
        text = data.draw(numbers(spec))
        assert all(one in characters_at(spec.layout, place) for place, one in enumerate(text))

    def test_a_layout_has_no_characters_that_none_of_its_kinds_has(self):
        assert characters_at(Layout.EIGHT, 0) == set(PROVINCES) | {"W"}
        assert UNREADABLE not in set().union(*(characters_at(Layout.SEVEN, place) for place in range(7)))
