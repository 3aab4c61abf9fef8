"""Batches in an order that depends on seed and epoch alone, so that a training goes on exactly where it stopped."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import cv2
import lightning
import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset, Sampler

from plateocr.training.common.config import TrainingConfig

# The number of an image within its epoch's data, and the epoch.
Place = tuple[int, int]
Order = Callable[[int], Sequence[int]]


class BatchStream(Sampler[list[Place]]):
    """The batches of a whole training, from the one that comes next on.

    order: the images of an epoch by its number, always ``length`` of them. ranks: processes that share a batch, and
    which of them this is. drop_last: leave out what does not fill a batch, unless it is all. position: how many batches
    are done; asked each time that an epoch begins, or goes on.
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
    """Base of the data of a training: its loaders keep their processes, and what they have read, over all epochs.

    images: how many there are on each side, for ``run.json``. split_hash: which plates are where.
    """

    def __init__(self, config: TrainingConfig) -> None:
        super().__init__()
        cv2.setNumThreads(1)  # a fork of a process that has used OpenCV's threads hangs
        self.config = config
        self.images: dict[str, int] = {}
        self.split_hash = ""

    def stream(self, dataset: Dataset[Any], length: int, order: Order | None = None) -> DataLoader[Any]:
        """Batches to train on, of a data set that is asked for (index, epoch); by default shuffled by the seed."""
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
        """Batches to validate on; with no batch size, one by one as they are."""
        return DataLoader(dataset, batch_size, **self._loading())

    def shuffled(self, epoch: int, length: int) -> list[int]:
        """The numbers up to ``length``, in an order by seed and epoch."""
        return torch.randperm(length, generator=self.generator(epoch)).tolist()

    def generator(self, epoch: int) -> torch.Generator:
        """What draws the order of an epoch."""
        return torch.Generator().manual_seed(seed_from(self.config.seed, epoch))

    def _loading(self) -> dict[str, Any]:
        return {
            "num_workers": self.config.workers,
            "persistent_workers": self.config.workers > 0,
            "pin_memory": torch.cuda.is_available(),
            # Its own, so that a loader does not draw from the stream that dropout draws from.
            "generator": torch.Generator().manual_seed(0),
        }


def seed_from(*numbers: int) -> int:
    """One seed from several numbers."""
    return int(np.random.SeedSequence(numbers).generate_state(1)[0])
