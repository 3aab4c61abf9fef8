"""The progress bar of a training."""

from typing import Any

import lightning
from lightning.pytorch.callbacks import RichProgressBar


class TrainingProgress(RichProgressBar):
    """Lightning's bar, with epochs counted from 1 and without the number of its log folder."""

    def get_metrics(self, trainer: lightning.Trainer, pl_module: lightning.LightningModule) -> dict[str, Any]:
        """What is shown beside the bar."""
        return {name: value for name, value in super().get_metrics(trainer, pl_module).items() if name != "v_num"}

    def _get_train_description(self, current_epoch: int) -> str:
        return f"Epoch {current_epoch + 1}/{self.trainer.max_epochs}"
