"""A reader's output beyond its answer: the probability of every class."""

from collections.abc import Iterable
from itertools import islice

import numpy as np
import numpy.typing as npt
from PIL import Image

from plateocr.pipeline.prediction import PlatePrediction, decode_probabilities
from plateocr.pipeline.reader import PlateReader
from plateocr.pipeline.recognition import MAX_BATCH

Floats = npt.NDArray[np.float32]

CANDIDATES = 5


def class_probabilities(reader: PlateReader, images: Iterable[Image.Image]) -> tuple[Floats, Floats]:
    """The probabilities of all classes for n upright RGB images: provinces (n, 31) and the tail (n, 6, 35), 0..1.

    Images are taken from the iterable one at a time, so that many versions of a large image need no more memory than
    one. Raises ValueError if there are none.
    """
    provinces, tails = [], []
    inputs = (reader.preparer.batch([np.asarray(image)]) for image in images)
    while batch := list(islice(inputs, MAX_BATCH)):
        province, tail = reader.probabilities(np.concatenate(batch))
        provinces.append(province)
        tails.append(tail)
    return np.concatenate(provinces), np.concatenate(tails)


def read_closely(
    reader: PlateReader, images: Iterable[Image.Image], candidates: int = CANDIDATES
) -> list[PlatePrediction]:
    """Read upright RGB images as ``reader.read_images`` does, with the best ``candidates`` at each position."""
    low_below, spec = reader.config.confidence.low_below, reader.config.spec
    pairs = zip(*class_probabilities(reader, images), strict=True)
    return [decode_probabilities(province, tail, low_below, candidates, spec) for province, tail in pairs]
