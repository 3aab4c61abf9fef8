"""The training samples of the rectifier: crops of plates with known corners or layout, augmented anew each epoch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import torch
from PIL import Image
from torch import Tensor
from torch.utils.data import Dataset

from plateocr.augment.recipes import transforms_of
from plateocr.augment.transforms import augment_with_corners
from plateocr.data.ccpd_names import is_ccpd_name
from plateocr.data.folder import PlateFolder, list_images
from plateocr.data.photo_annotations import read_annotations
from plateocr.geometry.quads import WHOLE
from plateocr.geometry.warps import resize
from plateocr.images import InputSpec, open_image
from plateocr.models.registry import LAYOUT_CLASSES
from plateocr.pipeline.rectifier import rectifier_input
from plateocr.plates import SPECS, Layout, PlateKind
from plateocr.synth.pool import SIDECAR_NAME
from plateocr.training.common.batches import Place

Pixels = npt.NDArray[np.uint8]
Sample = tuple[Tensor, Tensor, Tensor, Tensor]
_SIZE = (InputSpec().width, InputSpec().height)
# Crops per epoch from each CCPD photo, which is a thousand pixels high and shows one plate, and from each loose crop.
CROPS_A_PHOTO, CROPS_A_LOOSE_CROP = 12, 3
_PHOTO_HEIGHT = 600  # pixels; lower images are loose crops
_PHOTO_MARGIN = 0.5
# The share of crops of which one side is cut off, and how much of the plate that takes.
_CUT_SHARE, _CUT = 0.12, (0.04, 0.4)


@dataclass(frozen=True, eq=False)
class CornerSample:
    """An image of a plate.

    plate: its text, or '' where there is none. corners: its corners in pixels (4, 2), left-top first and clockwise;
    None if they are not known. layout: None if there is no plate. crops: how many crops are taken from it in an epoch;
    more than one, around the plate, if it shows its surroundings.
    """

    path: Path
    plate: str
    corners: npt.NDArray[np.float64] | None
    layout: Layout | None
    crops: int = 1


def corner_samples(folder: Path, annotations: str | None = None) -> list[CornerSample]:
    """The samples of a folder.

    It is one that plateocr synthesised, or has corners in the JSON file ``annotations`` or in CCPD's names; of other
    folders of labelled crops, only the layout is known. Raises DataError if it has none of these.
    """
    if (folder / SIDECAR_NAME).is_file():
        return _synthesised(folder)
    if annotations or any(is_ccpd_name(path.name) for path in list_images(folder)):
        return _annotated(folder, annotations)
    labelled = PlateFolder.scan(folder).labelled()
    return [CornerSample(one.path, one.plate, None, _in_one_row(one.plate)) for one in labelled]


class CornerDataset(Dataset[Sample]):
    """Images (3, 32, 112) float32 in -1..1, corners (4, 2) float32 in fractions of the image, a weight of the corners,
    0 where they are not known, and the class of the layout, int64.

    In training, indexed by (index, epoch), each image is cropped and augmented anew each epoch, seeded by (seed, epoch,
    index). In validation, indexed by the index alone, crops are unchanged and photos are cut along the plate's upright
    box.
    """

    def __init__(self, samples: Sequence[CornerSample], seed: int = 0) -> None:
        self.samples = samples
        self.seed = seed

    def __len__(self) -> int:
        return len(self.samples)

    def __getitem__(self, place: int | Place) -> Sample:
        index, epoch = place if isinstance(place, tuple) else (place, None)
        sample = self.samples[index]
        image, known = open_image(sample.path), sample.corners is not None
        corners = WHOLE.astype(np.float64) * image.size if sample.corners is None else sample.corners
        if sample.crops > 1:
            image, corners = cut_around(image, corners, _PHOTO_MARGIN if epoch is not None else 0.0)
        if epoch is not None:
            seeds = np.random.SeedSequence([self.seed, epoch, index])
            rng = np.random.default_rng(seeds.spawn(1)[0])
            if sample.layout and rng.random() < _CUT_SHARE:
                image, corners = cut_off(image, corners, rng)
        fractions = corners / image.size
        pixels: Pixels = resize(np.asarray(image), _SIZE)
        if epoch is not None:
            recipe = transforms_of("rectifier-photos" if sample.crops > 1 else "rectifier")
            pixels, seen = augment_with_corners(recipe, pixels, fractions * _SIZE, seeds)
            fractions = seen / _SIZE
        prepared = rectifier_input(pixels)
        layout = sample.layout.place if sample.layout else LAYOUT_CLASSES - 1
        values = (fractions.astype(np.float32), np.float32(known), np.int64(layout))
        return torch.from_numpy(prepared), *(torch.as_tensor(value) for value in values)  # type: ignore[return-value]


def cut_around(
    photo: Image.Image, corners: npt.NDArray[np.float64], margin: float
) -> tuple[Image.Image, npt.NDArray[np.float64]]:
    """The upright box around ``corners``, cut out with ``margin`` (a fraction of its sides), and the corners in it."""
    low, high = corners.min(axis=0), corners.max(axis=0)
    spread = (high - low) * margin
    left, top = (int(value) for value in np.maximum(low - spread, 0))
    right, bottom = (int(value) for value in np.minimum(np.ceil(high + spread), photo.size))
    return photo.crop((left, top, right, bottom)), corners - (left, top)


def cut_off(
    image: Image.Image, corners: npt.NDArray[np.float64], rng: np.random.Generator
) -> tuple[Image.Image, npt.NDArray[np.float64]]:
    """The image without one of its sides and a part of the plate there, mostly the left or the right one."""
    low, high = np.clip(corners.min(axis=0), 0, image.size), np.clip(corners.max(axis=0), 0, image.size)
    taken = rng.uniform(*_CUT) * (high - low)
    left, top, right, bottom = 0, 0, *image.size
    side = rng.choice(4, p=(0.4, 0.4, 0.1, 0.1))
    if side == 0:
        left = int(low[0] + taken[0])
    elif side == 1:
        right = int(high[0] - taken[0])
    elif side == 2:
        top = int(low[1] + taken[1])
    else:
        bottom = int(high[1] - taken[1])
    if right - left < 8 or bottom - top < 4:
        return image, corners
    return image.crop((left, top, right, bottom)), corners - (left, top)


def corner_distance(found: Tensor, truth: Tensor) -> Tensor:
    """The distances (n, 4) between corners (n, 4, 2) in fractions, in pixels of the recognisers' input (224 x 64)."""
    distance: Tensor = torch.linalg.vector_norm((found - truth) * found.new_tensor(_SIZE), dim=-1)
    return distance


