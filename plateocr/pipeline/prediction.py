"""The predictions of a reader: small frozen types, and the one function that decodes class probabilities to them."""

from dataclasses import dataclass
from enum import StrEnum
from math import prod

import numpy as np
import numpy.typing as npt

from plateocr.plates import SEVEN, PlateSpec

ALTERNATIVES = 3


class Flag(StrEnum):
    """A warning on a prediction; it never changes the predicted text."""

    LOW_CONFIDENCE = "low_confidence"
    IMPLAUSIBLE_PLATE = "implausible_plate"


@dataclass(frozen=True)
class CharacterPrediction:
    """One position: the most probable character, its probability (0..1), and the best candidates with theirs.

    Readers list the best three, most probable first.
    """

    character: str
    probability: float
    alternatives: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class PlatePrediction:
    """One plate: its text, its characters, confidence (the product over the characters, 0..1) and flags."""

    text: str
    characters: tuple[CharacterPrediction, ...]
    confidence: float
    flags: tuple[Flag, ...]


def class_probabilities(logits: npt.NDArray[np.float32], temperature: float) -> npt.NDArray[np.float32]:
    """Softmax over the last axis of logits (..., C) divided by ``temperature``: same shape and dtype, 0..1.

    ``scipy.special.softmax`` gives the same bits, but importing it would add 0.15 s to reading the first image.
    """
    scaled = logits / np.float32(temperature)
    powers = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    probabilities: npt.NDArray[np.float32] = powers / powers.sum(axis=-1, keepdims=True)
    return probabilities


def decode_probabilities(
    province: npt.NDArray[np.float32],
    tail: npt.NDArray[np.float32],
    low_confidence_below: float,
    candidates: int = ALTERNATIVES,
    spec: PlateSpec = SEVEN,
) -> PlatePrediction:
    """Class probabilities of one image, (31,) and (6, 35), to a prediction; of ``spec`` each slot's.

    ``low_confidence_below`` is the plate confidence (0..1) below which the prediction is flagged; ``candidates`` is the
    number of characters listed for each position, best first.
    """
    rows = [province, *tail]
    characters = tuple(_decode_slot(slot, row, candidates) for slot, row in zip(spec.slots, rows, strict=True))
    text = "".join(character.character for character in characters)
    confidence = prod(character.probability for character in characters)
    flags = []
    if confidence < low_confidence_below:
        flags.append(Flag.LOW_CONFIDENCE)
    if spec.violations(text):
        flags.append(Flag.IMPLAUSIBLE_PLATE)
    return PlatePrediction(text, characters, confidence, tuple(flags))


def _decode_slot(alphabet: str, probabilities: npt.NDArray[np.float32], candidates: int) -> CharacterPrediction:
    best = np.argsort(-probabilities, kind="stable")[:candidates]
    alternatives = tuple((alphabet[index], float(probabilities[index])) for index in best)
    return CharacterPrediction(*alternatives[0], alternatives)
