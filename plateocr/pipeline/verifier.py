"""Whether a doubtful detection is a plate: decided by a fixed recogniser, whichever one the user reads with."""

from collections.abc import Sequence
from typing import Protocol

from plateocr.geometry.warps import Pixels
from plateocr.pipeline.prediction import class_probabilities
from plateocr.pipeline.reader import PlateReader


class Verifier(Protocol):
    """Tells crops of plates from crops of anything else."""

    def scores(self, crops: Sequence[Pixels]) -> list[float]:
        """How likely each crop (H, W, 3) is to show a plate of seven characters in one row: 0..1."""
        ...


class RecogniserVerifier:
    """Scores a crop by a recogniser's confidence in all seven characters.

    The probabilities are uncalibrated: calibrating a checkpoint changes nothing here.
    """

    def __init__(self, reader: PlateReader) -> None:
        self.reader = reader

    def scores(self, crops: Sequence[Pixels]) -> list[float]:
        """For each crop, the product of the probabilities of the most probable characters: 0..1."""
        if not crops:
            return []
        province, tail = self.reader.engine.logits(self.reader.preparer.batch(crops))
        best = [class_probabilities(logits, 1.0).max(axis=-1) for logits in (province, tail)]
        return [float(score) for score in best[0] * best[1].prod(axis=-1)]
