"""What the Lightning modules of all networks share: the optimiser and its schedule."""

from typing import Any

import lightning
import torch
from torch import nn
from torch.optim.lr_scheduler import ExponentialLR, OneCycleLR

from plateocr.training.common.config import TrainingConfig

_WARM_UP = 0.05


class NetworkModule(lightning.LightningModule):
    """Base class of the modules that train a network."""

    def __init__(self, config: TrainingConfig, network: nn.Module) -> None:
        super().__init__()
        self.config = config
        # Convolutions on a CPU are faster in this layout.
        self.network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch documents it

    def configure_optimizers(self) -> Any:
        """AdamW (Adam, without weight decay) with the schedule of the config."""
        rate = self.config.learning_rate
        optimizer = torch.optim.AdamW(self.network.parameters(), lr=rate, weight_decay=self.config.weight_decay)
        if self.config.schedule == "halving":
            return {"optimizer": optimizer, "lr_scheduler": {"scheduler": ExponentialLR(optimizer, gamma=0.5)}}
        steps = max(2, int(self.trainer.estimated_stepping_batches))
        # A warm-up of exactly one step would be a division by zero in torch.
        warm_up = max(_WARM_UP, 1.5 / steps)
        schedule = OneCycleLR(optimizer, rate, total_steps=steps, pct_start=warm_up, cycle_momentum=False)
        return {"optimizer": optimizer, "lr_scheduler": {"scheduler": schedule, "interval": "step"}}
