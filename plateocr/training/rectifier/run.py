"""Training the corner network of plateocr.geometry, and its export as the one file that readers open."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import lightning
import numpy as np
import torch
from pydantic import Field
from torch import Tensor
from torch.nn import functional
from torch.utils.data import DataLoader

from plateocr.files import replace_file
from plateocr.models.onnx_export import write_onnx
from plateocr.models.rectifier import RectifierNetwork
from plateocr.training.common.checkpoints import checkpoint_to_resume
from plateocr.training.common.helper_run import fit_helper
from plateocr.training.common.run_folder import run_folder
from plateocr.training.common.settings import Settings
from plateocr.training.recogniser.module import one_cycle
from plateocr.training.rectifier.samples import CornerDataset, corner_distance, corner_samples, split_samples

FRAMING_RUN_NAME, FRAMING_FILE = "framing.json", "framing.onnx"
_EMA_DECAY = 0.998
_BETA = 0.01  # of the smooth L1 loss: below 1 % of the width an error counts squared
_HEIGHT_WEIGHT = 0.45  # a fraction of the height is 64 pixels, one of the width 224


class RectifierConfig(Settings):
    """A training of the corner network in full, written to ``framing.json`` of its run folder."""

    data: tuple[Path, ...] = Field(min_length=1)
    exclude: tuple[Path, ...] = ()
    initial_weights: Path | None = None
    epochs: int = Field(default=5, gt=0)
    learning_rate: float = Field(default=2e-3, gt=0)
    batch_size: int = Field(default=128, gt=0)
    val_fraction: float = Field(default=0.02, gt=0, lt=1)
    seed: int = Field(default=0, ge=0)
    workers: int = Field(default=1, ge=0)
    precision: str = "32-true"


class CornerModule(lightning.LightningModule):
    """Trains the corner network on images (B, 3, 32, 112) and corners (B, 4, 2)."""

    def __init__(self, config: RectifierConfig) -> None:
        super().__init__()
        self.network = RectifierNetwork()
        self.config = config

    def training_step(self, batch: tuple[Tensor, Tensor], batch_index: int) -> Tensor:
        """One step; logs train/loss."""
        images, corners = batch
        found = self.network(images).float()
        weight = found.new_tensor([1.0, _HEIGHT_WEIGHT])
        loss = functional.smooth_l1_loss(found * weight, corners * weight, beta=_BETA)
        self.log("train/loss", loss.detach(), prog_bar=True)
        return loss

    def validation_step(self, batch: tuple[Tensor, Tensor], batch_index: int) -> None:
        """Logs val/distance: the mean distance of a corner in pixels of the readers' input, 224 x 64."""
        images, corners = batch
        distance = corner_distance(self.network(images).float().numpy(), corners.numpy())
        self.log("val/distance", float(np.mean(distance)), prog_bar=True, batch_size=len(images))

    def configure_optimizers(self) -> Any:
        """AdamW, one cosine cycle."""
        optimizer = torch.optim.AdamW(self.network.parameters(), lr=self.config.learning_rate, weight_decay=1e-3)
        steps = int(self.trainer.estimated_stepping_batches)
        schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: one_cycle(step, steps))
        return {"optimizer": optimizer, "lr_scheduler": {"scheduler": schedule, "interval": "step"}}


class CornerDataModule(lightning.LightningDataModule):
    """Batches of corner samples; the training loader is made anew each epoch."""

    def __init__(self, config: RectifierConfig) -> None:
        super().__init__()
        self.config = config
        samples = corner_samples(config.data, config.exclude)
        self.train, self.val = split_samples(samples, config.val_fraction, config.seed)

    def train_dataloader(self) -> DataLoader[tuple[Tensor, Tensor]]:
        """Shuffled and varied by (seed, epoch)."""
        epoch = self.trainer.current_epoch if self.trainer else 0
        dataset = CornerDataset(self.train, self.config.seed, epoch)
        order = np.random.default_rng([self.config.seed, epoch]).permutation(len(dataset)).tolist()
        return DataLoader(
            dataset, self.config.batch_size, sampler=order, num_workers=self.config.workers, drop_last=len(order) > 128
        )

    def val_dataloader(self) -> DataLoader[tuple[Tensor, Tensor]]:
        """In order, as readers show them."""
        return DataLoader(CornerDataset(self.val), self.config.batch_size, num_workers=self.config.workers)


def train_rectifier(
    config: RectifierConfig, out: Path, *, resume: bool = False, on_note: Callable[[str], None] = print
) -> tuple[Path, float]:
    """Train the corner network into the run folder ``out``; returns the exported file and its val/distance.

    ``on_note`` is told what a user should know. Raises ConfigError when ``out`` holds a run and ``resume`` is not asked
    for, DataError when it holds other things, CheckpointError when there is none to resume, OutputError when it cannot
    be written to.
    """
    with run_folder(out, FRAMING_RUN_NAME, resume=resume):
        start = checkpoint_to_resume(out, FRAMING_RUN_NAME, on_note) if resume else None
        lightning.seed_everything(config.seed, workers=True, verbose=False)
        data, module = CornerDataModule(config), CornerModule(config)
        trainer = fit_helper(module, data, config, out / FRAMING_RUN_NAME, start, _EMA_DECAY)
        target = out / FRAMING_FILE
        with replace_file(target) as temporary:
            write_onnx(module.network, "rectifier", temporary)
        return target, float(trainer.callback_metrics["val/distance"])
