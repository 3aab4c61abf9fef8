"""Whether a doubtful detection is a plate: decided by a fixed recogniser, whichever one the user reads with."""

from collections.abc import Sequence
from typing import Protocol

from plateocr.geometry.warps import Pixels
from plateocr.pipeline.reader import PlateReader
from plateocr.pipeline.recognition import recognise
from plateocr.plates import Layout


class Verifier(Protocol):
    """Tells crops of plates from crops of anything else."""

    def scores(self, crops: Sequence[Pixels], layouts: Sequence[Layout]) -> list[float]:
        """How likely each crop (H, W, 3), in which a plate of that layout was detected, is to show a plate: 0..1."""
        ...


class RecogniserVerifier:
    """Scores a crop by a recogniser's confidence in all characters."""

    def __init__(self, reader: PlateReader) -> None:
        self.reader = reader

    def scores(self, crops: Sequence[Pixels], layouts: Sequence[Layout]) -> list[float]:
        """For each crop, the product of the probabilities of the most probable characters: 0..1."""
        return [one.confidence for one in recognise([self.reader], crops, layouts).predictions[0]] if crops else []
