"""Batches in an order that depends only on seed and epoch, so that a training resumes exactly where it stopped."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import cv2
import lightning
import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset, Sampler

from plateocr.training.common.config import TrainingConfig

# The index of an image, and the epoch.
Place = tuple[int, int]
Order = Callable[[int], Sequence[int]]


class BatchStream(Sampler[list[Place]]):
    """The remaining batches of a training.

    order: the indices of the images in an epoch, always ``length`` of them. ranks: the number of processes that share a
    batch, and the rank of this one. drop_last: drop an incomplete last batch, unless it is the only one. position: how
    many batches are done; called each time an epoch begins or resumes.
    """

    def __init__(
        self,
        order: Order,
        length: int,
        batch_size: int,
        ranks: tuple[int, int],
        position: Callable[[], int],
        *,
        drop_last: bool = True,
    ) -> None:
        self.order = order
        self.batch_size = batch_size
        self.ranks = ranks
        self.position = position
        whole, rest = divmod(length, batch_size * ranks[0])
        self.batches = whole + bool(rest and not (drop_last and whole))

    def __len__(self) -> int:
        return self.batches

    def __iter__(self) -> Iterator[list[Place]]:
        world, rank = self.ranks
        start, epoch_of_order, order = self.position(), -1, []
        for number in range(start, start + self.batches):
            epoch, place = divmod(number, self.batches)
            if epoch != epoch_of_order:
                epoch_of_order, order = epoch, list(self.order(epoch))
            together = order[place * self.batch_size * world : (place + 1) * self.batch_size * world]
            yield [(index, epoch) for index in together[rank::world]]


class TrainingData(lightning.LightningDataModule):
    """Base class of training data: its loaders keep their worker processes, with their caches, over all epochs.

    images: their number on each side, for ``run.json``. split_hash: identifies which plates are on which side.
    """

    def __init__(self, config: TrainingConfig) -> None:
        super().__init__()
        cv2.setNumThreads(1)  # a forked process hangs if OpenCV's threads were used before
        self.config = config
        self.images: dict[str, int] = {}
        self.split_hash = ""

    def stream(self, dataset: Dataset[Any], length: int, order: Order | None = None) -> DataLoader[Any]:
        """Training batches of a data set indexed by (index, epoch); by default shuffled by the seed."""
        trainer = self.trainer
        ranks = (trainer.world_size, trainer.global_rank) if trainer else (1, 0)
        stream = BatchStream(
            order or (lambda epoch: self.shuffled(epoch, length)),
            length,
            self.config.batch_size,
            ranks,
            lambda: trainer.global_step if trainer else 0,
            drop_last=self.config.drop_last,
        )
        return DataLoader(dataset, batch_sampler=stream, **self._loading())

    def in_order(self, dataset: Dataset[Any], batch_size: int | None) -> DataLoader[Any]:
        """Validation batches; with no batch size, single items, not collated."""
        return DataLoader(dataset, batch_size, **self._loading())

    def shuffled(self, epoch: int, length: int) -> list[int]:
        """The indices below ``length``, shuffled by seed and epoch."""
        return torch.randperm(length, generator=self.generator(epoch)).tolist()

    def generator(self, epoch: int) -> torch.Generator:
        """The generator for the order of an epoch."""
        return torch.Generator().manual_seed(seed_from(self.config.seed, epoch))

    def _loading(self) -> dict[str, Any]:
        return {
            "num_workers": self.config.workers,
            "persistent_workers": self.config.workers > 0,
            "pin_memory": torch.cuda.is_available(),
            # Its own, so that a loader does not consume random numbers that dropout uses.
            "generator": torch.Generator().manual_seed(0),
        }


def seed_from(*numbers: int) -> int:
    """One seed made from several numbers."""
    return int(np.random.SeedSequence(numbers).generate_state(1)[0])
