"""A training run: a folder that describes itself, can be resumed, and ends with curves."""

from collections.abc import Callable
from pathlib import Path

import lightning
import torch
from lightning.pytorch.callbacks import (
    Callback,
    EMAWeightAveraging,
    ModelCheckpoint,
    OnExceptionCheckpoint,
    RichProgressBar,
)
from torch import Tensor

from plateocr.data.folder import LabelledImage, PlateFolder, plates_of
from plateocr.data.split import Split, split_images
from plateocr.errors import DataError, TrainingInterruptedError
from plateocr.files import write_text
from plateocr.images import InputSpec
from plateocr.models.checkpoint import load_checkpoint
from plateocr.pipeline.preparation import Preparer
from plateocr.shipped import DEFAULT_RECTIFIER
from plateocr.training.common.checkpoints import BEST_NAME, INTERRUPTED_NAME, LAST_NAME, checkpoint_to_resume
from plateocr.training.common.curves import write_curves
from plateocr.training.common.loggers import check_loggers, open_loggers
from plateocr.training.common.run_folder import make_trainer, run_folder
from plateocr.training.recogniser.config import TrainConfig, recipe_of
from plateocr.training.recogniser.datamodule import PlateDataModule, readable
from plateocr.training.recogniser.description import RUN_NAME, check_same, describe, read_description
from plateocr.training.recogniser.module import PlateModule
from plateocr.training.recogniser.sources import Sources, find_sources


def train(config: TrainConfig, out: Path, *, resume: bool = False, on_note: Callable[[str], None] = print) -> Path:
    """Train into the run folder ``out``; returns the path of the best checkpoint.

    ``out`` then holds run.json (settings, split, counts), best.ckpt and last.ckpt, log/ with CSV files, and
    curves.html. With ``resume`` it goes on from the newest checkpoint there that can be read. ``on_note`` is told what
    a user should know. Raises DataError, ConfigError, CheckpointError, OutputError.
    """
    check_loggers(config.loggers)
    with run_folder(out, RUN_NAME, resume=resume):
        start = checkpoint_to_resume(out, RUN_NAME, on_note) if resume else None
        lightning.seed_everything(config.seed, workers=True, verbose=False)
        before = read_description(out) if resume else None
        sources = find_sources(config, before.resolved if before else None)
        split = load_split(config, on_note, sources)
        description = describe(config, split, sources.resolved)
        if before:
            check_same(before, description)
        module, data = build_module(config, sources), build_data(config, split)
        trainer = build_trainer(config, out)
        if trainer.is_global_zero:
            write_text(out / RUN_NAME, description.model_dump_json(indent=2) + "\n")
        _fit(trainer, module, data, start)
        (out / INTERRUPTED_NAME).unlink(missing_ok=True)
        if trainer.is_global_zero:
            write_curves(out)
    return out / BEST_NAME


def load_split(config: TrainConfig, on_note: Callable[[str], None], sources: Sources | None = None) -> Split:
    """The images of all data folders, split by plate text, without unreadable ones and excluded plates.

    A folder that is named twice counts twice in training. ``sources`` are the config's, found here where not given.
    Raises DataError when a side is left empty.
    """
    sources = sources or find_sources(config)
    excluded = plates_of(sources.exclude)
    folders = [PlateFolder.scan(folder) for folder in sources.data]
    unique = {folder.root: folder for folder in folders}
    faults = [f"{bad.path}: {bad.reason}" for folder in unique.values() for bad in folder.bad]
    good: dict[Path, list[LabelledImage]] = {}
    for root, folder in unique.items():
        good[root], unreadable = readable(folder.images)
        faults += unreadable
    if faults:
        on_note(f"{len(faults)} files left out, the first: {faults[0]} ('plateocr data check' lists all)")
    images = [image for folder in folders for image in good[folder.root]]
    split = split_images(images, config.val_fraction, config.seed, kept_out=excluded)
    validation = [image for image in dict.fromkeys(split.val) if image.plate not in excluded]
    split = Split(split.train, tuple(validation), split.left_out)
    if not split.train or not split.val:
        raise DataError(
            f"{len(images)} readable images give {len(split.train)} for training and {len(split.val)} for "
            "validation; more images, or another --val-fraction, are needed."
        )
    on_note(f"{len(split.train)} images to train on, {len(split.val)} to validate on, {len(excluded)} plates excluded")
    return split


