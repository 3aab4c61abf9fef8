"""Resolves what a training names to paths on this machine: folders, checkpoints, and both on the Hub."""

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
    """Resolves the names in a training's settings.

    root: the parent of the run folder, with what trainings share. data_root: the folder to which names of folders are
    relative; None: the working directory. prepared: prepared data, by name. resolved: for each Hub name, the same name
    with its full commit hash; a resumed run passes its own, so that it continues with the same data.
    """

    config: TrainingConfig
    root: Path
    data_root: Path | None = None
    resolved: dict[str, str] = field(default_factory=dict)
    prepared: dict[str, Path] = field(default_factory=dict)

    def folder(self, name: str | Path) -> Path:
        """The folder for a name; one on the Hub is downloaded. Raises HubError."""
        text = str(name)
        if text in self.prepared:
            return self.prepared[text]
        if not is_hub_uri(text):
            return (self.data_root or Path()) / name
        found = find_data(self.resolved.get(text, text))
        self.resolved[text] = found.record
        return found.folder

    def folders(self, names: Iterable[str | Path]) -> tuple[Path, ...]:
        """The folders for several names."""
        return tuple(map(self.folder, names))

    def optional(self, name: str | Path | None) -> Path | None:
        """The folder for a name, if there is one."""
        return None if name is None else self.folder(name)

    @property
    def data(self) -> list[tuple[DataFolder, Path]]:
        """The folders of ``data``, with their paths."""
        return [(one, self.folder(one.folder)) for one in self.config.data]

    def excluded(self) -> set[str]:
        """The plates that are never trained on."""
        return plates_of(self.folders(self.config.exclude))

    def rectifier(self) -> Path:
        """The ONNX file of the rectifier. Raises CheckpointError if it does not exist."""
        named: str | None = getattr(self.config, "rectifier", None)
        if named is None:
            return DEFAULT_RECTIFIER
        path = self.root / "checkpoints" / "rectifier" if named == TRAINED else Path(named)
        path = path / ONNX_NAME if path.is_dir() or named == TRAINED else path
        if not path.is_file():
            hint = ""
            if named == TRAINED:
                hint = (
                    "; train recipes/rectifier.yaml first, into a run folder beside this one, or use the shipped one: "
                    f"--set rectifier={DEFAULT_RECTIFIER.parent}"
                )
            raise CheckpointError(f"{path}: there is no such rectifier{hint}.")
        return path

    def initial_weights(self) -> Path | None:
        """The checkpoint folder, or a run's file, to start from. Raises CheckpointError, HubError."""
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
    """Find the data, the initial weights and the rectifier of a training, downloading those on the Hub.

    ``resolved``: those of a resumed run. Raises HubError, CheckpointError.
    """
    places = Places(config, out.parent, data_root, dict(resolved or {}))
    for name in (*(one.folder for one in config.data), *config.exclude):
        if name not in config.prepare:
            places.folder(name)
    places.initial_weights()
    places.rectifier()
    return places
