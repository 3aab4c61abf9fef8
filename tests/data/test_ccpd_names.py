import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateocr.data import ccpd_names
from plateocr.data.ccpd_names import CcpdAnnotation, is_ccpd_name, parse_ccpd_name
from plateocr.data.names import plate_from_name
from plateocr.errors import LabelError

NAME = "025-95_113-154&383_386&473-386&473_177&454_154&383_363&402-0_0_22_27_27_33_16-37-15.jpg"

pixels = st.integers(0, 1160)
points = st.tuples(pixels, pixels)
annotations = st.builds(
    CcpdAnnotation,
    area_ratio=st.integers(1, 999_999).map(lambda number: number / 1_000_000),
    tilt=st.tuples(st.integers(0, 180), st.integers(0, 360)),
    box=st.tuples(pixels, pixels, pixels, pixels),
    corners=st.tuples(points, points, points, points),
    plate=st.builds(
        "".join,
        st.tuples(
            st.sampled_from(ccpd_names.PROVINCES[:31]),
            st.sampled_from(ccpd_names.LETTERS[:24]),
            st.text(ccpd_names.CHARACTERS[:34], min_size=5, max_size=5),
        ),
    ),
    brightness=st.integers(0, 255),
    sharpness=st.integers(0, 9999),
)


def written(note: CcpdAnnotation) -> str:
    """CCPD's file name for a photo with this annotation."""
    left_top, right_top, right_bottom, left_bottom = ("&".join(map(str, corner)) for corner in note.corners)
    left, top, right, bottom = note.box
    tables = [ccpd_names.PROVINCES, ccpd_names.LETTERS, *[ccpd_names.CHARACTERS] * 5]
    fields = [
        f"{note.area_ratio:.6f}".removeprefix("0."),
        "_".join(map(str, note.tilt)),
        f"{left}&{top}_{right}&{bottom}",
        "_".join([right_bottom, left_bottom, left_top, right_top]),
        "_".join(str(table.index(character)) for table, character in zip(tables, note.plate, strict=True)),
        str(note.brightness),
        str(note.sharpness),
    ]
    return "-".join(fields) + ".jpg"


def test_the_example_in_the_data_sets_documentation():
    assert parse_ccpd_name(NAME) == CcpdAnnotation(
        area_ratio=0.025,
        tilt=(95, 113),
        box=(154, 383, 386, 473),
        corners=((154, 383), (363, 402), (386, 473), (177, 454)),
        plate="皖AY339S",
        brightness=37,
        sharpness=15,
    )


@given(annotations)
def test_an_annotation_survives_a_round_trip_through_its_name(annotation):
    assert parse_ccpd_name(written(annotation)) == annotation
    assert plate_from_name(written(annotation)) == annotation.plate


def test_a_long_area_field_holds_the_decimals():
    assert parse_ccpd_name(NAME.replace("025-", "0147365900383-", 1)).area_ratio == 0.0147365900383


@pytest.mark.parametrize("name", ["0000-皖A26Y56.jpg", "025-95_113.jpg", NAME.replace("154&383_386&473-", "154&383-")])
def test_other_names_are_rejected(name):
    assert not is_ccpd_name(name)
    with pytest.raises(LabelError, match="not a CCPD name"):
        parse_ccpd_name(name)


def test_an_index_outside_the_tables_is_reported_with_its_position():
    with pytest.raises(LabelError, match="index 25 at position 2"):
        parse_ccpd_name(NAME.replace("-0_0_22", "-0_25_22"))
