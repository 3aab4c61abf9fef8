"""Random plate numbers of every kind, about as they are seen on the road."""

from collections.abc import Callable

import numpy as np

from plateocr.plates import DIGITS, LETTERS, PROVINCES, SPECS, PlateKind

SERIAL_LETTERS = LETTERS.replace("O", "")
# Only authorities have an O after the province: its frequency relative to what it would be if all letters were equal.
_O_SHARE = 0.1
# Share of serial numbers with 0, 1, 2 and 3 letters. Three are not issued, but a network must not count them.
_LETTER_COUNTS = (0.12, 0.42, 0.36, 0.10)
# The letter in the serial number tells electric from hybrid; D and F were issued first and are the most frequent.
_FIRST_ENERGY_LETTERS, _ENERGY_LETTERS, _FIRST_SHARE = "DF", "ABCEGHJK", 0.8
_SECOND_LETTER_SHARE = 0.2  # on small vehicles, a letter after the energy letter
_LETTER_IN_FOUR = 0.35  # share of special plates with a letter among their digits
_ARMED_POLICE_BRANCHES, _BRANCH_SHARE = "XBTSHJD", 0.6

Rng = np.random.Generator


def random_text(rng: Rng) -> str:
    """An ordinary plate: any province, then an agency letter, then digits with up to three letters."""
    start = random_agency(rng)
    serial = list(_digits(5, rng))
    count = rng.choice(len(_LETTER_COUNTS), p=_LETTER_COUNTS)
    for place in rng.choice(len(serial), size=count, replace=False):
        serial[place] = _any(SERIAL_LETTERS, rng)
    return start + "".join(serial)


def random_agency(rng: Rng) -> str:
    """The first two characters of a plate: any province, then any letter, O rarely."""
    return _any(PROVINCES, rng) + _any(LETTERS if rng.random() < _O_SHARE else SERIAL_LETTERS, rng)


def text_of(kind: PlateKind, rng: Rng, *, issued: bool = False) -> str:
    """A random plate number of a kind. ``issued``: it breaks none of the kind's rules."""
    draw = _TEXTS.get(kind, random_text)
    text = draw(rng)
    while issued and SPECS[kind].violations(text):
        text = draw(rng)
    return text


def _any(characters: str, rng: Rng) -> str:
    return characters[int(rng.integers(len(characters)))]


def _digits(count: int, rng: Rng) -> str:
    return "".join(_any(DIGITS, rng) for _ in range(count))


def _serial(count: int, rng: Rng) -> str:
    """Digits, some of them with one letter."""
    serial = list(_digits(count, rng))
    if rng.random() < _LETTER_IN_FOUR:
        serial[int(rng.integers(count))] = _any(SERIAL_LETTERS, rng)
    return "".join(serial)


def _ending(use: str) -> Callable[[Rng], str]:
    return lambda rng: random_agency(rng) + _serial(4, rng) + use


def _from(start: str, use: str) -> Callable[[Rng], str]:
    return lambda rng: start + _serial(4, rng) + use


def _green(rng: Rng, *, large: bool) -> str:
    """On cars the energy letter is third, sometimes followed by another letter; on large vehicles it is last."""
    agency = random_agency(rng).replace("O", "A")  # green plates have no O
    energy = _any(_FIRST_ENERGY_LETTERS if rng.random() < _FIRST_SHARE else _ENERGY_LETTERS, rng)
    digits = _digits(5, rng)
    if large:
        return agency + digits + energy
    if rng.random() < _SECOND_LETTER_SHARE:
        digits = _any(SERIAL_LETTERS, rng) + digits[1:]
    return agency + energy + digits


def _armed_police(rng: Rng) -> str:
    last = _any(_ARMED_POLICE_BRANCHES if rng.random() < _BRANCH_SHARE else DIGITS, rng)
    return "WJ" + _any(PROVINCES, rng) + _digits(4, rng) + last


def _army(rng: Rng) -> str:
    return _any(SERIAL_LETTERS, rng) + _any(LETTERS, rng) + _digits(5, rng)


def _embassy(rng: Rng) -> str:
    number = _any("123", rng) + _digits(5, rng)
    return "使" + number if rng.random() < 0.4 else number + "使"


def _consulate(rng: Rng) -> str:
    if rng.random() < 0.5:
        return _ending("领")(rng)
    return _any(PROVINCES, rng) + _any("123", rng) + _digits(4, rng) + "领"


_TEXTS: dict[PlateKind, Callable[[Rng], str]] = {
    PlateKind.TRAILER: _ending("挂"),
    PlateKind.LEARNER: _ending("学"),
    PlateKind.GREEN: lambda rng: _green(rng, large=False),
    PlateKind.GREEN_LARGE: lambda rng: _green(rng, large=True),
    PlateKind.POLICE: _ending("警"),
    PlateKind.POLICE_TWO_ROWS: _ending("警"),
    PlateKind.ARMED_POLICE: _armed_police,
    PlateKind.ARMED_POLICE_TWO_ROWS: _armed_police,
    PlateKind.ARMY: _army,
    PlateKind.ARMY_TWO_ROWS: _army,
    PlateKind.EMBASSY: _embassy,
    PlateKind.CONSULATE: _consulate,
    PlateKind.HONG_KONG: _from("粤Z", "港"),
    PlateKind.MACAO: _from("粤Z", "澳"),
    PlateKind.AVIATION: lambda rng: "民航" + _any(SERIAL_LETTERS, rng) + _digits(4, rng),
    PlateKind.EMERGENCY: lambda rng: _any(PROVINCES, rng) + _any("XS", rng) + _digits(4, rng) + "应急",
    PlateKind.TRACTOR: lambda rng: _any(PROVINCES, rng) + _digits(7, rng),
}
