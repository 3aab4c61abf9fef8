"""The predictions of a reader: small frozen types, and the one function that decodes class probabilities to them."""

from dataclasses import dataclass
from enum import StrEnum
from math import prod

import numpy as np
import numpy.typing as npt

from plateocr.plates import NOTEBOOK, Alphabet, Layout, characters_at, spec_of

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
    """One plate: its text, its characters, confidence (the product over the characters, 0..1), flags and layout."""

    text: str
    characters: tuple[CharacterPrediction, ...]
    confidence: float
    flags: tuple[Flag, ...]
    layout: Layout = Layout.SEVEN


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
    alphabet: Alphabet = NOTEBOOK,
    layout: Layout = Layout.SEVEN,
) -> PlatePrediction:
    """Class probabilities of one image, of its first character (C,) and of the others (n - 1, D), to a prediction.

    Only characters that a plate of that layout may have at a position are candidates; the probability of all others,
    and that the character cannot be read, is what is missing to 1. ``low_confidence_below`` is the plate confidence
    (0..1) below which the prediction is flagged; ``candidates`` is the number of characters listed for each position,
    best first.
    """
    characters = tuple(
        _decode_slot(alphabet.classes(position), characters_at(layout, position), row, candidates)
        for position, row in enumerate([province, *tail])
    )
    text = "".join(character.character for character in characters)
    confidence = prod(character.probability for character in characters)
    spec = spec_of(text, layout)
    flags = []
    if confidence < low_confidence_below:
        flags.append(Flag.LOW_CONFIDENCE)
    if spec is None or spec.violations(text):
        flags.append(Flag.IMPLAUSIBLE_PLATE)
    return PlatePrediction(text, characters, confidence, tuple(flags), layout)


def _decode_slot(
    alphabet: str, possible: frozenset[str], probabilities: npt.NDArray[np.float32], candidates: int
) -> CharacterPrediction:
    ranked = np.argsort(-probabilities, kind="stable")
    best = [index for index in ranked if alphabet[index] in possible][:candidates]
    alternatives = tuple((alphabet[index], float(probabilities[index])) for index in best)
    return CharacterPrediction(*alternatives[0], alternatives)
