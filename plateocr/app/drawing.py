"""How a plate is drawn on the page: colours, rows and characters of its kind, in millimetres. No HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from plateocr.plates import (
    CELL_HEIGHT,
    CELL_TOP,
    CHARACTERS,
    ORDINARY,
    RED_INK,
    SPECS,
    Cell,
    Colour,
    Layout,
    PlateColours,
    PlateKind,
    PlateSpec,
    spec_of,
)

# Of the bundled font, in shares of its size: how high above and below the baseline a character reaches, and how much
# wider its advance is than its ink.
_LATIN, _WITH_TAIL, _CHINESE = (0.741, 0.0, 1.14), (0.754, 0.201, 1.14), (0.861, 0.099, 1.06)
# Wrong characters: their colour on dark and on light grounds.
_WRONG_ON_DARK, _WRONG_ON_LIGHT = (255, 200, 204), (150, 8, 24)
_UNDERLINE = (0.045, 0.065)  # its distance from a wrong character and its height, in shares of the character's height
_LIGHT = 128  # grey level
_SIDE = 15.0  # millimetres, of the margins of a plate of no known kind


@dataclass(frozen=True)
class Glyph:
    """A character of a drawn plate.

    middle, baseline, width, size: where it is, how wide it is drawn and its font size. underline, thickness: the upper
    edge and the height of the line below it, if it is wrong.
    """

    character: str
    middle: float
    baseline: float
    width: float
    size: float
    underline: float
    thickness: float
    red: bool
    wrong: bool


@dataclass(frozen=True)
class Palette:
    """The colours of a drawn plate, as values of CSS."""

    ground: str
    ink: str
    red: str
    wrong: str


@dataclass(frozen=True)
class DrawnPlate:
    """A plate as it is drawn.

    kind: None if no kind has that text, and then ``palette`` is None too: it is drawn in the colours of the page. size:
    width and height. dot: the centre of the separating dot. columns: how wide each character's part of the width is, by
    which what stands below the plate is aligned; empty if it has two rows.
    """

    text: str
    kind: PlateKind | None
    layout: Layout
    size: tuple[int, int]
    glyphs: tuple[Glyph, ...]
    dot: tuple[float, float] | None
    palette: Palette | None
    columns: tuple[float, ...]


def drawn(
    text: str,
    layout: Layout | None = None,
    *,
    kind: str | None = None,
    ground: str = "",
    wrong: Sequence[bool] = (),
) -> DrawnPlate:
    """How to draw a plate.

    Several kinds may have the same text: it is drawn as ``kind`` if that is one of them, else as the one with a
    background of the colour ``ground`` (PlateColours.name), else as the most frequent. Any text can be drawn; marks in
    ``wrong`` behind its end have no character and are left out.
    """
    spec = _spec(text, layout, kind, ground)
    form = spec or _form(text, layout)
    cells = form.cells if form else _even_cells(len(text))
    red = spec.red if spec else ()
    return DrawnPlate(
        text,
        PlateKind(spec.kind) if spec else None,
        form.layout if form else Layout.OTHER,
        form.size if form else ORDINARY.size,
        tuple(
            _glyph(character, cell, red=place in red, wrong=place < len(wrong) and wrong[place])
            for place, (character, cell) in enumerate(zip(text, cells, strict=True))
        ),
        spec.dot if spec else None,
        _palette(spec, spec.coloured(ground)) if spec else None,
        () if form and form.layout.rows > 1 else _columns(cells, form.size[0] if form else ORDINARY.size[0]),
    )


def _spec(text: str, layout: Layout | None, kind: str | None, ground: str) -> PlateSpec | None:
    asked = next((spec for spec in SPECS.values() if spec.kind == kind), None)
    fits = asked is not None and asked.accepts(text) and layout in (None, asked.layout)
    return asked if fits else spec_of(text, layout, ground)


def _form(text: str, layout: Layout | None) -> PlateSpec | None:
    """The most frequent kind of a layout, or else in one row, with as many characters; None if there is none."""
    fitting = [spec for spec in SPECS.values() if len(spec) == len(text)]
    return next((spec for spec in fitting if spec.layout == layout), next(iter(fitting), None))


def _even_cells(count: int) -> tuple[Cell, ...]:
    """Cells for a number of characters that no kind of plate has, none wider than those of ordinary plates."""
    step = (ORDINARY.size[0] - 2 * _SIDE) / max(len(ORDINARY), count)
    return tuple(Cell(_SIDE + step * place, CELL_TOP, 0.8 * step, CELL_HEIGHT) for place in range(count))


def _glyph(character: str, cell: Cell, *, red: bool, wrong: bool) -> Glyph:
    reach = _WITH_TAIL if character == "Q" else _LATIN if character in CHARACTERS else _CHINESE
    above, below, wider = reach
    size = cell.height / (above + below)
    return Glyph(
        character,
        (cell.left + cell.right) / 2,
        cell.bottom - below * size,
        cell.width * wider,
        size,
        cell.bottom + _UNDERLINE[0] * cell.height,
        _UNDERLINE[1] * cell.height,
        red,
        wrong,
    )


def _palette(spec: PlateSpec, colours: PlateColours) -> Palette:
    wrong = _WRONG_ON_DARK if sum(colours.paint) > 3 * _LIGHT else _WRONG_ON_LIGHT
    return Palette(_ground(spec, colours), css(colours.paint), css(RED_INK), css(wrong))


def _ground(spec: PlateSpec, colours: PlateColours) -> str:
    """The background as a value of CSS, with its gradient or its two parts."""
    if colours.above:
        return f"linear-gradient({css(colours.above)}, {css(colours.ground)})"
    if colours.left:
        edge = f"{50 * (spec.cells[1].right + spec.cells[2].left) / spec.size[0]:.2f}%"
        return f"linear-gradient(90deg, {css(colours.left)} {edge}, {css(colours.ground)} {edge})"
    return css(colours.ground)


def css(colour: Colour) -> str:
    """A colour as a value of CSS."""
    return "#{:02x}{:02x}{:02x}".format(*colour)


def _columns(cells: Sequence[Cell], width: float) -> tuple[float, ...]:
    """The parts into which a plate in one row falls midway between its characters."""
    edges = [0.0, *((one.right + other.left) / 2 for one, other in pairwise(cells)), width]
    return tuple(round(end - start, 2) for start, end in pairwise(edges))
