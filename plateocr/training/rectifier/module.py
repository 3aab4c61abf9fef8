"""The training of the rectifier: its step and data."""

from collections.abc import Callable
from fnmatch import fnmatchcase

from torch import Tensor
from torch.nn import functional
from torch.utils.data import DataLoader
from torchmetrics import MeanMetric

from plateocr.data.folder import list_images
from plateocr.data.sides import Group, Parts, split_groups
from plateocr.errors import DataError
from plateocr.models.rectifier import RectifierNetwork
from plateocr.training.common.batches import TrainingData
from plateocr.training.common.module import NetworkModule
from plateocr.training.common.places import Places
from plateocr.training.rectifier.config import RectifierConfig
from plateocr.training.rectifier.samples import (
    CornerDataset,
    CornerSample,
    Sample,
    corner_distance,
    corner_samples,
)

_BETA = 0.01  # of the smooth L1 loss: errors below 1 % of the width are squared
_LAYOUT_WEIGHT = 0.02  # of the layout against the corners
_HEIGHT_WEIGHT = 0.45  # a fraction of the height is 64 pixels, one of the width 224


class RectifierModule(NetworkModule):
    """Trains the rectifier on images (B, 3, 32, 112), corners (B, 4, 2) with their weights (B), and layouts (B)."""

    def __init__(self, config: RectifierConfig) -> None:
        super().__init__(config, RectifierNetwork())
        self.distance = MeanMetric(nan_strategy="disable")

    def training_step(self, batch: tuple[Tensor, Tensor, Tensor, Tensor], batch_index: int) -> Tensor:
        """One step; logs train/loss, of the corners, and train/layout_loss."""
        images, corners, known, layouts = batch
        found, scores = (values.float() for values in self.network(images))
        weight = found.new_tensor([1.0, _HEIGHT_WEIGHT])
        distance = functional.smooth_l1_loss(found * weight, corners * weight, beta=_BETA, reduction="none")
        loss = (distance.mean(dim=(1, 2)) * known).sum() / known.sum().clamp(min=1)
        layout_loss = functional.cross_entropy(scores, layouts)
        self.log_dict({"train/loss": loss.detach(), "train/layout_loss": layout_loss.detach()}, prog_bar=True)
        return loss + _LAYOUT_WEIGHT * layout_loss

    def validation_step(self, batch: tuple[Tensor, Tensor, Tensor, Tensor], batch_index: int) -> None:
        """Logs val/distance, the mean error of a corner in pixels of the recognisers' input, 224 x 64, and val/layout,
        the share of layouts that are right.
        """
        images, corners, known, layouts = batch
        found, scores = self.network(images)
        self.distance.update(corner_distance(found.float(), corners).mean(dim=1), known)
        self.log("val/distance", self.distance, prog_bar=True)
        right = (scores.argmax(dim=1) == layouts).float().mean()
        self.log("val/layout", right, prog_bar=True, batch_size=len(images))


def split_corners(config: RectifierConfig, places: Places) -> Parts[CornerSample]:
    """The crops and photos of all data folders by side."""
    groups = []
    for folder, path in places.data:
        samples = [one for one in corner_samples(path, folder.annotations) if fnmatchcase(one.path.name, folder.files)]
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
        without = places.optional(config.without_plates)
        nothing = [CornerSample(path, "", None, None) for path in (list_images(without) if without else [])]
        train = [one for one in (*parts.train, *nothing) for _ in range(one.crops)]
        self.train, self.val = CornerDataset(train, config.seed), CornerDataset(parts.val)

    def train_dataloader(self) -> DataLoader[Sample]:
        """Shuffled and augmented by (seed, epoch)."""
        return self.stream(self.train, len(self.train))

    def val_dataloader(self) -> DataLoader[Sample]:
        """In order, without augmentation."""
        return self.in_order(self.val, self.config.batch_size)
