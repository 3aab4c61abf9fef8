"""Reading crops with several recognisers that share the work of preparing them."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np

from plateocr.geometry.quads import Corners
from plateocr.geometry.warps import Pixels
from plateocr.pipeline.prediction import PlatePrediction
from plateocr.pipeline.preparation import Preparer

# How many inputs go through a network at once.
MAX_BATCH = 64

Out = TypeVar("Out")


class Recogniser(Protocol):
    """Reads rectified plates; :class:`plateocr.PlateReader` is one."""

    name: str
    preparer: Preparer

    def read_prepared(self, prepared: Sequence[Pixels]) -> list[PlatePrediction]:
        """Read crops that the preparer has prepared, at most MAX_BATCH of them."""
        ...


@dataclass(frozen=True, eq=False)
class Recognition:
    """The results of several recognisers on n crops.

    predictions: n for each recogniser. milliseconds: the time per crop of each recogniser, including preparation.
    corners: (n, 4, 2), those of the plates in the crops; None if all crops were stretched whole.
    """

    predictions: tuple[list[PlatePrediction], ...]
    milliseconds: tuple[float, ...]
    corners: Corners | None


@dataclass(frozen=True, eq=False)
class _Prepared:
    pixels: list[Pixels]
    corners: Corners | None


def recognise(recognisers: Sequence[Recogniser], crops: Sequence[Pixels]) -> Recognition:
    """Read crops (H, W, 3) with each recogniser. Those with equal preparers share that work; each one's time has it."""
    prepared: dict[object, tuple[_Prepared, float]] = {}
    predictions, milliseconds = [], []
    for recogniser in recognisers:
        key = recogniser.preparer.key
        if key not in prepared:
            prepared[key] = _timed(_prepare, recogniser.preparer, crops)
        inputs, preparing = prepared[key]
        read, reading = _timed(_read, recogniser, inputs.pixels)
        predictions.append(read)
        milliseconds.append(1000 * (preparing + reading) / max(1, len(crops)))
    corners = next((made.corners for made, _ in prepared.values() if made.corners is not None), None)
    return Recognition(tuple(predictions), tuple(milliseconds), corners)


def _prepare(preparer: Preparer, crops: Sequence[Pixels]) -> _Prepared:
    found = [preparer.corners(batch) for batch in _batches(crops)]
    corners = [one for one in found if one is not None]
    made = [preparer.pixels(batch, of_batch) for batch, of_batch in zip(_batches(crops), found, strict=True)]
    return _Prepared([one for of_batch in made for one in of_batch], np.concatenate(corners) if corners else None)


def _read(recogniser: Recogniser, inputs: Sequence[Pixels]) -> list[PlatePrediction]:
    read = [prediction for batch in _batches(inputs) for prediction in recogniser.read_prepared(batch)]
    if len(read) != len(inputs):
        raise ValueError(f"{recogniser.name} returned {len(read)} predictions for {len(inputs)} plates.")
    return read


def _batches(images: Sequence[Pixels]) -> list[Sequence[Pixels]]:
    return [images[start : start + MAX_BATCH] for start in range(0, len(images), MAX_BATCH)]


def _timed(function: Callable[..., Out], *arguments: object) -> tuple[Out, float]:
    """A function's result, and the seconds it took."""
    started = time.perf_counter()
    return function(*arguments), time.perf_counter() - started
