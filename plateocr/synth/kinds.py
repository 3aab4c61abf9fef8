"""Flat plates of every kind, in their colours."""

from dataclasses import dataclass

import cv2
import numpy as np

from plateocr.plates import RED_INK, SPECS, PlateColours, PlateKind, PlateSpec
from plateocr.synth.glyphs import SCALE, GlyphSet
from plateocr.synth.plate import (
    GROUND_SPREAD,
    PAINT_SPREAD,
    Pixels,
    colour_plate,
    paint_mask,
    paint_over,
    vary_colour,
)
from plateocr.synth.surface import BOLT_PLACES, BoltPlaces, add_bolts, fade_paint
from plateocr.synth.texts import text_of

_BOLTED_SHARE = 0.7
_WITHOUT_HUE, _GREY_SPREAD = frozenset({"white", "black"}), 9.0  # grounds that vary less in colour
_FIRST_COLOURS_SHARE = 0.7  # of a kind with two colour schemes

# On the green plate, in millimetres: the emblem in the wide gap; the bolt holes are above and below it and, as on a
# blue plate, 220 further along.
_EMBLEM_X, _EMBLEM_Y, _EMBLEM_RADIUS = 138.0, 70.0, 12.5
_GREEN_WIDTH = SPECS[PlateKind.GREEN].size[0]
_GREEN_BOLTS = tuple((x / _GREEN_WIDTH, y) for y in (0.11, 0.89) for x in (_EMBLEM_X, _EMBLEM_X + 220))
_GREEN_SPREAD = 16.0
# In shares of the width and height of a plate in two rows.
_TWO_ROW_BOLTS = ((0.25, 0.07), (0.75, 0.07), (0.25, 0.93), (0.75, 0.93))


@dataclass(frozen=True)
class Drawing:
    """How a kind of plate is drawn. bolts: where its holes are. share: of drawn plates, relative to other kinds."""

    share: float
    bolts: BoltPlaces = BOLT_PLACES


# The shares are those of a road on which rare kinds are seen far too often, so that networks know them.
DRAWINGS = {
    PlateKind.BLUE: Drawing(0.26),
    PlateKind.YELLOW: Drawing(0.08),
    PlateKind.YELLOW_TWO_ROWS: Drawing(0.07, _TWO_ROW_BOLTS),
    PlateKind.MOTORCYCLE: Drawing(0.04, _TWO_ROW_BOLTS),
    PlateKind.TRAILER: Drawing(0.03, _TWO_ROW_BOLTS),
    PlateKind.LEARNER: Drawing(0.03),
    PlateKind.GREEN: Drawing(0.15, _GREEN_BOLTS),
    PlateKind.GREEN_LARGE: Drawing(0.06, _GREEN_BOLTS),
    PlateKind.POLICE: Drawing(0.05),
    PlateKind.POLICE_TWO_ROWS: Drawing(0.015, _TWO_ROW_BOLTS),
    PlateKind.ARMED_POLICE: Drawing(0.03),
    PlateKind.ARMED_POLICE_TWO_ROWS: Drawing(0.015, _TWO_ROW_BOLTS),
    PlateKind.ARMY: Drawing(0.03),
    PlateKind.ARMY_TWO_ROWS: Drawing(0.015, _TWO_ROW_BOLTS),
    PlateKind.EMBASSY: Drawing(0.025),
    PlateKind.CONSULATE: Drawing(0.02),
    PlateKind.HONG_KONG: Drawing(0.02),
    PlateKind.MACAO: Drawing(0.015),
    PlateKind.AVIATION: Drawing(0.02),
    PlateKind.EMERGENCY: Drawing(0.015),
    PlateKind.TRACTOR: Drawing(0.02, _TWO_ROW_BOLTS),
}


def random_kind(rng: np.random.Generator) -> PlateKind:
    """A kind of plate, in the shares of :data:`DRAWINGS`."""
    shares = np.array([drawing.share for drawing in DRAWINGS.values()])
    return list(DRAWINGS)[int(rng.choice(len(shares), p=shares / shares.sum()))]


