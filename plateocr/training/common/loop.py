"""The one training loop of all networks: saving, logging and resuming."""

from pathlib import Path
from typing import Any

import lightning
import torch
from lightning.pytorch.callbacks import (
    Callback,
    ModelCheckpoint,
    OnExceptionCheckpoint,
)
from torch import Tensor

from plateocr.errors import CheckpointError, TrainingInterruptedError
from plateocr.models.checkpoint import load_checkpoint
from plateocr.training.common.averaging import MovingAverage
from plateocr.training.common.batches import TrainingData, seed_from
from plateocr.training.common.checkpoints import BEST_NAME, INTERRUPTED_NAME, LAST_NAME, open_checkpoint
from plateocr.training.common.config import TrainingConfig
from plateocr.training.common.loggers import open_loggers, watch
from plateocr.training.common.module import NetworkModule
from plateocr.training.common.progress import TrainingProgress
from plateocr.training.common.run_folder import make_trainer

NETWORK_PREFIX = "network."


class _LatestBest(ModelCheckpoint):
    """Keeps the last of equally good validations, which has been trained longer."""

    def check_monitor_top_k(self, trainer: lightning.Trainer, current: Tensor | None = None) -> bool:
        """Whether to save a validation."""
        return super().check_monitor_top_k(trainer, current) or bool(current == self.best_model_score)


class _StepByStep(Callback):
    """Seeds each step by its number, logs short epochs too, and ends each run with a validation.

    So a resumed run draws the same random numbers, and the last weights are saved.
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def on_train_start(self, trainer: lightning.Trainer, *_: object) -> None:
        """Stop at once if a resumed run is finished, for which Lightning would train another step.

        An epoch shorter than the logging interval is logged once; Lightning would log nothing of it.
        """
        batches_done = trainer.fit_loop.epoch_loop.batch_progress.current.ready
        if trainer.current_epoch + 1 == trainer.max_epochs and batches_done >= trainer.num_training_batches:
            trainer.should_stop = True
        every = trainer.log_every_n_steps  # type: ignore[attr-defined]  # set by Lightning outside its constructor
        trainer.log_every_n_steps = max(1, min(every, int(trainer.num_training_batches)))  # type: ignore[attr-defined]

    def on_train_batch_start(self, trainer: lightning.Trainer, *_: object) -> None:
        """Seed dropout."""
        torch.manual_seed(seed_from(self.seed, trainer.global_step, trainer.global_rank))

    def on_train_batch_end(self, trainer: lightning.Trainer, *_: object) -> None:
        """At the last step, Lightning validates, between the regular times, only if told to stop."""
        is_last = trainer.is_last_batch and trainer.current_epoch + 1 == trainer.max_epochs
        if is_last or trainer.global_step == trainer.max_steps:
            trainer.should_stop = True


def build_trainer(config: TrainingConfig, out: Path) -> lightning.Trainer:
    """The Lightning trainer, with a CSV log.

    Each validation is saved as the last, and as the best if it is. Raises ConfigError for settings that Lightning
    rejects.
    """
    best_name, last_name, interrupted_name = (Path(name).stem for name in (BEST_NAME, LAST_NAME, INTERRUPTED_NAME))
    saved: dict[str, Any] = {"enable_version_counter": False, "save_on_train_epoch_end": False}
    monitor, mode = config.monitor
    best = _LatestBest(out, filename=best_name, monitor=monitor, mode=mode, **saved)
    last = ModelCheckpoint(out, filename=last_name, **saved)  # save_last would only save along with a best
    averaging: list[Callback] = [MovingAverage(config.ema)] if config.ema else []
    return make_trainer(
        out,
        max_epochs=config.epochs,
        max_steps=config.max_steps,
        val_check_interval=1 / config.validations_per_epoch,
        log_every_n_steps=config.log_every,
        devices=config.devices,
        num_nodes=config.nodes,
        strategy=config.strategy,
        precision=config.precision,
        logger=open_loggers(config.loggers, out),
        callbacks=[
            *averaging,
            best,
            last,
            OnExceptionCheckpoint(out, filename=interrupted_name),
            _StepByStep(config.seed),
            TrainingProgress(console_kwargs={"stderr": True}),
        ],
    )


def fit(trainer: lightning.Trainer, module: NetworkModule, data: TrainingData, start: Path | None) -> None:
    """Train from scratch, or resume from the checkpoint ``start``. Raises TrainingInterruptedError on Ctrl-C."""
    if module.config.watch:
        watch(trainer, module, module.config.watch)
    try:
        trainer.fit(module, data, ckpt_path=start, weights_only=True)
    except SystemExit as exit_:  # raised by Lightning on Ctrl-C, after saving
        raise TrainingInterruptedError(
            f"interrupted at step {trainer.global_step}; run the same command with --resume to continue."
        ) from exit_


def load_initial_weights(module: NetworkModule, path: Path) -> None:
    """Load all weights that fit from a checkpoint folder, or from a file that a run saved.

    Raises CheckpointError if it is neither, or nothing fits.
    """
    given = load_checkpoint(path)[0].state_dict() if path.is_dir() else network_weights(path)
    expected = module.network.state_dict()
    fitting = {key: value for key, value in given.items() if key in expected and value.shape == expected[key].shape}
    if not fitting:
        raise CheckpointError(f"{path} is for another network: none of its weights fit.")
    module.network.load_state_dict(expected | fitting)


def network_weights(path: Path) -> dict[str, Tensor]:
    """The network's weights in a file that a run saved. Raises CheckpointError."""
    saved = open_checkpoint(path)["state_dict"].items()
    return {name.removeprefix(NETWORK_PREFIX): value for name, value in saved if name.startswith(NETWORK_PREFIX)}
