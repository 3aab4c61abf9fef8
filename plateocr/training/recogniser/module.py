"""The training step of recognisers: the notebook's loss and metrics, under the notebook's names."""

import torch
from torch import Tensor
from torch.nn import functional

from plateocr.models.registry import architecture
from plateocr.plates import ALPHABETS
from plateocr.training.common.module import NetworkModule
from plateocr.training.recogniser.config import RecogniserConfig

_METRICS = ("loss", "first_loss", "tail_loss", "accuracy", "char_accuracy")


class RecogniserModule(NetworkModule):
    """Trains one network on batches of images (B, 3, height, width) and labels (B, slots)."""

    def __init__(self, config: RecogniserConfig) -> None:
        super().__init__(config, architecture(config.model).build(ALPHABETS[config.alphabet], dropout=config.dropout))
        self.label_smoothing = config.label_smoothing

    def training_step(self, batch: tuple[Tensor, Tensor], batch_index: int) -> Tensor:
        """One step; logs loss, first_loss, tail_loss, accuracy and char_accuracy under train_batch/, and their means
        over an epoch under train/.
        """
        measured = self._measure(batch)
        values = {name: value.detach() for name, value in measured.items()}
        self.log_dict({f"train_batch/{name}": value for name, value in values.items()})
        means = {f"train/{name}": value for name, value in values.items()}
        self.log_dict(means, on_step=False, on_epoch=True, batch_size=len(batch[1]))
        self.log("loss", values["loss"], prog_bar=True, logger=False)
        return measured["loss"]

    def validation_step(self, batch: tuple[Tensor, Tensor], batch_index: int) -> None:
        """Logs the same under val/, averaged over images."""
        for name, value in self._measure(batch).items():
            self.log(f"val/{name}", value, prog_bar=name == "accuracy", batch_size=len(batch[1]))

    def _measure(self, batch: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        images, labels = batch
        province, tail = self.network(images)  # (B, 31), (B, slots - 1, 35)
        length = labels.shape[1]
        smoothing = self.label_smoothing if self.training else 0.0
        first_loss = functional.cross_entropy(province, labels[:, 0], label_smoothing=smoothing)
        tail_loss = functional.cross_entropy(tail.flatten(0, 1), labels[:, 1:].flatten(), label_smoothing=smoothing)
        right = torch.cat([province.argmax(-1, keepdim=True), tail.argmax(-1)], dim=1) == labels  # (B, slots)
        return {
            "loss": (first_loss + (length - 1) * tail_loss) / length,
            "first_loss": first_loss,
            "tail_loss": tail_loss,
            "accuracy": right.all(dim=1).float().mean(),
            "char_accuracy": right.float().mean(),
        }
