import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateocr.data.faults import Fault
from plateocr.data.names import NameReading, plate_from_name, printable, read_name
from plateocr.errors import LabelError
from plateocr.plates import CHARACTERS, NOTEBOOK, PROVINCES, PlateKind
from plateocr.synth.texts import text_of

plates = st.builds(
    "".join,
    st.tuples(st.sampled_from(PROVINCES), st.text(CHARACTERS, min_size=6, max_size=6)),
)
suffixes = st.sampled_from([".jpg", ".JPG", ".png", ".jpeg", ""])
numbers = st.integers(0, 99_999_999)


@given(
    plates, suffixes, numbers, st.sampled_from(["{p}", "{n:04d}-{p}", "name{n:04d}-{p}", "read{n:05d}-{p}", "{p}_{n}"])
)
def test_every_naming_convention_is_understood(plate, suffix, number, convention):
    name = convention.format(p=plate, n=number) + suffix

    assert plate_from_name(name) == plate
    assert plate_from_name(f"川A99999-folder/{name}") == plate


@given(plates, st.sampled_from(CHARACTERS))
def test_an_eight_character_plate_that_a_recogniser_does_not_read_is_reported_in_full(plate, extra):
    assert plate_from_name(f"0001-{plate}{extra}.jpg") == plate + extra

    reading = read_name(f"0001-{plate}{extra}.jpg", NOTEBOOK)

    assert reading.fault is Fault.EIGHT_CHARACTERS
    assert reading.plate == plate + extra
    assert "eight characters" in reading.reason


@pytest.mark.parametrize(
    "plate",
    [
        *("皖A1234警", "皖A1234学", "粤Z1234港", "粤Z1234澳", "皖A1234挂", "使014578", "沪A1234领"),
        *("民航A1234", "VA12345"),
    ],
)
def test_a_special_plate_that_a_recogniser_does_not_read_is_reported_in_full(plate):
    assert plate_from_name(f"0001-{plate}.jpg") == plate

    reading = read_name(f"0001-{plate}.jpg", NOTEBOOK)

    assert (reading.plate, reading.fault) == (plate, Fault.SPECIAL_PLATE)
    assert "special plate" in reading.reason


@given(st.sampled_from(list(PlateKind)), st.integers(0, 2**32))
def test_a_plate_of_any_kind_is_found(kind, seed):
    plate = text_of(kind, np.random.default_rng(seed))

    assert read_name(f"000001-{plate}.jpg") == NameReading(plate)


def test_what_may_be_a_plate_of_the_army_counts_only_without_another():
    assert read_name("VA12345.jpg") == NameReading("VA12345")
    assert read_name("VA12345-皖A12345.jpg") == NameReading("皖A12345")
    assert read_name("IMG12345.jpg").fault is Fault.NO_PLATE


@pytest.mark.parametrize("name", ["0001-皖A1234使.jpg", "0001-皖AD1234警.jpg", "0001-皖A123□5.jpg", "粤ZAB123港.jpg"])
def test_characters_in_an_order_that_no_kind_has_are_refused(name):
    assert read_name(name).fault is Fault.OUTSIDE_ALPHABET


@given(st.text())
def test_no_name_crashes_or_is_shortened(name):
    reading = read_name(name)

    assert (reading.fault is None) == (reading.reason == "")
    if reading.fault is None:
        assert reading.plate in name


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("blue_01805.jpg", Fault.NO_PLATE),
        ("照片.jpg", Fault.NO_PLATE),
        ("", Fault.NO_PLATE),
        ("皖A1234.jpg", Fault.WRONG_LENGTH),
        ("皖A·26Y56.jpg", Fault.OUTSIDE_ALPHABET),
        ("皖A26I56.jpg", Fault.OUTSIDE_ALPHABET),
        ("皖a26y56.jpg", Fault.OUTSIDE_ALPHABET),
        ("A皖26Y56.jpg", Fault.OUTSIDE_ALPHABET),
        ("皖A1234567_x.jpg", Fault.WRONG_LENGTH),
        ("皖A12345-皖A12346.jpg", Fault.SEVERAL_PLATES),
        ("皖A12345-皖AD12345.jpg", Fault.SEVERAL_PLATES),
    ],
)
def test_an_unusable_name_has_a_reason(name, fault):
    reading = read_name(name)

    assert reading.fault is fault
    assert reading.reason.endswith(".")
    with pytest.raises(LabelError):
        plate_from_name(name)


def test_a_reason_can_be_translated_with_the_one_inside_it():
    reading = read_name("皖A26I56.jpg")

    told = reading.reason.tell(
        lambda template, **values: template.upper().format(**{k.upper(): values[k] for k in values})
    )

    assert told == f"'皖A26I56.jpg': '皖A26I56': 'I' AT POSITION 5 IS NOT ONE OF {CHARACTERS}."


@pytest.mark.parametrize("name", ["杭州-浙A12345.jpg", "浙A12345 (1).jpg", "浙A12345-浙A12345.jpg"])
def test_other_words_beside_the_plate_are_ignored(name):
    assert plate_from_name(name) == "浙A12345"


def test_a_ccpd_name_gives_its_plate():
    name = "025-95_113-154&383_386&473-386&473_177&454_154&383_363&402-0_0_22_27_27_33_16-37-15.jpg"

    assert plate_from_name(name) == "皖AY339S"


def test_a_ccpd_name_may_have_eight_characters():
    name = "0413-92_258-159&509_530&611-527&611_172&599_159&509_530&525-0_0_3_32_30_31_30_30-157-106.jpg"

    reading = read_name(name, NOTEBOOK)

    assert plate_from_name(name) == "皖AD86766"
    assert (reading.plate, reading.fault) == ("皖AD86766", Fault.EIGHT_CHARACTERS)


@pytest.mark.parametrize(
    ("indices", "fault"),
    [
        ("31_0_22_27_27_33_16", Fault.OUTSIDE_ALPHABET),
        ("0_0_22_27_27_33_34", Fault.WRONG_LENGTH),
        ("0_0_22_27_27_33_35", Fault.OUTSIDE_ALPHABET),
        ("33_0_22_27_27_33_16", Fault.WRONG_LENGTH),
    ],
)
def test_a_ccpd_name_without_a_plate_has_a_reason(indices, fault):
    reading = read_name(f"025-95_113-154&383_386&473-386&473_177&454_154&383_363&402-{indices}-37-15.jpg")

    assert reading.fault is fault


def test_a_name_that_is_not_utf8_can_be_printed():
    name = b"\xff-\xe7\x9a\x96A12345.jpg".decode("utf-8", "surrogateescape")

    assert plate_from_name(name) == "皖A12345"
    assert printable(name).encode("utf-8")
