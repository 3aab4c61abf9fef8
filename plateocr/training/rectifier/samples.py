"""What the corner network learns from: crops of plates whose corners are known, varied anew each epoch."""

from collections.abc import Iterable, Sequence
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
from plateocr.data.folder import list_images, plates_of
from plateocr.data.split import side_of
from plateocr.errors import DataError
from plateocr.geometry.quads import Corners
from plateocr.geometry.warps import resize
from plateocr.images import InputSpec, open_image
from plateocr.pipeline.rectifier import rectifier_input
from plateocr.synth.pool import SIDECAR_NAME

Pixels = npt.NDArray[np.uint8]
_SIZE = (InputSpec().width, InputSpec().height)
# A CCPD photo is a thousand pixels high and holds one plate: it is shown in so many crops an epoch.
_CROPS_A_PHOTO = 12
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


def corner_samples(folders: Sequence[Path], exclude: Iterable[Path] = ()) -> list[CornerSample]:
    """The samples of folders that ``plateocr synth`` wrote, or that hold photos with CCPD's annotation in the name.

    Plates of the folders to ``exclude`` are left out. Raises DataError when a folder has no corners.
    """
    excluded = plates_of(exclude)
    samples: list[CornerSample] = []
    for folder in folders:
        found = _synthesised(folder) if (folder / SIDECAR_NAME).is_file() else _annotated(folder)
        samples += [sample for sample in found if sample.plate not in excluded]
    return samples


def split_samples(
    samples: Sequence[CornerSample], val_fraction: float, seed: int
) -> tuple[list[CornerSample], list[CornerSample]]:
    """Training and validation samples, by plate text; a photo is in training as many times as it gives crops."""
    train: list[CornerSample] = []
    val: list[CornerSample] = []
    for sample in samples:
        if side_of(sample.plate, val_fraction, seed) == "val":
            val.append(sample)
        else:
            train += [sample] * (_CROPS_A_PHOTO if sample.photo else 1)
    if not train or not val:
        raise DataError(f"{len(samples)} images with corners are too few to train and validate on.")
    return train, val


class CornerDataset(Dataset[tuple[Tensor, Tensor]]):
    """Images (3, 32, 112) float32 in -1..1 and corners (4, 2) float32 in fractions of the image.

    In training each image is framed and lit anew each epoch, seeded by (seed, epoch, index); in validation a crop is
    shown as it is, and a photo is cut along the plate's upright box.
    """

    def __init__(self, samples: Sequence[CornerSample], seed: int = 0, epoch: int | None = None) -> None:
        self.samples = samples
        self.seed = seed
        self.epoch = epoch

    def __len__(self) -> int:
        return len(self.samples)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        sample = self.samples[index]
        image, corners = open_image(sample.path), sample.corners
        if sample.photo:
            image, corners = cut_around(image, corners, _PHOTO_MARGIN if self.epoch is not None else 0.0)
        fractions = corners / image.size
        pixels: Pixels = resize(np.asarray(image), _SIZE)
        if self.epoch is not None:
            recipe = transforms_of("rectifier-photos" if sample.photo else "rectifier")
            seeds = np.random.SeedSequence([self.seed, self.epoch, index])
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


def corner_distance(found: Corners, truth: Corners) -> npt.NDArray[np.float64]:
    """Distance between corners (n, 4, 2) in fractions, in pixels of the readers' input (224 x 64): (n, 4)."""
    distance: npt.NDArray[np.float64] = np.linalg.norm((found - truth).astype(np.float64) * _SIZE, axis=-1)
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
