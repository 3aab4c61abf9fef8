"""What stands between the camera and a plate of a composed scene: the date, wires, watermarks."""

from functools import partial

import numpy as np

from plateocr.augment.corruptions import (
    add_glare,
    comb,
    disturb_by_one,
    disturb_part,
    double,
    lay_wires,
    write_watermark,
)
from plateocr.synth.plate import Pixels
from plateocr.synth.scenes.clutter import Box
from plateocr.synth.writing import write_line

_ON_PLATES = (lay_wires, write_watermark, add_glare, comb, double)


def write_over(canvas: Pixels, plate: Box, rng: np.random.Generator) -> None:
    """A line of text over the upper or the lower edge of a plate, in place, as cameras write the date."""
    left, top, right, bottom = plate
    letters = max(4.0, (bottom - top) * rng.uniform(0.2, 0.5))
    baseline = (bottom if rng.random() < 0.7 else top) + round(rng.uniform(-0.1, 0.8) * letters)
    start = left - round(rng.uniform(-0.5, 1.0) * (right - left))
    write_line(canvas, start, baseline, letters, rng)


def disturb(canvas: Pixels, plate: Box, rng: np.random.Generator) -> None:
    """Wires, a watermark or the like over a plate and a little around it, in place; not where it is tiny."""
    margin = round(rng.uniform(0, 0.4) * (plate[3] - plate[1]))
    disturb_part(canvas, plate, margin, partial(disturb_by_one, _ON_PLATES), rng)
