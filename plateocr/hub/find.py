"""What a checkpoint is named by: a folder, a model that comes with plateocr, or a repository of the Hub."""

from dataclasses import dataclass
from pathlib import Path

from plateocr.errors import CheckpointError
from plateocr.shipped import SHIPPED_MODELS, shipped_checkpoint


@dataclass(frozen=True)
class FoundCheckpoint:
    """A checkpoint on this machine.

    folder: where it lies. name: what predictions made with it are filed under. source: where it comes from, for people:
    'comes with plateocr', the folder as it was named, or 'OWNER/NAME@revision' where ``is_of_hub``.
    """

    folder: Path
    name: str
    source: str
    is_of_hub: bool = False


def find_checkpoint(name: str | Path) -> FoundCheckpoint:
    """The checkpoint that is meant.

    A folder that is there always wins; then the models that come with plateocr, by their name ('lstm') or as they are
    named in a checkout ('checkpoints/lstm'), wherever plateocr is installed. Raises CheckpointError.
    """
    path = Path(name)
    if path.is_dir():
        return FoundCheckpoint(path, path.resolve().name, str(name))
    if path.name in SHIPPED_MODELS and path.parent in (Path(), Path("checkpoints")):
        return FoundCheckpoint(shipped_checkpoint(path.name), path.name, "comes with plateocr")
    raise CheckpointError(f"{name}: there is no such checkpoint folder.")
