"""Where that lies on this machine what a training names: folders, checkpoints, and what the Hub has of both."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from plateocr.data.folder import plates_of
from plateocr.errors import CheckpointError
from plateocr.hub.data import find_data
from plateocr.hub.find import find_checkpoint
from plateocr.hub.names import is_hub_uri
from plateocr.models.config import ONNX_NAME
from plateocr.shipped import DEFAULT_RECTIFIER
from plateocr.training.common.config import TRAINED, DataFolder, TrainingConfig


@dataclass
class Places:
    """What the names of a training stand for.

    root: the folder that the run folder is in; what trainings share is there. data_root: what names of folders are
    below; None: the working directory. prepared: pieces of data, by their names. resolved: for each name of the Hub the
    same name with the whole commit that it stands for; those of a run that is gone on with, so that it goes on with the
    same data.
    """

    config: TrainingConfig
    root: Path
    data_root: Path | None = None
    resolved: dict[str, str] = field(default_factory=dict)
    prepared: dict[str, Path] = field(default_factory=dict)

    def folder(self, name: str | Path) -> Path:
        """The folder that is meant by a name; one of the Hub is fetched. Raises HubError."""
        text = str(name)
        if text in self.prepared:
            return self.prepared[text]
        if not is_hub_uri(text):
            return (self.data_root or Path()) / name
        found = find_data(self.resolved.get(text, text))
        self.resolved[text] = found.record
        return found.folder

    def folders(self, names: Iterable[str | Path]) -> tuple[Path, ...]:
        """The folders that are meant."""
        return tuple(map(self.folder, names))

    def optional(self, name: str | Path | None) -> Path | None:
        """The folder that is meant, if any."""
        return None if name is None else self.folder(name)

    @property
    def data(self) -> list[tuple[DataFolder, Path]]:
        """The folders of ``data``, with where they lie."""
        return [(one, self.folder(one.folder)) for one in self.config.data]

    def excluded(self) -> set[str]:
        """The plates that are never trained on, whatever side they are on."""
        return plates_of(self.folders(self.config.exclude))

    def rectifier(self) -> Path:
        """The ONNX file of the rectifier that is meant. Raises CheckpointError if it is not there."""
        named: str | None = getattr(self.config, "rectifier", None)
        if named is None:
            return DEFAULT_RECTIFIER
        path = self.root / "checkpoints" / "rectifier" if named == TRAINED else Path(named)
        path = path / ONNX_NAME if path.is_dir() or named == TRAINED else path
        if not path.is_file():
            hint = "; train recipes/rectifier.yaml into the same folder first" if named == TRAINED else ""
            raise CheckpointError(f"{path}: there is no such rectifier{hint}.")
        return path

    def initial_weights(self) -> Path | None:
        """The checkpoint folder, or the file of a run, to start from. Raises CheckpointError, HubError."""
        named = self.config.initial_weights
        if named is None or Path(named).is_file():
            return Path(named) if named else None
        found = find_checkpoint(self.resolved.get(named, named), weights=True)
        if is_hub_uri(found.record):
            self.resolved[named] = found.record
        return found.folder


def find_places(
    config: TrainingConfig, out: Path, data_root: Path | None = None, resolved: Mapping[str, str] | None = None
) -> Places:
    """Find, and where they are on the Hub fetch, the data and the initial weights of a training.

    ``resolved``: of a run that is gone on with. Raises HubError, CheckpointError.
    """
    places = Places(config, out.parent, data_root, dict(resolved or {}))
    for name in (*(one.folder for one in config.data), *config.exclude):
        if name not in config.prepare:
            places.folder(name)
    places.initial_weights()
    return places
