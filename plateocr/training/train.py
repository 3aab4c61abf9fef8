"""A training run: a self-describing folder that can be resumed, with curves and a checkpoint at the end."""

from collections.abc import Callable
from pathlib import Path

import lightning

from plateocr.data.folder import PlateFolder, list_images
from plateocr.errors import DataError
from plateocr.evaluation.calibrate import calibrate, store_calibration
from plateocr.files import sha256_of, write_text
from plateocr.pipeline.reader import PlateReader
from plateocr.training.common.batches import TrainingData
from plateocr.training.common.checkpoints import BEST_NAME, INTERRUPTED_NAME, LAST_NAME, checkpoint_to_resume
from plateocr.training.common.config import TrainingConfig
from plateocr.training.common.curves import write_curves
from plateocr.training.common.description import RUN_NAME, RunDescription, check_same, read_description
from plateocr.training.common.loggers import check_loggers
from plateocr.training.common.loop import build_trainer, fit, load_initial_weights
from plateocr.training.common.module import NetworkModule
from plateocr.training.common.places import Places, find_places
from plateocr.training.common.quiet import quiet_lightning
from plateocr.training.common.run_folder import run_folder
from plateocr.training.detector.config import DetectorConfig
from plateocr.training.detector.module import DetectorData, DetectorModule
from plateocr.training.export import export_run
from plateocr.training.prepare.run import prepare
from plateocr.training.recogniser.config import RecogniserConfig
from plateocr.training.recogniser.datamodule import RecogniserData
from plateocr.training.recogniser.module import RecogniserModule
from plateocr.training.rectifier.config import RectifierConfig
from plateocr.training.rectifier.module import RectifierData, RectifierModule


def train(
    config: TrainingConfig,
    out: Path,
    *,
    data_root: Path | None = None,
    resume: bool = False,
    on_note: Callable[[str], None] = print,
) -> Path:
    """Train into the run folder ``out``; returns the file of the weights that the config says to keep.

    ``out`` then has run.json (settings, split, counts), best.ckpt and last.ckpt, log/ with CSV files, and curves.html;
    beside it are the prepared data, in ``data``, and the exported checkpoint, if any. Names of folders are relative to
    ``data_root``. ``resume`` continues from the newest readable checkpoint. ``on_note`` is called with messages for the
    user. Raises DataError, ConfigError, CheckpointError, OutputError.
    """
    check_loggers(config.loggers)
    with run_folder(out, RUN_NAME, resume=resume), quiet_lightning():
        start = checkpoint_to_resume(out, RUN_NAME, on_note) if resume else None
        before = read_description(out) if resume else None
        places = find_places(config, out, data_root, before.resolved if before else None)
        prepare(places, on_note)
        lightning.seed_everything(config.seed, workers=True, verbose=False)
        data, module = build(config, places, on_note)
        trainer = build_trainer(config, out)
        description = describe(config, data, places)
        if before:
            check_same(before, description)
        if initial := places.initial_weights():
            load_initial_weights(module, initial)
        if trainer.is_global_zero:
            write_text(out / RUN_NAME, description.model_dump_json(indent=2) + "\n")
        fit(trainer, module, data, start)
        (out / INTERRUPTED_NAME).unlink(missing_ok=True)
        if trainer.is_global_zero:
            write_curves(out)
            if config.export:
                checkpoint = places.root / config.export
                export_run(out, checkpoint, overwrite=True)
                if isinstance(data, RecogniserData) and data.recogniser.calibrate:
                    calibrate_on(data, places.optional(data.recogniser.without_plates), checkpoint, on_note)
    return out / (BEST_NAME if config.keep == "best" else LAST_NAME)


def build(
    config: TrainingConfig, places: Places, on_note: Callable[[str], None] = print
) -> tuple[TrainingData, NetworkModule]:
    """The data and the module of a training, with random weights. Raises DataError."""
    if isinstance(config, RectifierConfig):
        return RectifierData(config, places, on_note), RectifierModule(config)
    if isinstance(config, DetectorConfig):
        scenes = DetectorData(config, places, on_note)
        return scenes, DetectorModule(config, scenes.val)
    assert isinstance(config, RecogniserConfig)
    return RecogniserData(config, places, on_note), RecogniserModule(config)


def calibrate_on(
    data: RecogniserData, without_plates: Path | None, checkpoint: Path, on_note: Callable[[str], None]
) -> None:
    """Calibrate a checkpoint on the validation plates of its training, if it is good enough for that.

    Images without plates are split by file name, as for training.
    """
    folder = PlateFolder(checkpoint, tuple(data.parts.val), ())
    sides = data.recogniser.sides()
    held_out = (path for path in list_images(without_plates) if sides.of(path.name) == "val") if without_plates else ()
    negatives = list(held_out)
    try:
        store_calibration(checkpoint, calibrate(PlateReader.from_checkpoint(checkpoint), [folder], negatives))
    except DataError as error:
        on_note(f"{checkpoint} is not calibrated: {error}")


def describe(config: TrainingConfig, data: TrainingData, places: Places) -> RunDescription:
    """The content of ``run.json`` for a training."""
    uses_rectifier = isinstance(config, DetectorConfig) or (isinstance(config, RecogniserConfig) and config.rectified)
    return RunDescription(
        config=config,
        split_hash=data.split_hash,
        images=data.images,
        resolved=places.resolved,
        rectifier=sha256_of(places.rectifier()) if uses_rectifier else None,
    )
