"""CCPD's file names, which hold the annotations of the photos (CCPD2019, and CCPD2020's eight-character plates).

``area-tilt-box-corners-plate-brightness-sharpness``, for example
``025-95_113-154&383_386&473-386&473_177&454_154&383_363&402-0_0_22_27_27_33_16-37-15.jpg``.
"""

import re
from dataclasses import dataclass
from pathlib import PurePath

from plateocr.errors import LabelError

PROVINCES = "皖沪津渝冀晋蒙辽吉黑苏浙京闽赣鲁豫鄂湘粤桂琼川贵云藏陕甘青宁新警学O"
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZO"
CHARACTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789O"
NO_CHARACTER = "O"

_POINT = r"-?\d+&-?\d+"
_NAME = re.compile(
    rf"(?P<area>\d+)-(?P<tilt>-?\d+_-?\d+)-(?P<box>{_POINT}_{_POINT})-(?P<corners>{_POINT}(?:_{_POINT}){{3}})"
    r"-(?P<plate>\d+(?:_\d+)+)-(?P<brightness>\d+)-(?P<sharpness>\d+)"
)

Point = tuple[int, int]


@dataclass(frozen=True)
class CcpdAnnotation:
    """The annotation in a CCPD name. Points are (x, y) in pixels, with the origin at the top left.

    area_ratio: share of the photo that the plate covers, 0..1. tilt: (horizontal, vertical) in CCPD's degrees: an
    upright plate is near 0 in some of its folders and near 90 in others. box: (left, top, right, bottom), upright.
    corners: top left, top right, bottom right, bottom left. plate: the text as annotated, including special and
    eight-character plates. brightness, sharpness: of the plate's region, on CCPD's own scale, where larger values are
    brighter and sharper.
    """

    area_ratio: float
    tilt: tuple[int, int]
    box: tuple[int, int, int, int]
    corners: tuple[Point, Point, Point, Point]
    plate: str
    brightness: int
    sharpness: int


def is_ccpd_name(file_name: str) -> bool:
    """Whether a file name has the seven fields of a CCPD annotation."""
    return _NAME.fullmatch(PurePath(file_name).stem) is not None


def parse_ccpd_name(file_name: str) -> CcpdAnnotation:
    """The annotation in a CCPD file name, with or without folder and suffix.

    Raises LabelError if the name is not CCPD's, or an index is outside CCPD's tables. Does not check that plateocr can
    read the plate; :func:`plateocr.data.names.read_name` does.
    """
    name = PurePath(file_name).name
    found = _NAME.fullmatch(PurePath(file_name).stem)
    if found is None:
        raise LabelError(f"'{name}' is not a CCPD name (area-tilt-box-corners-plate-brightness-sharpness).")
    (left, top), (right, bottom) = _points(found["box"])
    # CCPD starts at the bottom right and goes clockwise.
    right_bottom, left_bottom, left_top, right_top = _points(found["corners"])
    horizontal, vertical = (int(degrees) for degrees in found["tilt"].split("_"))
    return CcpdAnnotation(
        # The field holds the decimals: 025 is 0.025, and 0147365900383 is 0.0147365900383.
        area_ratio=float(f"0.{found['area']}"),
        tilt=(horizontal, vertical),
        box=(left, top, right, bottom),
        corners=(left_top, right_top, right_bottom, left_bottom),
        plate=_plate(found["plate"], name),
        brightness=int(found["brightness"]),
        sharpness=int(found["sharpness"]),
    )


def _points(field: str) -> list[Point]:
    return [(int(x), int(y)) for x, y in (point.split("&") for point in field.split("_"))]


def _plate(field: str, name: str) -> str:
    characters = []
    for position, number in enumerate(field.split("_")):
        table = (PROVINCES, LETTERS)[position] if position < 2 else CHARACTERS
        if int(number) >= len(table):
            raise LabelError(
                "'{name}': the plate's index {number} at position {position} is outside 0..{last}.",
                **{"name": name, "number": number, "position": position + 1, "last": len(table) - 1},
            )
        character = table[int(number)]
        if character != NO_CHARACTER:
            characters.append(character)
    return "".join(characters)
