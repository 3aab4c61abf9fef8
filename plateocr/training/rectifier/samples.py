"""What the corner network learns from: crops of plates whose corners are known, varied anew each epoch."""

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
# A CCPD photo is a thousand pixels high and holds one plate: it is shown in so many crops an epoch.
CROPS_A_PHOTO = 12
_PHOTO_MARGIN = 0.5


@dataclass(frozen=True, eq=False)
class CornerSample:
    """An image, the corners of its plate in pixels (4, 2), left-top first and clockwise, and how it is cut.

    ``photo``: the image is a whole photo, and a crop around the plate is taken; else it is a crop as it is.
    """

    path: Path
    plate: str
    corners: npt.NDArray[np.float64]
    photo: bool


def corner_samples(folder: Path) -> list[CornerSample]:
    """The samples of a folder that ``plateocr synth`` wrote, or that holds photos with CCPD's annotation in the name.

    Raises DataError when it has no corners.
    """
    return _synthesised(folder) if (folder / SIDECAR_NAME).is_file() else _annotated(folder)


class CornerDataset(Dataset[tuple[Tensor, Tensor]]):
    """Images (3, 32, 112) float32 in -1..1 and corners (4, 2) float32 in fractions of the image.

    In training each image, asked for by its index and the epoch, is cropped and lit anew each epoch, seeded by (seed,
    epoch, index); in validation, asked for by its index, a crop is shown as it is, and a photo is cut along the plate's
    upright box.
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
    """The upright box around ``corners``, wider by ``margin`` (a fraction of its sides), cut out; and its corners."""
    low, high = corners.min(axis=0), corners.max(axis=0)
    spread = (high - low) * margin
    left, top = (int(value) for value in np.maximum(low - spread, 0))
    right, bottom = (int(value) for value in np.minimum(np.ceil(high + spread), photo.size))
    return photo.crop((left, top, right, bottom)), corners - (left, top)


def corner_distance(found: Tensor, truth: Tensor) -> Tensor:
    """Distance between corners (n, 4, 2) in fractions, in pixels of the recognisers' input (224 x 64): (n, 4)."""
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
            f"{folder} has neither {SIDECAR_NAME} (made by 'plateocr synth') nor images with CCPD's annotation in "
            "their names, so the corners of its plates are not known."
        )
    return found
