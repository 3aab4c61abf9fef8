"""Many image files, opened one batch at a time; a bad file is set aside with the reason and does not stop the rest."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from plateocr.errors import ImageError
from plateocr.geometry.warps import Pixels
from plateocr.images import open_image, remarks_of

# A batch of phone photos would fill the memory long before it is 64 images long.
MAX_BATCH_PIXELS = 50_000_000


@dataclass
class OpenedBatch:
    """Files that could be opened, with their upright RGB images (H, W, 3) and remarks in the same order, and files that
    could not, with the reason.
    """

    paths: list[Path] = field(default_factory=list)
    images: list[Pixels] = field(default_factory=list)
    remarks: list[list[str]] = field(default_factory=list)
    bad: list[tuple[Path, str]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.paths) + len(self.bad)


def open_in_batches(paths: Iterable[Path], batch_size: int) -> Iterator[OpenedBatch]:
    """Open image files in order, ``batch_size`` at a time, or fewer if they are so large that memory matters."""
    batch, pixels = OpenedBatch(), 0
    for path in paths:
        try:
            image = open_image(path)
        except ImageError as error:
            batch.bad.append((path, error.message))
        else:
            batch.paths.append(path)
            batch.images.append(np.asarray(image))
            batch.remarks.append(remarks_of(image))
            pixels += image.width * image.height
        if len(batch) >= batch_size or pixels >= MAX_BATCH_PIXELS:
            yield batch
            batch, pixels = OpenedBatch(), 0
    if len(batch):
        yield batch
