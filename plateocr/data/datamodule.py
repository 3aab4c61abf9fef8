"""Labelled pictures as batches: the data set, and the Lightning data module that splits by plate text."""

from collections.abc import Sequence

import lightning
import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from plateocr.alphabet import encode
from plateocr.data.folder import LabelledPicture
from plateocr.data.split import Split
from plateocr.data.transforms import augment, transforms_of
from plateocr.errors import PictureError
from plateocr.picture import InputSpec, normalise, open_picture, prepare, resize_picture

Batch = tuple[Tensor, Tensor]


class PlateDataset(Dataset[Batch]):
    """Pictures (3, 64, 224) float32 and labels (7,) int64.

    With a recipe, each picture is augmented anew each epoch, seeded by (seed, epoch, index): the same whatever the
    number of workers. Without one it is prepared as for reading. Raises PictureError on a file that cannot be read.
    """

    def __init__(
        self,
        pictures: Sequence[LabelledPicture],
        spec: InputSpec,
        recipe: str | None = None,
        seed: int = 0,
        epoch: int = 0,
    ) -> None:
        self.pictures = pictures
        self.spec = spec
        self.seed = seed
        self.epoch = epoch
        self.transforms = transforms_of(recipe) if recipe else None

    def __len__(self) -> int:
        return len(self.pictures)

    def __getitem__(self, index: int) -> Batch:
        labelled = self.pictures[index]
        picture = open_picture(labelled.path)
        if self.transforms is None:
            pixels = prepare(picture, self.spec)
        else:
            seeds = np.random.SeedSequence([self.seed, self.epoch, index])
            pixels = normalise(augment(self.transforms, resize_picture(picture, self.spec), seeds), self.spec)
        return torch.from_numpy(pixels), torch.tensor(encode(labelled.plate))


def readable(pictures: Sequence[LabelledPicture]) -> tuple[list[LabelledPicture], list[str]]:
    """The pictures that open, and a sentence for each that does not."""
    good, faults = [], []
    for labelled in pictures:
        try:
            open_picture(labelled.path)
            good.append(labelled)
        except PictureError as error:
            faults.append(str(error))
    return good, faults


class PlateDataModule(lightning.LightningDataModule):
    """Training and validation batches of a split; both loaders are made anew each epoch."""

    def __init__(self, split: Split, recipe: str, batch_size: int, seed: int, workers: int) -> None:
        super().__init__()
        self.split = split
        self.recipe = recipe
        self.batch_size = batch_size
        self.seed = seed
        self.workers = workers
        self.spec = InputSpec()

    def train_dataloader(self) -> DataLoader[Batch]:
        """Shuffled and augmented by (seed, epoch)."""
        epoch = self.trainer.current_epoch if self.trainer else 0
        dataset = PlateDataset(self.split.train, self.spec, self.recipe, self.seed, epoch)
        generator = torch.Generator().manual_seed(int(np.random.SeedSequence([self.seed, epoch]).generate_state(1)[0]))
        # A fixed order and not RandomSampler, whose next order depends on how often it was iterated before.
        order = torch.randperm(len(dataset), generator=generator).tolist()
        return DataLoader(
            dataset,
            self.batch_size,
            sampler=order,
            num_workers=self.workers,
            generator=_own_stream(),
            drop_last=len(dataset) >= self.batch_size,
        )

    def val_dataloader(self) -> DataLoader[Batch]:
        """In order, prepared as for reading."""
        dataset = PlateDataset(self.split.val, self.spec)
        return DataLoader(dataset, 2 * self.batch_size, num_workers=self.workers, generator=_own_stream())


def _own_stream() -> torch.Generator:
    """Keeps a loader off torch's global stream, so that dropout does not depend on the number of workers."""
    return torch.Generator().manual_seed(0)
