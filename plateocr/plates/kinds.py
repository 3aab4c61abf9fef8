"""Every kind of plate that plateocr reads: adding one here is all that the rest of the package needs to know of it."""

from enum import StrEnum
from functools import cache, lru_cache

from plateocr.plates.alphabet import CHARACTERS, DIGITS, LETTERS, PROVINCES
from plateocr.plates.issue import AGENCY, LARGE_ENERGY, SERIAL, SMALL_ENERGY, form
from plateocr.plates.spec import Layout, PlateColours, PlateSpec, row, steps

CELL_WIDTH, CELL_HEIGHT, CELL_TOP = 45, 90, 25.0


class PlateKind(StrEnum):
    """The kinds of plate."""

    BLUE = "blue"
    YELLOW = "yellow"
    YELLOW_TWO_ROWS = "yellow_two_rows"
    MOTORCYCLE = "motorcycle"
    TRAILER = "trailer"
    LEARNER = "learner"
    GREEN = "green"
    GREEN_LARGE = "green_large"
    POLICE = "police"
    POLICE_TWO_ROWS = "police_two_rows"
    ARMED_POLICE = "armed_police"
    ARMED_POLICE_TWO_ROWS = "armed_police_two_rows"
    ARMY = "army"
    ARMY_TWO_ROWS = "army_two_rows"
    EMBASSY = "embassy"
    CONSULATE = "consulate"
    HONG_KONG = "hong_kong"
    MACAO = "macao"
    AVIATION = "aviation"
    EMERGENCY = "emergency"
    TRACTOR = "tractor"


WHITE_INK, BLACK_INK, RED_INK = (240, 242, 245), (25, 25, 28), (196, 30, 42)
BLUE = PlateColours("blue", ground=(25, 70, 175), paint=WHITE_INK)
YELLOW = PlateColours("yellow", ground=(232, 165, 25), paint=BLACK_INK)
# Cars have plates that are nearly white at the top and green at the bottom; large vehicles' are yellow and green.
GREEN = PlateColours("green", ground=(70, 185, 110), paint=(20, 24, 22), above=(222, 240, 228))
GREEN_LARGE = PlateColours("green", ground=(70, 185, 110), paint=(20, 24, 22), left=(232, 190, 40))
WHITE = PlateColours("white", ground=(235, 236, 238), paint=BLACK_INK)
BLACK = PlateColours("black", ground=(22, 22, 24), paint=WHITE_INK)
DARK_GREEN = PlateColours("green", ground=(20, 105, 60), paint=WHITE_INK)

_TWELVE_MORE = CELL_WIDTH + 12.0
_AFTER_AGENCY = (15.5, 72.5, *steps(151.5, _TWELVE_MORE, 5))  # the wide gap, with the dot, after the second
_AFTER_PROVINCE = (15.5, *steps(94.5, _TWELVE_MORE, 6))  # after the first
_ONE_ROW = row(_AFTER_AGENCY, CELL_TOP, CELL_WIDTH, CELL_HEIGHT)
_ORDINARY = (PROVINCES, *[CHARACTERS] * 6)
_TWO_ROWS = (*row((110.0, 250.0), 15, 80, 60), *row(steps(27.5, 80, 5), 90, 65, 110))
_MOTORCYCLE = (*row((55.0, 125.0), 11, 40, 38), *row(steps(14.0, 40, 5), 57, 32.5, 70))
_SERVICES = "the services' plates of 2012; no public standard, drawn after pictures"
_ARMED_POLICE_LAST = DIGITS + "BDHJSTX"


def _ending(character: str) -> tuple[str, ...]:
    """The slots of a plate that ends in a use."""
    return (PROVINCES, *[CHARACTERS] * 5, character)


_ARMED = ("W", "J", PROVINCES, *[DIGITS] * 4, _ARMED_POLICE_LAST)
# Which letters the services and commands have is not public.
_ARMY = (LETTERS, LETTERS, *[DIGITS] * 5)
# Before 2018 the character of embassies stood first, since then it stands last.
_EMBASSY_FORM = form(lambda text: text.count("使") == 1)

