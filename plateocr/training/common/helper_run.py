"""What the trainings of the framing and the detecting network share: how their networks learn, in a run folder."""

from pathlib import Path
from typing import Protocol

import lightning
from lightning.pytorch.callbacks import EMAWeightAveraging, ModelCheckpoint, RichProgressBar
from lightning.pytorch.loggers import CSVLogger

from plateocr.files import write_text
from plateocr.training.common.checkpoints import LAST_NAME
from plateocr.training.common.initial_weights import load_initial_weights
from plateocr.training.common.run_folder import make_trainer


class HelperConfig(Protocol):
    """What both trainings are told."""

    @property
    def initial_weights(self) -> Path | None:
        """What a new run starts from."""

    @property
    def epochs(self) -> int:
        """Times through all images."""

    @property
    def precision(self) -> str:
        """Lightning's."""

    def model_dump_json(self, *, indent: int | None = None) -> str:
        """All of it as JSON."""


def fit_helper(
    module: lightning.LightningModule,
    data: lightning.LightningDataModule,
    config: HelperConfig,
    describe_as: Path,
    start: Path | None,
    decay: float,
) -> lightning.Trainer:
    """Have a network learn, from its initial weights or from the checkpoint ``start``; returns the trainer.

    ``describe_as``: the file of the run folder that the config is written to. ``decay``: of the moving average of the
    weights, which is what is kept. Raises CheckpointError, or ConfigError for a precision that Lightning refuses.
    """
    if config.initial_weights and start is None:
        load_initial_weights(module, config.initial_weights, (batch[0] for batch in data.train_dataloader()))
    trainer = _averaging_trainer(describe_as.parent, config.epochs, config.precision, decay)
    write_text(describe_as, config.model_dump_json(indent=2) + "\n")
    trainer.fit(module, data, ckpt_path=start, weights_only=True)
    return trainer


def _averaging_trainer(out: Path, epochs: int, precision: str, decay: float) -> lightning.Trainer:
    """A trainer that validates and keeps the moving average of the weights; with a CSV log, a checkpoint an epoch.

    Raises ConfigError for a precision that Lightning refuses.
    """
    return make_trainer(
        out,
        max_epochs=epochs,
        precision=precision,
        log_every_n_steps=20,
        logger=CSVLogger(out, name="log"),
        callbacks=[
            EMAWeightAveraging(decay=decay),
            ModelCheckpoint(out, filename=Path(LAST_NAME).stem, enable_version_counter=False),
            RichProgressBar(),
        ],
    )
