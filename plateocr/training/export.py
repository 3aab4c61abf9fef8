"""Export of a run folder to a checkpoint folder."""

from collections.abc import Sequence
from pathlib import Path

from plateocr.errors import CheckpointError
from plateocr.models.card import write_card, write_figures
from plateocr.models.checkpoint import new_checkpoint, save_checkpoint
from plateocr.models.config import NetworkConfig, TrainingRecord
from plateocr.models.registry import build_network
from plateocr.plates import ALPHABETS, NOTEBOOK
from plateocr.training.common.checkpoints import BEST_NAME, LAST_NAME
from plateocr.training.common.config import TrainingConfig
from plateocr.training.common.curves import read_log
from plateocr.training.common.description import RunDescription, read_description
from plateocr.training.common.loop import network_weights
from plateocr.training.common.places import Places
from plateocr.training.recogniser.config import RecogniserConfig

_VAL = "val/"


def export_run(
    run: Path,
    out: Path,
    sources: Sequence[str] = (),
    *,
    overwrite: bool = False,
) -> NetworkConfig:
    """Write the weights that a run keeps, its best or its last, as a checkpoint folder; returns its config.

    ``metrics.json`` beside the weights has the run's own validation figures; the figures that count come from
    ``plateocr evaluate``. ``sources`` lists the training data with their licences, for the model card. ``overwrite``
    replaces an existing checkpoint once the new one is complete. Raises CheckpointError if the run has no weights,
    DataError if ``out`` is not empty and ``overwrite`` is not set, OutputError.
    """
    with new_checkpoint(out, overwrite=overwrite) as beside:
        description = read_description(run)
        config = description.config
        weights = run / (BEST_NAME if config.keep == "best" else LAST_NAME)
        if not weights.is_file():
            raise CheckpointError(
                f"{run} has no {weights.name}: it has not reached its first validation. Resume it first."
            )
        alphabet = ALPHABETS[config.alphabet] if isinstance(config, RecogniserConfig) else NOTEBOOK
        network = build_network(config.model, alphabet)
        network.load_state_dict(network_weights(weights))
        rectified = isinstance(config, RecogniserConfig) and config.rectified
        rectifier = Places(config, run.parent).rectifier() if rectified else None
        record = _record(description, sources or config.sources)
        exported = save_checkpoint(network, config.model, beside, record, rectifier=rectifier, alphabet=alphabet)
        write_figures(beside, "validation_while_training", _validation(run, config))
        write_card(beside, exported)
    return exported


def _record(description: RunDescription, sources: Sequence[str]) -> TrainingRecord:
    config = description.config
    return TrainingRecord(
        recipe=config.recipe if isinstance(config, RecogniserConfig) else config.model,
        data=tuple(name for one in config.data for name in [description.as_fetched(one.folder)] * one.repeat),
        pictures=description.images["train"],
        split_hash=description.split_hash,
        seed=config.seed,
        epochs=config.epochs,
        initial_weights=description.as_fetched(config.initial_weights) if config.initial_weights else None,
        sources=tuple(sources),
    )


def _validation(run: Path, config: TrainingConfig) -> dict[str, float]:
    """The figures of the validation whose weights are kept; among equally good ones the last, as for best.ckpt."""
    rows = read_log(run)
    rows = rows.dropna(subset=[name for name in rows if str(name).startswith(_VAL)])
    if config.keep == "best":
        monitor, mode = config.monitor
        rows = rows[rows[monitor] == getattr(rows[monitor], mode)()]
    kept = rows.iloc[-1].dropna().to_dict()
    return {str(name).removeprefix(_VAL): value for name, value in kept.items() if str(name).startswith(_VAL)}