_GREEN_ONE_ROW = (
    *row((14.5, 68.5), CELL_TOP, CELL_WIDTH, CELL_HEIGHT),
    *row(steps(162.5, 52, 6), CELL_TOP, 43, CELL_HEIGHT),
)
_GREEN_SLOTS = (PROVINCES, *[CHARACTERS] * 7)
_DOT, _DOT_AFTER_PROVINCE = (134.5, 70.0), (77.5, 70.0)
_CIVIL_AVIATION = ("民", "航", LETTERS + DIGITS, *[DIGITS] * 4)

_ALL = (
    PlateSpec(PlateKind.BLUE, Layout.SEVEN, _ORDINARY, (440, 140), _ONE_ROW, _DOT, (*AGENCY, SERIAL), (BLUE,)),
    PlateSpec(PlateKind.YELLOW, Layout.SEVEN, _ORDINARY, (440, 140), _ONE_ROW, _DOT, (*AGENCY, SERIAL), (YELLOW,)),
    # The rear of lorries and buses.
    PlateSpec(
        PlateKind.YELLOW_TWO_ROWS,
        Layout.TWO_ROWS,
        _ORDINARY,
        (440, 220),
        _TWO_ROWS,
        (220.0, 45.0),
        (*AGENCY, SERIAL),
        (YELLOW,),
    ),
    # Ordinary motorcycles are yellow, light ones blue.
    PlateSpec(
        PlateKind.MOTORCYCLE,
        Layout.TWO_ROWS,
        _ORDINARY,
        (220, 140),
        _MOTORCYCLE,
        (110.0, 30.0),
        (*AGENCY, SERIAL),
        (YELLOW, BLUE),
    ),
    PlateSpec(
        PlateKind.TRAILER, Layout.TWO_ROWS, _ending("挂"), (440, 220), _TWO_ROWS, (220.0, 45.0), AGENCY, (YELLOW,)
    ),
    PlateSpec(PlateKind.LEARNER, Layout.SEVEN, _ending("学"), (440, 140), _ONE_ROW, _DOT, AGENCY, (YELLOW,)),
    PlateSpec(
        PlateKind.GREEN,
        Layout.EIGHT,
        _GREEN_SLOTS,
        (480, 140),
        _GREEN_ONE_ROW,
        None,
        (*AGENCY, SMALL_ENERGY),
        (GREEN,),
    ),
    PlateSpec(
        PlateKind.GREEN_LARGE,
        Layout.EIGHT,
        _GREEN_SLOTS,
        (480, 140),
        _GREEN_ONE_ROW,
        None,
        (*AGENCY, LARGE_ENERGY),
        (GREEN_LARGE,),
    ),
    PlateSpec(
        PlateKind.POLICE,
        Layout.SEVEN,
        _ending("警"),
        (440, 140),
        row(_AFTER_PROVINCE, CELL_TOP, CELL_WIDTH, CELL_HEIGHT),
        _DOT_AFTER_PROVINCE,
        AGENCY,
        (WHITE,),
        red=(6,),
    ),
    PlateSpec(
        PlateKind.POLICE_TWO_ROWS,
        Layout.TWO_ROWS,
        _ending("警"),
        (220, 140),
        _MOTORCYCLE,
        (110.0, 30.0),
        AGENCY,
        (WHITE,),
        red=(6,),
    ),
    PlateSpec(
        PlateKind.ARMED_POLICE,
        Layout.EIGHT,
        _ARMED,
        (535, 140),
        (*row((17.0, 68.0), 32, 44, 82), *row((120.0,), 32, 52, 82), *row(steps(226.0, 61, 5), 32, 50, 82)),
        (199.0, 73.0),
        (),
        (WHITE,),
        red=(0, 1, 2),
        source=_SERVICES,
    ),
    PlateSpec(
        PlateKind.ARMED_POLICE_TWO_ROWS,
        Layout.TWO_ROWS_EIGHT,
        _ARMED,
        (485, 240),
        (*row((100.0, 176.0), 32, 68, 66), *row((294.0,), 32, 80, 66), *row(steps(25.0, 90, 5), 114, 76, 96)),
        None,
        (),
        (WHITE,),
        red=(0, 1, 2),
        source=_SERVICES,
    ),
    PlateSpec(
        PlateKind.ARMY,
        Layout.SEVEN,
        _ARMY,
        (490, 140),
        row((17.0, 79.0, *steps(174.0, 62, 5)), 28, 50, 84),
        (151.0, 70.0),
        (),
        (WHITE,),
        red=(0, 1),
        source=_SERVICES,
    ),
    PlateSpec(
        PlateKind.ARMY_TWO_ROWS,
        Layout.TWO_ROWS,
        _ARMY,
        (495, 240),
        (*row((118.0, 278.0), 30, 100, 70), *row(steps(25.0, 93, 5), 120, 73, 100)),
        (248.0, 65.0),
        (),
        (WHITE,),
        red=(0, 1),
        source=_SERVICES,
    ),
    PlateSpec(
        PlateKind.EMBASSY,
        Layout.SEVEN,
        (DIGITS + "使", *[DIGITS] * 5, DIGITS + "使"),
        (440, 140),
        row((15.5, *steps(72.5, 57, 2), *steps(208.5, 57, 4)), CELL_TOP, CELL_WIDTH, CELL_HEIGHT),
        (191.5, 70.0),
        (_EMBASSY_FORM,),
        (BLACK,),
    ),
    PlateSpec(PlateKind.CONSULATE, Layout.SEVEN, _ending("领"), (440, 140), _ONE_ROW, _DOT, (), (BLACK,)),
    PlateSpec(
        PlateKind.HONG_KONG,
        Layout.SEVEN,
        ("粤", "Z", *[CHARACTERS] * 4, "港"),
        (440, 140),
        _ONE_ROW,
        _DOT,
        (),
        (BLACK,),
    ),
    PlateSpec(
        PlateKind.MACAO, Layout.SEVEN, ("粤", "Z", *[CHARACTERS] * 4, "澳"), (440, 140), _ONE_ROW, _DOT, (), (BLACK,)
    ),
    PlateSpec(
        PlateKind.AVIATION,
        Layout.SEVEN,
        _CIVIL_AVIATION,
        (440, 140),
        _ONE_ROW,
        _DOT,
        (),
        (DARK_GREEN,),
        source="vehicles inside airports; no public standard, drawn after pictures",
    ),
    PlateSpec(
        PlateKind.EMERGENCY,
        Layout.EIGHT,
        (PROVINCES, "SX", *[DIGITS] * 4, "应", "急"),
        (480, 140),
        (*row((15.0,), CELL_TOP, CELL_WIDTH, CELL_HEIGHT), *row(steps(91.0, 55, 7), CELL_TOP, 43, CELL_HEIGHT)),
        (75.0, 70.0),
        (),
        (WHITE,),
        red=(1, 6, 7),
        source="notice of the State Council's office of 2018 on vehicles of fire and rescue",
    ),
    PlateSpec(
        PlateKind.TRACTOR,
        Layout.TWO_ROWS_EIGHT,
        (PROVINCES, *[DIGITS] * 7),
        (300, 165),
        (*row((60.0, 130.0, 190.0), 12, 52, 48), *row(steps(20.0, 54, 5), 70, 44, 80)),
        None,
        (),
        (DARK_GREEN,),
        source="NY 345.1-2005, tractors",
    ),
)
SPECS = {PlateKind(spec.kind): spec for spec in _ALL}
# The most frequent kind, after which crops are shaped.
ORDINARY = SPECS[PlateKind.BLUE]


@lru_cache(4096)  # several parts of a reading ask for the same text
def specs_of(text: str, layout: Layout | None = None, ground: str = "") -> tuple[PlateSpec, ...]:
    """The kinds whose characters fit ``text``, those first whose rules it breaks least.

    Before them come those with a background of the colour ``ground`` (PlateColours.name).
    """
    fitting = [spec for spec in _ALL if spec.accepts(text) and layout in (None, spec.layout)]
    return tuple(sorted(fitting, key=lambda spec: (spec.coloured(ground).name != ground, len(spec.violations(text)))))


def spec_of(text: str, layout: Layout | None = None, ground: str = "") -> PlateSpec | None:
    """The first of :func:`specs_of`; None if no kind fits."""
    return next(iter(specs_of(text, layout, ground)), None)


def form_of(layout: Layout) -> PlateSpec:
    """The most frequent kind of a layout, after which plates of it are shaped; the ordinary one if it is not read."""
    return next((spec for spec in _ALL if spec.layout == layout), ORDINARY)


@cache
def characters_at(layout: Layout, position: int) -> frozenset[str]:
    """The characters that any kind of a layout may have at a position."""
    return frozenset().union(*(spec.slots[position] for spec in _ALL if spec.layout == layout))
