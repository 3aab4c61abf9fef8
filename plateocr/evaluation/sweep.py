"""Where an answer breaks: one setting turned through its whole range, the image read at each step."""

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
    """One reader's answers while ``knob`` goes through ``values`` (ascending): texts and plate confidences (0..1).

    ``below`` and ``above`` are the values, nearest to the one that changes nothing, at which the text is another than
    there; None where it stays the same as far as the range goes.
    """

    model: str
    knob: str
    values: tuple[float, ...]
    texts: tuple[str, ...]
    confidences: tuple[float, ...]
    below: float | None
    above: float | None


def sweep(reader: PlateReader, image: Image.Image, settings: Perturbation, knob: str, steps: int = STEPS) -> Sweep:
    """Turn one knob of KNOBS through its range, the other settings as they are, and read the image at each step."""
    values = knob_values(KNOBS[knob], steps)
    versions = (settings.with_value(knob, value).apply(image) for value in values)
    predictions = read_closely(reader, versions)
    texts = tuple(prediction.text for prediction in predictions)
    below, above = first_changes(values, texts, KNOBS[knob].neutral)
    confidences = tuple(prediction.confidence for prediction in predictions)
    return Sweep(reader.name, knob, values, texts, confidences, below, above)


def knob_values(knob: Knob, steps: int = STEPS) -> tuple[float, ...]:
    """Ascending values through the range of a knob, on its steps, with both ends and the neutral one; no more than
    ``steps`` and one.
    """
    spread = np.linspace(knob.low, knob.high, steps)
    on_steps = knob.low + np.round((spread - knob.low) / knob.step) * knob.step
    return tuple(sorted({round(float(value), 6) for value in (*on_steps, knob.high, knob.neutral)}))


def first_changes(values: Sequence[float], texts: Sequence[str], neutral: float) -> tuple[float | None, float | None]:
    """The nearest value below and above ``neutral`` (one of the ascending ``values``) at which the text is another."""
    start = values.index(neutral)
    downwards = (value for value, text in zip(values[start::-1], texts[start::-1], strict=True) if text != texts[start])
    upwards = (value for value, text in zip(values[start:], texts[start:], strict=True) if text != texts[start])
    return next(downwards, None), next(upwards, None)
