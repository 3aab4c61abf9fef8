"""Where a reading breaks: one setting swept through its range, the image read at each step."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from plateocr.evaluation.perturb import KNOBS, Knob, Perturbation
from plateocr.evaluation.probe import read_closely
from plateocr.pipeline.reader import PlateReader

STEPS = 16


@dataclass(frozen=True)
class Sweep:
    """One reader's answers while ``knob`` sweeps through ``values`` (ascending): texts and plate confidences (0..1).

    ``below`` and ``above`` are the values closest to the neutral one at which the text differs from the one there; None
    if it stays the same to the end of the range.
    """

    model: str
    knob: str
    values: tuple[float, ...]
    texts: tuple[str, ...]
    confidences: tuple[float, ...]
    below: float | None
    above: float | None


def sweep(reader: PlateReader, image: Image.Image, settings: Perturbation, knob: str, steps: int = STEPS) -> Sweep:
    """Sweep one knob of KNOBS through its range, with the other settings fixed, and read the image at each step."""
    values = knob_values(KNOBS[knob], steps)
    versions = (settings.with_value(knob, value).apply(image) for value in values)
    predictions = read_closely(reader, versions)
    texts = tuple(prediction.text for prediction in predictions)
    below, above = first_changes(values, texts, KNOBS[knob].neutral)
    confidences = tuple(prediction.confidence for prediction in predictions)
    return Sweep(reader.name, knob, values, texts, confidences, below, above)


def knob_values(knob: Knob, steps: int = STEPS) -> tuple[float, ...]:
    """Ascending values through the range of a knob, on its steps, including both ends and the neutral value; at most
    ``steps`` + 1.
    """
    spread = np.linspace(knob.low, knob.high, steps)
    on_steps = knob.low + np.round((spread - knob.low) / knob.step) * knob.step
    return tuple(sorted({round(float(value), 6) for value in (*on_steps, knob.high, knob.neutral)}))


def first_changes(values: Sequence[float], texts: Sequence[str], neutral: float) -> tuple[float | None, float | None]:
    """The values closest to ``neutral`` (one of ``values``, ascending), below and above, whose text differs."""
    start = values.index(neutral)
    downwards = (value for value, text in zip(values[start::-1], texts[start::-1], strict=True) if text != texts[start])
    upwards = (value for value, text in zip(values[start:], texts[start:], strict=True) if text != texts[start])
    return next(downwards, None), next(upwards, None)
