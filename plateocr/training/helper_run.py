"""What the trainings of the framing and the locating network share: a run folder, and the trainer."""

from pathlib import Path

import lightning
from lightning.pytorch.callbacks import EMAWeightAveraging, ModelCheckpoint, RichProgressBar
from lightning.pytorch.loggers import CSVLogger
from pydantic import BaseModel

from plateocr.errors import ConfigError
from plateocr.files import write_text

_LAST = "last"


def check_run(out: Path, description: str, *, resume: bool) -> Path | None:
    """The checkpoint that a run folder goes on from; None for a new run.

    ``description`` is the name of the file that makes a folder a run. Raises ConfigError when ``out`` holds a run and
    ``resume`` is not asked for, or when there is none to resume.
    """
    last = out / f"{_LAST}.ckpt"
    if resume and not last.is_file():
        raise ConfigError(f"{out} holds no checkpoint to resume from; start without --resume, in a new folder.")
    if not resume and (out / description).exists():
        raise ConfigError(f"{out} already holds a run; add --resume to go on with it, or give a new folder.")
    return last if resume else None


def describe_run(out: Path, description: str, config: BaseModel) -> None:
    """Write the config of a training into its run folder."""
    write_text(out / description, config.model_dump_json(indent=2) + "\n")


def averaging_trainer(out: Path, epochs: int, precision: str, decay: float) -> lightning.Trainer:
    """A trainer that validates and keeps the moving average of the weights; with a CSV log, a checkpoint an epoch."""
    return lightning.Trainer(
        max_epochs=epochs,
        precision=precision,  # type: ignore[arg-type]
        num_sanity_val_steps=0,
        reload_dataloaders_every_n_epochs=1,
        log_every_n_steps=20,
        logger=CSVLogger(out, name="log"),
        callbacks=[
            EMAWeightAveraging(decay=decay),
            ModelCheckpoint(out, filename=_LAST, enable_version_counter=False),
            RichProgressBar(),
        ],
        default_root_dir=out,
        enable_model_summary=False,
    )