def draw_flat(
    kind: PlateKind,
    rng: np.random.Generator,
    glyphs: GlyphSet,
    hardness: float | None = None,
    *,
    issued: bool = False,
) -> tuple[Pixels, str]:
    """A flat plate, RGB uint8 at two pixels per millimetre, and its text.

    Colours, wear and bolts vary. ``hardness`` 0..1 is how worn it may be, by default random. ``issued``: its text is a
    number that is issued. The same ``rng`` state gives the same plate.
    """
    spec, drawing = SPECS[kind], DRAWINGS[kind]
    text = text_of(kind, rng, issued=issued)
    colours = spec.colours[int(rng.random() >= _FIRST_COLOURS_SHARE) % len(spec.colours)]
    worn = float(rng.random()) if hardness is None else hardness
    mask = fade_paint(paint_mask(text, glyphs, spec), worn, rng)
    plate = _painted(spec, mask, colours, rng)
    if spec.red:
        plate = _painted_red(spec, plate, mask, rng)
    if rng.random() < _BOLTED_SHARE:
        add_bolts(plate, rng, drawing.bolts)
    return plate, text


def _painted(spec: PlateSpec, mask: Pixels, colours: PlateColours, rng: np.random.Generator) -> Pixels:
    paint = vary_colour(colours.paint, PAINT_SPREAD, rng)
    if spec.kind in (PlateKind.GREEN, PlateKind.GREEN_LARGE):
        ground = _green_ground(spec, rng)
        _add_emblem(ground, rng)
        return paint_over(ground, mask, paint)
    spread = _GREY_SPREAD if colours.name in _WITHOUT_HUE else GROUND_SPREAD
    return colour_plate(mask, vary_colour(colours.ground, spread, rng), paint)


def _painted_red(spec: PlateSpec, plate: Pixels, mask: Pixels, rng: np.random.Generator) -> Pixels:
    """The plate with the characters that its kind has in red."""
    red = np.zeros_like(mask)
    for slot in spec.red:
        cell = spec.cells[slot]
        rows = slice(round((cell.top - 1) * SCALE), round((cell.bottom + 1) * SCALE))
        columns = slice(round((cell.left - 1) * SCALE), round((cell.right + 1) * SCALE))
        red[rows, columns] = mask[rows, columns]
    return paint_over(plate, red, vary_colour(RED_INK, PAINT_SPREAD, rng))


def _green_ground(spec: PlateSpec, rng: np.random.Generator) -> Pixels:
    colours = spec.colours[0]
    width, height = spec.size[0] * SCALE, spec.size[1] * SCALE
    # Both are drawn for every kind, so that a seed gives the plates that it always gave.
    top, bottom = (
        np.array(vary_colour(colour, _GREEN_SPREAD, rng), np.float32)
        for colour in (colours.above or colours.ground, colours.ground)
    )
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    faded = top * (1 - down) + bottom * down if colours.above else bottom
    ground = np.broadcast_to(faded, (height, width, 3)).copy()
    if colours.left:
        ground[:, : round(_EMBLEM_X * SCALE)] = vary_colour(colours.left, _GREEN_SPREAD, rng)
    return np.asarray(ground.round(), dtype=np.uint8)


def _add_emblem(ground: Pixels, rng: np.random.Generator) -> None:
    """Draw the emblem of new-energy cars, in place, roughly: a disc of white, blue and teal with a red bar."""
    centre = (round(_EMBLEM_X * SCALE), round(_EMBLEM_Y * SCALE))
    radius = round(_EMBLEM_RADIUS * SCALE)
    white, blue, teal, red = (
        vary_colour(colour, PAINT_SPREAD, rng)
        for colour in ((235, 238, 238), (70, 120, 185), (45, 140, 130), (210, 95, 85))
    )
    cv2.circle(ground, centre, radius, white, thickness=-1, lineType=cv2.LINE_AA)
    for colour, start, end in ((blue, 180, 290), (teal, 40, 180)):
        cv2.ellipse(ground, centre, (radius, radius), 0, start, end, colour, thickness=-1, lineType=cv2.LINE_AA)
    bar = (centre[0] - radius, centre[1] - radius // 5), (centre[0] + radius // 3, centre[1] + radius // 5)
    cv2.rectangle(ground, *bar, red, thickness=-1)
    stem = (centre[0] - radius // 3, centre[1] - radius // 2), (centre[0] + radius // 2, centre[1] + radius // 2)
    cv2.rectangle(ground, *stem, white, thickness=radius // 6)
