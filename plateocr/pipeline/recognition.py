"""Reading crops with several recognisers that share the work of preparing them."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

import numpy as np

from plateocr.geometry.quads import Corners
from plateocr.geometry.warps import Pixels
from plateocr.pipeline.prediction import PlatePrediction
from plateocr.pipeline.preparation import PreparedCrop, PreparedPlate, Preparer
from plateocr.plates import Layout

# How many inputs go through a network at once.
MAX_BATCH = 64

Out = TypeVar("Out")


class Recogniser(Protocol):
    """Reads rectified plates; :class:`plateocr.PlateReader` is one."""

    name: str
    preparer: Preparer

    def read_prepared(self, prepared: Sequence[PreparedPlate]) -> list[PlatePrediction]:
        """Read plates that the preparer has prepared, at most MAX_BATCH of them."""
        ...


@dataclass(frozen=True, eq=False)
class Recognition:
    """The results of several recognisers on n crops.

    predictions: n for each recogniser. milliseconds: the time per crop of each recogniser, including preparation.
    prepared: n crops with the corners and the layouts of their plates, as a recogniser that rectifies them sees them.
    """

    predictions: tuple[list[PlatePrediction], ...]
    milliseconds: tuple[float, ...]
    prepared: list[PreparedCrop]

    @property
    def corners(self) -> Corners | None:
        """(n, 4, 2) in fractions of each crop; None if all crops were stretched whole."""
        known = [crop.corners for crop in self.prepared if crop.corners is not None]
        return np.stack(known) if known else None


def recognise(
    recognisers: Sequence[Recogniser], crops: Sequence[Pixels], hints: Sequence[Layout | None] = ()
) -> Recognition:
    """Read crops (H, W, 3) with each recogniser. Those with equal preparers share that work; each one's time has it.

    hints: the layout that a detector saw in each crop. A plate that may have several layouts is read in each; the most
    confident reading counts.
    """
    prepared: dict[object, tuple[list[PreparedCrop], float]] = {}
    predictions, milliseconds = [], []
    for recogniser in recognisers:
        key = recogniser.preparer.key
        if key not in prepared:
            prepared[key] = _timed(_prepare, recogniser.preparer, crops, hints)
        inputs, preparing = prepared[key]
        read, reading = _timed(_read, recogniser, inputs)
        predictions.append(read)
        milliseconds.append(1000 * (preparing + reading) / max(1, len(crops)))
    seen = [made for made, _ in prepared.values()]
    rectified = (made for made in seen if made and made[0].corners is not None)
    shown = [
        replace(crop, beyond=all(one.beyond for one in of_all))
        for crop, *of_all in zip(next(rectified, seen[0]), *seen, strict=True)
    ]
    return Recognition(tuple(predictions), tuple(milliseconds), shown)


def _prepare(preparer: Preparer, crops: Sequence[Pixels], hints: Sequence[Layout | None]) -> list[PreparedCrop]:
    batches = zip(_batches(crops), _batches(hints or [None] * len(crops)), strict=True)
    return [made for batch, of_batch in batches for made in preparer.prepare(batch, of_batch)]


def _read(recogniser: Recogniser, crops: Sequence[PreparedCrop]) -> list[PlatePrediction]:
    plates = [plate for crop in crops for plate in crop.plates]
    read = [prediction for batch in _batches(plates) for prediction in recogniser.read_prepared(batch)]
    if len(read) != len(plates):
        raise ValueError(f"{recogniser.name} returned {len(read)} predictions for {len(plates)} plates.")
    readings = iter(read)
    return [max((next(readings) for _ in crop.plates), key=lambda one: one.confidence) for crop in crops]


def _batches(things: Sequence[Out]) -> list[Sequence[Out]]:
    return [things[start : start + MAX_BATCH] for start in range(0, len(things), MAX_BATCH)]


def _timed(function: Callable[..., Out], *arguments: object) -> tuple[Out, float]:
    """A function's result, and the seconds it took."""
    started = time.perf_counter()
    return function(*arguments), time.perf_counter() - started