def _synthesised(folder: Path) -> list[CornerSample]:
    table = pd.read_parquet(folder / SIDECAR_NAME)
    return [
        CornerSample(
            folder / row["file"],
            row["plate"],
            None if row["corners"] is None else np.asarray(row["corners"], np.float64).reshape(4, 2),
            _layout_of(row),
        )
        for row in table.to_dict("records")
    ]


def _layout_of(row: Mapping[Any, Any]) -> Layout | None:
    """The layout that a row of synth.parquet says, directly or by its kind."""
    if "layout" in row:
        return Layout(row["layout"]) if row["layout"] in set(Layout) else None
    if "kind" not in row:  # written by version 0.2 or earlier
        return _in_one_row(row["plate"])
    return SPECS[PlateKind(row["kind"])].layout if row["kind"] in set(PlateKind) else Layout.OTHER


def _in_one_row(plate: str) -> Layout:
    return Layout.SEVEN if len(plate) == Layout.SEVEN.characters else Layout.EIGHT


def _annotated(folder: Path, annotations: str | None) -> list[CornerSample]:
    found = []
    for photo in read_annotations(folder, folder / annotations if annotations else None):
        with open_image(photo.path) as image:
            crops = CROPS_A_PHOTO if image.height >= _PHOTO_HEIGHT else CROPS_A_LOOSE_CROP
        found += [
            CornerSample(photo.path, one.plate, np.asarray(one.corners, np.float64), _in_one_row(one.plate), crops)
            for one in photo.plates
            if one.plate and one.corners
        ]
    return found
