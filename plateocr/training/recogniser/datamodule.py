"""Labelled images as batches: the data set, and the Lightning data module that splits by plate text."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import lightning
import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from plateocr.augment.province_swap import ProvinceSwap
from plateocr.augment.recipes import FULL_SIZE, jitter_corners, transforms_of
from plateocr.augment.transforms import augment
from plateocr.data.folder import LabelledImage
from plateocr.data.split import Split
from plateocr.errors import ImageError
from plateocr.geometry.quads import Corners
from plateocr.images import InputSpec, open_image
from plateocr.pipeline.preparation import Preparer, normalise, rectify, shrink, stretch
from plateocr.plates import SEVEN
from plateocr.synth.glyphs import drawn_glyphs, load_glyphs
from plateocr.synth.pool import SIDECAR_NAME

Batch = tuple[Tensor, Tensor]
_CORNER_BATCH = 64


class PlateDataset(Dataset[Batch]):
    """Images (3, 64, 224) float32 and labels (7,) int64.

    With a recipe, each image is augmented anew each epoch, seeded by (seed, epoch, index): the same whatever the
    number of workers. Without one it is prepared as for reading. ``corners`` (n, 4, 2) are where the plates are found
    in the images, None where images are stretched. With a recipe and corners, ``swap`` gives some of the images
    that were not synthesised another province. Raises ImageError on a file that cannot be read.
    """

    def __init__(
        self,
        images: Sequence[LabelledImage],
        spec: InputSpec,
        recipe: str | None = None,
        seed: int = 0,
        epoch: int = 0,
        corners: Corners | None = None,
        swap: ProvinceSwap | None = None,
    ) -> None:
        self.images = images
        self.spec = spec
        self.seed = seed
        self.epoch = epoch
        self.corners = corners
        self.transforms = transforms_of(recipe) if recipe else None
        self.full_size = recipe in FULL_SIZE and corners is None
        self.swap = swap if recipe else None
        folders = {image.path.parent for image in images} if self.swap else set()
        self.synthesised = {folder for folder in folders if (folder / SIDECAR_NAME).exists()}

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, index: int) -> Batch:
        labelled = self.images[index]
        plate = labelled.plate
        image = np.asarray(open_image(labelled.path))
        seeds = np.random.SeedSequence([self.seed, self.epoch, index])
        if self.corners is None:
            if self.full_size:
                image = self._augment(image, seeds)
            pixels = stretch(image, self.spec)
        else:
            corners = self.corners[index]
            if self.transforms:
                jitter_seeds, swap_seeds = seeds.spawn(2)
                if self.swap and labelled.path.parent not in self.synthesised:
                    image, plate = self.swap.maybe(shrink(image, self.spec), corners, plate, swap_seeds)
                corners = jitter_corners(corners, jitter_seeds)
            pixels = rectify(image, corners, self.spec)
        if not self.full_size:
            pixels = self._augment(pixels, seeds)
        return torch.from_numpy(normalise(pixels, self.spec)), torch.tensor(SEVEN.encode(plate))

    def _augment(self, pixels: npt.NDArray[np.uint8], seeds: np.random.SeedSequence) -> npt.NDArray[np.uint8]:
        return augment(self.transforms, pixels, seeds) if self.transforms else pixels


def readable(images: Sequence[LabelledImage]) -> tuple[list[LabelledImage], list[str]]:
    """The images that open, and a sentence for each that does not."""
    good, faults = [], []
    for labelled in images:
        try:
            open_image(labelled.path)
            good.append(labelled)
        except ImageError as error:
            faults.append(str(error))
    return good, faults


def sampling_weights(images: Sequence[LabelledImage], balance: float) -> list[float]:
    """How often to draw each image, relative to the others, so that common provinces do not drown the rest.

    Within a folder a province that occurs n times is drawn in proportion to n ** (1 - balance), balance in 0..1; the
    folder's share of all draws stays its share of the images.
    """
    folders = Counter(image.path.parent for image in images)
    provinces = Counter((image.path.parent, image.plate[0]) for image in images)
    drawn = {key: count ** (1 - balance) for key, count in provinces.items()}
    totals: dict[Path, float] = {}
    for (folder, _), share in drawn.items():
        totals[folder] = totals.get(folder, 0.0) + share
    keys = [(image.path.parent, image.plate[0]) for image in images]
    return [folders[key[0]] * drawn[key] / totals[key[0]] / provinces[key] for key in keys]


def find_corners(images: Sequence[LabelledImage], preparer: Preparer) -> Corners | None:
    """Where the plate is in each image: (n, 4, 2); each file is looked at once, however often it is listed.

    None where the preparer stretches images. Raises ImageError on a file that cannot be read.
    """
    paths = list(dict.fromkeys(image.path for image in images))
    found: dict[Path, Corners] = {}
    for start in range(0, len(paths), _CORNER_BATCH):
        batch = paths[start : start + _CORNER_BATCH]
        corners = preparer.corners([np.asarray(open_image(path)) for path in batch])
        if corners is None:
            return None
        found.update(zip(batch, corners, strict=True))
    return np.stack([found[image.path] for image in images])


class PlateDataModule(lightning.LightningDataModule):
    """Training and validation batches of a split; both loaders are made anew each epoch.

    ``preparer`` frames the images; ``province_balance`` is the balance of :func:`sampling_weights`;
    ``province_swap`` is the share of framed real training images whose province is replaced, drawn with the built-in
    glyphs or those of the folder ``glyphs``. Raises DataError where that is incomplete.
    """

    def __init__(
        self,
        split: Split,
        recipe: str,
        batch_size: int,
        seed: int,
        workers: int,
        *,
        preparer: Preparer | None = None,
        province_balance: float = 0.0,
        province_swap: float = 0.0,
        glyphs: Path | None = None,
    ) -> None:
        super().__init__()
        self.split = split
        self.recipe = recipe
        self.batch_size = batch_size
        self.seed = seed
        self.workers = workers
        self.preparer = preparer or Preparer(InputSpec())
        self.province_balance = province_balance
        self.corners: dict[str, Corners | None] = {}
        self.swap: ProvinceSwap | None = None
        if province_swap and self.preparer.spec.framing == "corners":
            sets = [drawn_glyphs(), *([load_glyphs(glyphs)] if glyphs else [])]
            self.swap = ProvinceSwap(province_swap, sets)

    def setup(self, stage: str) -> None:
        """Find the plates in all images, once, where the preparer frames them."""
        for side, images in (("train", self.split.train), ("val", self.split.val)):
            if side not in self.corners:
                self.corners[side] = find_corners(images, self.preparer)

    def train_dataloader(self) -> DataLoader[Batch]:
        """Shuffled and augmented by (seed, epoch)."""
        epoch = self.trainer.current_epoch if self.trainer else 0
        dataset = PlateDataset(
            self.split.train, self.preparer.spec, self.recipe, self.seed, epoch, self.corners.get("train"), self.swap
        )
        generator = torch.Generator().manual_seed(int(np.random.SeedSequence([self.seed, epoch]).generate_state(1)[0]))
        # A fixed order and not RandomSampler, whose next order depends on how often it was iterated before.
        if self.province_balance:
            weights = torch.tensor(sampling_weights(self.split.train, self.province_balance), dtype=torch.float64)
            order = torch.multinomial(weights, len(dataset), replacement=True, generator=generator).tolist()
        else:
            order = torch.randperm(len(dataset), generator=generator).tolist()
        return DataLoader(
            dataset,
            self.batch_size,
            sampler=order,
            num_workers=self.workers,
            generator=_own_stream(),
        )

    def val_dataloader(self) -> DataLoader[Batch]:
        """In order, prepared as for reading."""
        dataset = PlateDataset(self.split.val, self.preparer.spec, corners=self.corners.get("val"))
        return DataLoader(dataset, 2 * self.batch_size, num_workers=self.workers, generator=_own_stream())


def _own_stream() -> torch.Generator:
    """Keeps a loader off torch's global stream, so that dropout does not depend on the number of workers."""
    return torch.Generator().manual_seed(0)
