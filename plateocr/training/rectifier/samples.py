"""The training samples of the rectifier: crops of plates with known corners, augmented anew each epoch."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import torch
from PIL import Image
from torch import Tensor
from torch.utils.data import Dataset

from plateocr.augment.recipes import transforms_of
from plateocr.augment.transforms import augment_with_corners
from plateocr.data.ccpd_names import is_ccpd_name, parse_ccpd_name
from plateocr.data.folder import list_images
from plateocr.errors import DataError
from plateocr.geometry.warps import resize
from plateocr.images import InputSpec, open_image
from plateocr.pipeline.rectifier import rectifier_input
from plateocr.synth.pool import SIDECAR_NAME
from plateocr.training.common.batches import Place

Pixels = npt.NDArray[np.uint8]
_SIZE = (InputSpec().width, InputSpec().height)
# Crops per epoch from each CCPD photo, which is a thousand pixels high and shows one plate.
CROPS_A_PHOTO = 12
_PHOTO_MARGIN = 0.5


@dataclass(frozen=True, eq=False)
class CornerSample:
    """An image, and the corners of its plate in pixels (4, 2), left-top first and clockwise.

    ``photo``: the image is a whole photo, from which a crop around the plate is taken; else it is already a crop.
    """

    path: Path
    plate: str
    corners: npt.NDArray[np.float64]
    photo: bool


def corner_samples(folder: Path) -> list[CornerSample]:
    """The samples of a folder that ``plateocr synth`` wrote, or of photos with CCPD's annotation in their names.

    Raises DataError if it has no corners.
    """
    return _synthesised(folder) if (folder / SIDECAR_NAME).is_file() else _annotated(folder)


class CornerDataset(Dataset[tuple[Tensor, Tensor]]):
    """Images (3, 32, 112) float32 in -1..1 and corners (4, 2) float32 in fractions of the image.

    In training, indexed by (index, epoch), each image is cropped and augmented anew each epoch, seeded by (seed, epoch,
    index). In validation, indexed by the index alone, crops are unchanged and photos are cut along the plate's upright
    box.
    """

    def __init__(self, samples: Sequence[CornerSample], seed: int = 0) -> None:
        self.samples = samples
        self.seed = seed

    def __len__(self) -> int:
        return len(self.samples)

    def __getitem__(self, place: int | Place) -> tuple[Tensor, Tensor]:
        index, epoch = place if isinstance(place, tuple) else (place, None)
        sample = self.samples[index]
        image, corners = open_image(sample.path), sample.corners
        if sample.photo:
            image, corners = cut_around(image, corners, _PHOTO_MARGIN if epoch is not None else 0.0)
        fractions = corners / image.size
        pixels: Pixels = resize(np.asarray(image), _SIZE)
        if epoch is not None:
            recipe = transforms_of("rectifier-photos" if sample.photo else "rectifier")
            seeds = np.random.SeedSequence([self.seed, epoch, index])
            pixels, seen = augment_with_corners(recipe, pixels, fractions * _SIZE, seeds)
            fractions = seen / _SIZE
        prepared = rectifier_input(pixels)
        return torch.from_numpy(prepared), torch.from_numpy(fractions.astype(np.float32))


def cut_around(
    photo: Image.Image, corners: npt.NDArray[np.float64], margin: float
) -> tuple[Image.Image, npt.NDArray[np.float64]]:
    """The upright box around ``corners``, cut out with ``margin`` (a fraction of its sides), and the corners in it."""
    low, high = corners.min(axis=0), corners.max(axis=0)
    spread = (high - low) * margin
    left, top = (int(value) for value in np.maximum(low - spread, 0))
    right, bottom = (int(value) for value in np.minimum(np.ceil(high + spread), photo.size))
    return photo.crop((left, top, right, bottom)), corners - (left, top)


def corner_distance(found: Tensor, truth: Tensor) -> Tensor:
    """The distances (n, 4) between corners (n, 4, 2) in fractions, in pixels of the recognisers' input (224 x 64)."""
    distance: Tensor = torch.linalg.vector_norm((found - truth) * found.new_tensor(_SIZE), dim=-1)
    return distance


def _synthesised(folder: Path) -> list[CornerSample]:
    table = pd.read_parquet(folder / SIDECAR_NAME, columns=["file", "plate", "corners"])
    return [
        CornerSample(folder / file, plate, np.asarray(corners, np.float64).reshape(4, 2), photo=False)
        for file, plate, corners in table.itertuples(index=False, name=None)
    ]


def _annotated(folder: Path) -> list[CornerSample]:
    found = []
    for path in list_images(folder):
        if is_ccpd_name(path.name):
            annotation = parse_ccpd_name(path.name)
            corners = np.asarray(annotation.corners, np.float64)
            found.append(CornerSample(path, annotation.plate, corners, photo=True))
    if not found:
        raise DataError(
            f"{folder} has neither {SIDECAR_NAME} (written by 'plateocr synth') nor images with CCPD's annotation in "
            "their names, so the corners of its plates are unknown."
        )
    return found
