"""The LightningModule: the notebook's loss, its metrics under their names, Adam and the recipe's schedule."""

from math import cos, pi
from typing import Any

import lightning
import torch
from torch import Tensor
from torch.nn import functional
from torchmetrics import MeanMetric, MetricCollection

from plateocr.models.registry import architecture
from plateocr.plates import PLATE_LENGTH
from plateocr.training.recogniser.config import Recipe

_WARM_UP = 0.05
_TAIL_LENGTH = PLATE_LENGTH - 1
_METRICS = ("loss", "first_loss", "tail_loss", "accuracy", "char_accuracy")


class PlateModule(lightning.LightningModule):
    """Trains one network on batches of images (B, 3, 64, 224) and labels (B, 7)."""

    def __init__(self, model: str, recipe: Recipe, learning_rate: float) -> None:
        super().__init__()
        self.network = architecture(model).network(dropout=recipe.dropout)
        self.recipe = recipe
        self.learning_rate = learning_rate
        self.train_metrics = _means()
        self.val_metrics = _means()

    def training_step(self, batch: tuple[Tensor, Tensor], batch_index: int) -> Tensor:
        """One step, under the notebook's names.

        Logs loss, first_loss, tail_loss, accuracy and char_accuracy: each step's below train_batch/, and below train/
        those of the whole epoch, averaged over images.
        """
        values = self._measure(batch)
        self.log_dict({f"train_batch/{name}": value.detach() for name, value in values.items()}, on_epoch=False)
        self._log_means(self.train_metrics, "train", values, len(batch[1]))
        self.log("loss", values["loss"].detach(), prog_bar=True, logger=False)
        return values["loss"]

    def validation_step(self, batch: tuple[Tensor, Tensor], batch_index: int) -> None:
        """Logs the same below val/, averaged over images."""
        self._log_means(self.val_metrics, "val", self._measure(batch), len(batch[1]))

    def configure_optimizers(self) -> Any:
        """Adam with the recipe's schedule."""
        optimizer = torch.optim.Adam(self.network.parameters(), lr=self.learning_rate)
        if self.recipe.schedule == "halving":
            halving = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.5)
            return {"optimizer": optimizer, "lr_scheduler": {"scheduler": halving, "interval": "epoch"}}
        steps = int(self.trainer.estimated_stepping_batches)
        cosine = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: one_cycle(step, steps))
        return {"optimizer": optimizer, "lr_scheduler": {"scheduler": cosine, "interval": "step"}}

    def _log_means(self, means: MetricCollection, side: str, values: dict[str, Tensor], images: int) -> None:
        for name, value in values.items():
            metric = means[name]
            metric.update(value.detach(), weight=images)
            shown = side == "val" and name == "accuracy"
            self.log(f"{side}/{name}", metric, on_step=False, on_epoch=True, prog_bar=shown)

    def _measure(self, batch: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        images, labels = batch
        province, tail = self.network(images)  # (B, 31), (B, 6, 35)
        smoothing = self.recipe.label_smoothing if self.training else 0.0
        first_loss = functional.cross_entropy(province, labels[:, 0], label_smoothing=smoothing)
        tail_loss = functional.cross_entropy(tail.flatten(0, 1), labels[:, 1:].flatten(), label_smoothing=smoothing)
        right = torch.cat([province.argmax(-1, keepdim=True), tail.argmax(-1)], dim=1) == labels  # (B, 7)
        return {
            "loss": (first_loss + _TAIL_LENGTH * tail_loss) / PLATE_LENGTH,
            "first_loss": first_loss,
            "tail_loss": tail_loss,
            "accuracy": right.all(dim=1).float().mean(),
            "char_accuracy": right.float().mean(),
        }


def _means() -> MetricCollection:
    return MetricCollection({name: MeanMetric() for name in _METRICS}, compute_groups=False)


def one_cycle(step: int, steps: int) -> float:
    """Factor on the learning rate: a linear warm-up over 5 % of the steps, then a cosine to zero."""
    warm_up = max(1, round(_WARM_UP * steps))
    return min(1.0, (step + 1) / warm_up) * 0.5 * (1 + cos(pi * min(step, steps) / max(1, steps)))
