"""Whether an answer can be relied on: the last stage of the pipeline."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from plateocr.geometry.quads import Quad, quad_of, size_of
from plateocr.pipeline.prediction import Flag, PlatePrediction
from plateocr.plates import Layout, form_of

if TYPE_CHECKING:  # needs OpenCV
    from plateocr.pipeline.preparation import PreparedCrop

# The probability that every character must have: if two models or more agree, or if only one reads.
AGREED, ALONE = 0.9, 0.98
# How far characters may lie outside the image, in shares of their width and height, and still be legible.
_OUTSIDE = (0.25, 0.2)
_LEAST_WIDTH = 4.5  # pixels a character
# The probability from which the rectifier's view counts that there is no plate, or one that is not read, unless every
# character is read with certainty.
_SEEN = 0.5
_NOTHING_READ = 0.3  # the confidence below which there may be nothing to read


class Verdict(StrEnum):
    """What to do with an answer."""

    SURE = "sure"
    CHECK = "check"
    NOT_READ = "not_read"
    NO_PLATE = "no_plate"


class Doubt(StrEnum):
    """A reason why an answer should be checked."""

    CHARACTER = "character"
    DISAGREEMENT = "disagreement"
    CUT_OFF = "cut_off"
    TOO_SMALL = "too_small"
    NOT_ISSUED = "not_issued"


@dataclass(frozen=True)
class Judgement:
    """A verdict, why it is not ``sure``, and the positions in doubt."""

    verdict: Verdict
    doubts: tuple[Doubt, ...] = ()
    positions: tuple[int, ...] = ()

    @property
    def has_answer(self) -> bool:
        """Whether there is an answer, sure or to be checked."""
        return self.verdict in (Verdict.SURE, Verdict.CHECK)


@dataclass(frozen=True, eq=False)
class Sight:
    """How a plate is seen.

    quad: its corners (4, 2) in pixels, and ``size`` the (width, height) of that image; None if they are not known.
    scores: the probability of each layout and of no plate (pipeline.rectifier.Rectified); None if they are not known.
    beyond: the plate has a layout that the recogniser does not read.
    """

    quad: Quad | None = None
    size: tuple[int, int] = (0, 0)
    scores: npt.NDArray[np.float32] | None = None
    beyond: bool = False


def sight_of(crop: "PreparedCrop", size: tuple[int, int]) -> Sight:
    """How the plate of a crop of ``size`` (width, height) is seen."""
    quad = None if crop.corners is None else crop.corners.astype(np.float64) * size
    return Sight(quad, size, crop.scores, crop.beyond)


def judge(predictions: Mapping[str, PlatePrediction], sight: Sight) -> Judgement:
    """The verdict on the readings of a plate, by model name.

    An answer is sure if all models read the same, each character with a high probability, the plate lies in the image,
    is large enough, and its number is one that is issued.
    """
    if not predictions or sight.beyond:
        return Judgement(Verdict.NOT_READ)
    least = AGREED if len(predictions) > 1 else ALONE
    positions = _in_doubt(list(predictions.values()), least)
    best = max(predictions.values(), key=lambda one: one.confidence)
    if not positions and Flag.LOW_CONFIDENCE in best.flags:
        positions = (min(range(len(best.text)), key=lambda place: best.characters[place].probability),)
    if positions and (unread := _unread(sight, best.confidence)):
        return Judgement(unread)
    doubts = []
    if positions:
        doubts.append(Doubt.CHARACTER)
    if len({one.text for one in predictions.values()}) > 1:
        doubts.append(Doubt.DISAGREEMENT)
    if sight.quad is not None:
        doubts += _seen_badly(sight.quad, sight.size, best)
    if any(Flag.IMPLAUSIBLE_PLATE in one.flags for one in predictions.values()):
        doubts.append(Doubt.NOT_ISSUED)
    return Judgement(Verdict.CHECK if doubts else Verdict.SURE, tuple(doubts), positions)


def _in_doubt(predictions: list[PlatePrediction], least: float) -> tuple[int, ...]:
    """The positions that are read with less than that probability, or differently."""
    length = max(len(one.text) for one in predictions)
    if len({len(one.text) for one in predictions}) > 1:
        return tuple(range(length))
    return tuple(
        place
        for place in range(length)
        if len({one.text[place] for one in predictions}) > 1
        or min(one.characters[place].probability for one in predictions) < least
    )


def _unread(sight: Sight, confidence: float) -> Verdict | None:
    if sight.scores is None:
        return None
    other, nothing = (float(sight.scores[Layout.OTHER.place]), float(sight.scores[-1]))
    if confidence >= _NOTHING_READ or other + nothing < _SEEN:
        return None
    return Verdict.NOT_READ if other >= nothing else Verdict.NO_PLATE


def _seen_badly(quad: Quad, size: tuple[int, int], prediction: PlatePrediction) -> list[Doubt]:
    width, height = size_of(quad)
    characters, allowed = _characters_of(prediction.layout)
    x, y = characters.T[..., None]
    upper, lower = quad[0] * (1 - x) + quad[1] * x, quad[3] * (1 - x) + quad[2] * x
    seen = upper * (1 - y) + lower * y
    outside = np.maximum(-seen, seen - size).max(axis=0) / (width, height)
    in_a_row = len(prediction.text) if prediction.layout.rows == 1 else 5
    found = [Doubt.CUT_OFF] if (outside > allowed).any() else []
    return [*found, Doubt.TOO_SMALL] if width < _LEAST_WIDTH * in_a_row else found


@cache
def _characters_of(layout: Layout) -> tuple[Quad, tuple[float, float]]:
    """The part of a plate that its characters fill, and how far it may lie outside the image.

    Both are in shares of the plate's width and height.
    """
    spec = form_of(layout)
    width, height = spec.size
    left, top = min(cell.left for cell in spec.cells), min(cell.top for cell in spec.cells)
    right, bottom = max(cell.right for cell in spec.cells), max(cell.bottom for cell in spec.cells)
    least_width, least_height = (min(cell.width for cell in spec.cells), min(cell.height for cell in spec.cells))
    filled = quad_of((left / width, top / height, right / width, bottom / height))
    return filled, (_OUTSIDE[0] * least_width / width, _OUTSIDE[1] * least_height / height)
