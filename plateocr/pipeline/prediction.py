"""What a reader answers: small frozen types, and the one way from class probabilities to them."""

from dataclasses import dataclass
from enum import StrEnum
from math import prod

import numpy as np
import numpy.typing as npt

from plateocr.plates import SEVEN, PlateSpec

ALTERNATIVES = 3


class Flag(StrEnum):
    """What a reader warns of; the text of the prediction is never changed because of it."""

    LOW_CONFIDENCE = "low_confidence"
    IMPLAUSIBLE_PLATE = "implausible_plate"


@dataclass(frozen=True)
class CharacterPrediction:
    """One character: the most probable one, its probability (0..1), and the best few with theirs, best first.

    A reader gives the best three.
    """

    character: str
    probability: float
    alternatives: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class PlatePrediction:
    """One plate: its text, its characters, its confidence (the product over the characters, 0..1), its flags."""

    text: str
    characters: tuple[CharacterPrediction, ...]
    confidence: float
    flags: tuple[Flag, ...]


def class_probabilities(logits: npt.NDArray[np.float32], temperature: float) -> npt.NDArray[np.float32]:
    """The softmax over the last axis of logits (..., C) divided by ``temperature``: same shape and type, 0..1.

    ``scipy.special.softmax`` gives the same bits, but its import would add 0.15 s to the reading of a first image.
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

    ``low_confidence_below`` is the plate confidence (0..1) under which the prediction is flagged; ``candidates`` is how
    many characters each position lists, best first.
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
