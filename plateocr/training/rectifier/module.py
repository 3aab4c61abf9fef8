"""The training of the rectifier: its step and data."""

from collections.abc import Callable
from fnmatch import fnmatchcase

from torch import Tensor
from torch.nn import functional
from torch.utils.data import DataLoader

from plateocr.data.sides import Group, Parts, split_groups
from plateocr.errors import DataError
from plateocr.models.rectifier import RectifierNetwork
from plateocr.training.common.batches import TrainingData
from plateocr.training.common.module import NetworkModule
from plateocr.training.common.places import Places
from plateocr.training.rectifier.config import RectifierConfig
from plateocr.training.rectifier.samples import (
    CROPS_A_PHOTO,
    CornerDataset,
    CornerSample,
    corner_distance,
    corner_samples,
)

_BETA = 0.01  # of the smooth L1 loss: errors below 1 % of the width are squared
_HEIGHT_WEIGHT = 0.45  # a fraction of the height is 64 pixels, one of the width 224


class RectifierModule(NetworkModule):
    """Trains the rectifier on images (B, 3, 32, 112) and corners (B, 4, 2)."""

    def __init__(self, config: RectifierConfig) -> None:
        super().__init__(config, RectifierNetwork())

    def training_step(self, batch: tuple[Tensor, Tensor], batch_index: int) -> Tensor:
        """One step; logs train/loss."""
        images, corners = batch
        found = self.network(images).float()
        weight = found.new_tensor([1.0, _HEIGHT_WEIGHT])
        loss = functional.smooth_l1_loss(found * weight, corners * weight, beta=_BETA)
        self.log("train/loss", loss.detach(), prog_bar=True)
        return loss

    def validation_step(self, batch: tuple[Tensor, Tensor], batch_index: int) -> None:
        """Logs val/distance: the mean error of a corner in pixels of the recognisers' input, 224 x 64."""
        images, corners = batch
        distance = corner_distance(self.network(images).float(), corners).mean()
        self.log("val/distance", distance, prog_bar=True, batch_size=len(images))


def split_corners(config: RectifierConfig, places: Places) -> Parts[CornerSample]:
    """The crops and photos of all data folders by side."""
    groups = []
    for folder, path in places.data:
        samples = [one for one in corner_samples(path) if fnmatchcase(one.path.name, folder.files)]
        made = folder.folder in config.prepare
        groups.append(Group(samples, folder.repeat, config.is_held_out(folder), made))
    return split_groups(groups, config.sides(places.excluded()))


class RectifierData(TrainingData):
    """Batches of crops with known corners; a photo gives several different crops per epoch.

    Raises DataError if too few images are left on a side.
    """

    def __init__(self, config: RectifierConfig, places: Places, on_note: Callable[[str], None] = print) -> None:
        super().__init__(config)
        parts = split_corners(config, places)
        if not parts.train or not parts.val:
            raise DataError(
                f"the images with corners give {len(parts.train)} for training and {len(parts.val)} for validation; "
                "that is too few."
            )
        on_note(f"{len(parts.train)} images for training, {len(parts.val)} for validation")
        self.images, self.split_hash = parts.counts(), parts.hash()
        train = [one for one in parts.train for _ in range(CROPS_A_PHOTO if one.photo else 1)]
        self.train, self.val = CornerDataset(train, config.seed), CornerDataset(parts.val)

    def train_dataloader(self) -> DataLoader[tuple[Tensor, Tensor]]:
        """Shuffled and augmented by (seed, epoch)."""
        return self.stream(self.train, len(self.train))

    def val_dataloader(self) -> DataLoader[tuple[Tensor, Tensor]]:
        """In order, without augmentation."""
        return self.in_order(self.val, self.config.batch_size)
