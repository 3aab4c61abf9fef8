"""Where that lies on this machine what a training names: folders, checkpoints, and what the Hub has of both."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from plateocr.hub.data import find_data
from plateocr.hub.find import find_checkpoint
from plateocr.hub.names import is_hub_uri
from plateocr.training.recogniser.config import TrainConfig


@dataclass(frozen=True)
class Sources:
    """Folders of a training, in the order of its config.

    resolved: for each name of the Hub the same name with the whole commit that it stood for.
    """

    data: tuple[Path, ...]
    exclude: tuple[Path, ...]
    initial_weights: Path | None
    resolved: dict[str, str]


def find_sources(config: TrainConfig, resolved: Mapping[str, str] | None = None) -> Sources:
    """Find, and where they are on the Hub fetch, the data and the initial weights of a training.

    ``resolved``: of a run that is gone on with, so that it goes on with the same data. Raises HubError,
    CheckpointError.
    """
    pinned = dict(resolved or {})
    folders = {name: find_data(pinned.get(name, name)) for name in dict.fromkeys((*config.data, *config.exclude))}
    records = {name: found.record for name, found in folders.items()}
    weights = None
    if config.initial_weights:
        start = find_checkpoint(pinned.get(config.initial_weights, config.initial_weights), weights=True)
        weights, records[config.initial_weights] = start.folder, start.record
    return Sources(
        tuple(folders[name].folder for name in config.data),
        tuple(folders[name].folder for name in config.exclude),
        weights,
        _only_of_hub(records.items()),
    )


def _only_of_hub(records: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name: record for name, record in records if is_hub_uri(record)}