def build_module(config: TrainConfig, sources: Sources | None = None) -> PlateModule:
    """The module, with the backbone and all else that fits taken from the initial checkpoint, where one is given."""
    module = PlateModule(config.model, recipe_of(config.recipe), config.learning_rate)
    initial = (sources or find_sources(config)).initial_weights
    if initial:
        source, _ = load_checkpoint(initial)
        expected = module.network.state_dict()
        fitting = {name: value for name, value in source.state_dict().items() if name in expected}
        module.network.load_state_dict(expected | fitting)
    module.network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # a keyword torch documents
    return module


def build_data(config: TrainConfig, split: Split) -> PlateDataModule:
    """The batches of a split, framed, balanced and repainted as the recipe says."""
    recipe = recipe_of(config.recipe)
    return PlateDataModule(
        split,
        config.recipe,
        config.batch_size,
        config.seed,
        config.workers,
        preparer=Preparer(InputSpec(framing=recipe.framing), config.framing or DEFAULT_RECTIFIER),
        province_balance=recipe.province_balance,
        province_swap=recipe.province_swap,
        glyphs=config.glyphs,
    )


class _LatestBest(ModelCheckpoint):
    """Of equally good validations, the last: it has learned longer."""

    def check_monitor_top_k(self, trainer: lightning.Trainer, current: Tensor | None = None) -> bool:
        """Whether a validation is saved."""
        return super().check_monitor_top_k(trainer, current) or bool(current == self.best_model_score)


class _ValidateAtLimit(Callback):
    """Ends a run at its limit of steps as one that is told to stop: with a validation, which saves what was learned."""

    def on_train_batch_end(self, trainer: lightning.Trainer, *_: object) -> None:
        """Lightning validates before it stops only where it is told to."""
        if trainer.global_step == trainer.max_steps:
            trainer.should_stop = True


def build_trainer(config: TrainConfig, out: Path) -> lightning.Trainer:
    """The Lightning trainer, with a CSV log.

    Validation is twice an epoch and at the limit of steps; each is saved as the last, and as the best if it is that.
    """
    best_name, last_name, interrupted_name = (Path(name).stem for name in (BEST_NAME, LAST_NAME, INTERRUPTED_NAME))
    best = _LatestBest(out, filename=best_name, monitor="val/accuracy", mode="max", enable_version_counter=False)
    last = ModelCheckpoint(out, filename=last_name, enable_version_counter=False)  # save_last saves only beside a best
    interrupted = OnExceptionCheckpoint(out, filename=interrupted_name)
    decay = recipe_of(config.recipe).ema
    averaging: list[Callback] = [EMAWeightAveraging(decay=decay)] if decay else []
    return make_trainer(
        out,
        max_epochs=config.epochs,
        max_steps=config.max_steps,
        val_check_interval=0.5,
        log_every_n_steps=50,
        devices=config.devices,
        num_nodes=config.nodes,
        strategy=config.strategy,
        precision=config.precision,
        logger=open_loggers(config.loggers, out),
        callbacks=[*averaging, best, last, interrupted, _ValidateAtLimit(), RichProgressBar()],
    )


def _fit(trainer: lightning.Trainer, module: PlateModule, data: PlateDataModule, start: Path | None) -> None:
    try:
        trainer.fit(module, data, ckpt_path=start, weights_only=True)
    except SystemExit as exit_:  # Lightning's answer to Ctrl-C, after it has saved
        raise TrainingInterruptedError(
            f"interrupted at step {trainer.global_step}; the same command with --resume goes on from there."
        ) from exit_
