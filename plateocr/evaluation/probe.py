"""A reader's output beyond its answer: the probability of every class."""

from collections.abc import Iterable
from itertools import chain, islice

import numpy as np
import numpy.typing as npt
from PIL import Image

from plateocr.pipeline.prediction import PlatePrediction
from plateocr.pipeline.preparation import normalise
from plateocr.pipeline.reader import PlateReader
from plateocr.pipeline.recognition import MAX_BATCH
from plateocr.plates import Layout

Floats = npt.NDArray[np.float32]

CANDIDATES = 5


def class_probabilities(reader: PlateReader, images: Iterable[Image.Image], layout: Layout) -> tuple[Floats, Floats]:
    """The probabilities of all classes for n upright RGB images of a plate in that layout, 0..1.

    Of the first character (n, C) and of the others (n, m, D). Images are taken from the iterable one at a time, so that
    many versions of a large image need no more memory than one. Raises ValueError if there are none.
    """
    firsts, tails = [], []
    plates = (reader.preparer.in_layouts([np.asarray(image)], [layout])[0].pixels for image in images)
    while batch := list(islice(plates, MAX_BATCH)):
        first, tail = reader.probabilities(normalise(np.stack(batch), reader.config.input))
        firsts.append(first)
        tails.append(tail)
    return np.concatenate(firsts), np.concatenate(tails)


def layout_seen(reader: PlateReader, image: Image.Image) -> Layout:
    """The layout in which a reader reads an upright RGB image."""
    return reader.read_images([np.asarray(image)])[0].layout


def read_closely(
    reader: PlateReader, images: Iterable[Image.Image], candidates: int = CANDIDATES
) -> list[PlatePrediction]:
    """Read versions of an upright RGB image, the first of which decides on the layout, with the best ``candidates`` at
    each position.
    """
    versions = iter(images)
    first = next(versions)
    layout = layout_seen(reader, first)
    pairs = zip(*class_probabilities(reader, chain([first], versions), layout), strict=True)
    return [reader.decode(*pair, layout, candidates) for pair in pairs]
