"""Occlusion maps: cover an image piece by piece, and see how much each piece matters to the reading."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from plateocr.evaluation.probe import Floats, class_probabilities, layout_seen
from plateocr.pipeline.reader import PlateReader

# A character takes up about an eighth of a plate's width: two of the sixteen columns.
ROWS, COLUMNS = 4, 16
_PATCH_CELLS = 2
_GREY = (128, 128, 128)

Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Patch:
    """A covered part of an image in fractions of its size (0..1), and the probability (0..1) that remains."""

    left: float
    top: float
    right: float
    bottom: float
    probability: float


@dataclass(frozen=True, eq=False)
class OcclusionMap:
    """What a reader reads in an image, and how much each part of the image contributes to it.

    ``probabilities`` (n,) are those of the characters of ``text`` in the uncovered image, 0..1. ``drops`` (n, rows,
    columns) say by how much each falls if a grey patch of two by two cells is centred on the cell, -1..1; below 0 the
    reader became more confident.
    """

    text: str
    probabilities: Floats
    drops: Floats
    boxes: tuple[Box, ...]
    size: tuple[int, int]

    def decisive(self, position: int) -> Patch:
        """The patch that lowers the probability of the character at ``position`` most."""
        drops = self.drops[position].ravel()
        worst = int(drops.argmax())
        left, top, right, bottom = self.boxes[worst]
        width, height = self.size
        remaining = float(self.probabilities[position] - drops[worst])
        return Patch(left / width, top / height, right / width, bottom / height, min(1.0, max(0.0, remaining)))


def occlusion_map(reader: PlateReader, image: Image.Image, rows: int = ROWS, columns: int = COLUMNS) -> OcclusionMap:
    """Read an upright RGB image whole, then once with each cell of a grid covered; the image itself is not modified."""
    boxes = patch_boxes(image.size, rows, columns)
    layout = layout_seen(reader, image)
    first, tail = class_probabilities(reader, _whole_then_covered(image, boxes), layout)
    text = reader.decode(first[0], tail[0], layout).text
    classes = reader.config.reads.encode(text)
    followed = np.column_stack(
        [first[:, classes[0]], *(tail[:, position - 1, classes[position]] for position in range(1, len(text)))]
    )
    drops = (followed[0] - followed[1:]).T.reshape(len(text), rows, columns)
    return OcclusionMap(text, followed[0], drops, tuple(boxes), image.size)


def patch_boxes(size: tuple[int, int], rows: int, columns: int) -> list[Box]:
    """The patches of an image of ``size`` (width, height), row by row: (left, top, right, bottom) in pixels.

    Each is two cells wide and high, is centred on its cell, and is clipped at the image's edge.
    """
    spans = [_spans(length, cells) for length, cells in zip(size, (columns, rows), strict=True)]
    return [(left, top, right, bottom) for top, bottom in spans[1] for left, right in spans[0]]


def _spans(length: int, cells: int) -> list[tuple[int, int]]:
    centres = (np.arange(cells) + 0.5) * length / cells
    reach = _PATCH_CELLS / 2 * length / cells
    starts: npt.NDArray[np.int64] = np.floor(np.maximum(centres - reach, 0)).astype(np.int64)
    ends: npt.NDArray[np.int64] = np.ceil(np.minimum(centres + reach, length)).astype(np.int64)
    return list(zip(starts.tolist(), ends.tolist(), strict=True))


def _whole_then_covered(image: Image.Image, boxes: list[Box]) -> Iterator[Image.Image]:
    yield image
    for box in boxes:
        covered = image.copy()
        covered.paste(_GREY, box)
        yield covered
