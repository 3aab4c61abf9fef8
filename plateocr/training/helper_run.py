"""What the trainings of the framing and the locating network share: what their run folder says, and the trainer."""

from pathlib import Path

import lightning
from lightning.pytorch.callbacks import EMAWeightAveraging, ModelCheckpoint, RichProgressBar
from lightning.pytorch.loggers import CSVLogger
from pydantic import BaseModel

from plateocr.files import write_text
from plateocr.training.checkpoints import LAST_NAME
from plateocr.training.run_folder import make_trainer


def describe_run(out: Path, description: str, config: BaseModel) -> None:
    """Write the config of a training into its run folder."""
    write_text(out / description, config.model_dump_json(indent=2) + "\n")


def averaging_trainer(out: Path, epochs: int, precision: str, decay: float) -> lightning.Trainer:
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
