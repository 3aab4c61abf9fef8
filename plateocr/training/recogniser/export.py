"""From a run folder to a checkpoint folder that anyone can read with."""

from collections.abc import Sequence
from pathlib import Path

from torch import nn

from plateocr.errors import CheckpointError
from plateocr.hub.find import find_checkpoint
from plateocr.models.card import write_card, write_figures
from plateocr.models.checkpoint import load_checkpoint, new_checkpoint, save_checkpoint
from plateocr.models.config import NetworkConfig, TrainingRecord
from plateocr.models.registry import build_network
from plateocr.shipped import DEFAULT_RECTIFIER
from plateocr.training.common.checkpoints import BEST_NAME, open_checkpoint
from plateocr.training.common.curves import read_log
from plateocr.training.recogniser.config import recipe_of
from plateocr.training.recogniser.description import read_description

_PREFIX = "network."


def export_run(
    run: Path,
    out: Path,
    sources: Sequence[str] = (),
    average_with: str | Path | None = None,
    *,
    overwrite: bool = False,
) -> NetworkConfig:
    """Write the best weights of a run folder as a checkpoint folder; returns its config.

    ``average_with``: a checkpoint of the same model (hub.find.find_checkpoint), as a rule the one that the run started
    from; what is written is the mean of both (Wortsman et al. 2022, "Model soups"). ``metrics.json`` beside the weights
    holds the run's own best validation figures, none where a mean is written; ``plateocr evaluate`` gives the ones that
    count. ``sources`` name the training data with their licences, for the model card. ``overwrite`` replaces the
    checkpoint that is there, once the new one is whole. Raises CheckpointError when the run has no weights, or
    ``average_with`` is of another model, DataError when ``out`` holds anything and ``overwrite`` is not asked for,
    OutputError.
    """
    with new_checkpoint(out, overwrite=overwrite) as beside:
        return _export(run, beside, sources, average_with)


def _export(run: Path, out: Path, sources: Sequence[str], average_with: str | Path | None) -> NetworkConfig:
    description = read_description(run)
    config = description.config
    best = run / BEST_NAME
    if not best.is_file():
        raise CheckpointError(f"{run} has no {BEST_NAME}: it has not reached its first validation. Resume it first.")
    state = open_checkpoint(best)
    network = build_network(config.model)
    network.load_state_dict(
        {name.removeprefix(_PREFIX): value for name, value in state["state_dict"].items() if name.startswith(_PREFIX)}
    )
    averaged = find_checkpoint(average_with, weights=True) if average_with is not None else None
    if averaged:
        _average(network, config.model, averaged.folder)
    record = TrainingRecord(
        recipe=config.recipe,
        data=tuple(description.as_fetched(name) for name in config.data),
        pictures=description.images["train"],
        split_hash=description.split_hash,
        seed=config.seed,
        epochs=config.epochs,
        initial_weights=description.as_fetched(config.initial_weights) if config.initial_weights else None,
        averaged_with=averaged.record if averaged else None,
        sources=tuple(sources),
    )
    framed = recipe_of(config.recipe).framing == "corners"
    rectifier = (config.framing or DEFAULT_RECTIFIER) if framed else None
    exported = save_checkpoint(network, config.model, out, record, rectifier=rectifier)
    write_figures(out, "validation_while_training", {} if averaged else _best_validation(run))
    write_card(out, exported)
    return exported


def _average(network: nn.Module, model: str, checkpoint: Path) -> None:
    """Give the network the mean of its weights and those of a checkpoint; counts of batches stay its own."""
    other, config = load_checkpoint(checkpoint)
    if config.architecture != model:
        raise CheckpointError(f"{checkpoint} is a model '{config.architecture}' and the run one of '{model}'.")
    others = other.state_dict()
    mean = {
        name: (value + others[name]) / 2 if value.is_floating_point() else value
        for name, value in network.state_dict().items()
    }
    network.load_state_dict(mean)


def _best_validation(run: Path) -> dict[str, float]:
    log = read_log(run)
    accuracy = log["val/accuracy"]
    best = log[accuracy == accuracy.max()].iloc[-1].dropna().to_dict()  # of equals the last, as best.ckpt is
    return {str(name).removeprefix("val/"): value for name, value in best.items() if str(name).startswith("val/")}
