"""What a checkpoint is named by: a folder, a model that comes with plateocr, or a repository of the Hub."""

from dataclasses import dataclass
from pathlib import Path

from plateocr.errors import CheckpointError, HubError
from plateocr.hub.download import download
from plateocr.hub.names import HUB_SCHEME, HubName, is_hub_form, is_hub_uri, may_be_hub_name, parse_hub_name
from plateocr.models.config import (
    CARD_NAME,
    CONFIG_NAME,
    METRICS_NAME,
    ONNX_NAME,
    RECTIFIER_NAME,
    WEIGHTS_NAME,
    NetworkConfig,
    checked_file,
    load_network_config,
)
from plateocr.shipped import SHIPPED_MODELS, shipped_checkpoint

READING_FILES = (CONFIG_NAME, ONNX_NAME, RECTIFIER_NAME, METRICS_NAME, CARD_NAME)
SHORT_COMMIT = 7
# Where a checkpoint comes from that plateocr brings along.
COMES_ALONG = "comes with plateocr"


@dataclass(frozen=True)
class FoundCheckpoint:
    """A checkpoint on this machine.

    folder: where it lies. name: what predictions made with it are filed under. source: where it comes from, for people:
    'comes with plateocr', the folder as it was named, or 'OWNER/NAME@COMMIT' with seven digits. record: what it is
    found by again: as it was named, a repository with its whole commit.
    """

    folder: Path
    name: str
    source: str
    record: str

    @property
    def is_of_hub(self) -> bool:
        """Whether it is a repository of the Hub."""
        return is_hub_uri(self.record)


def find_checkpoint(name: str | Path, *, weights: bool = False) -> FoundCheckpoint:
    """The checkpoint that is meant; of the Hub's only what reading needs, unless the training ``weights`` are wanted.

    A folder that is there wins, one called like a model that comes with plateocr only if it holds a checkpoint; then
    these models, by their name ('lstm') or as they are named in a checkout ('checkpoints/lstm'), wherever plateocr is
    installed; then 'OWNER/NAME', 'OWNER/NAME@REVISION' and 'hf://OWNER/NAME' of the Hub, fetched into huggingface_hub's
    cache, their hashes checked. Raises CheckpointError, or HubError.
    """
    text, path = str(name), Path(name)
    if not text.strip():
        raise CheckpointError(
            f"the name of a checkpoint is empty; give a folder, {' or '.join(SHIPPED_MODELS)}, or OWNER/NAME."
        )
    is_shipped = path.name in SHIPPED_MODELS and path.parent in (Path(), Path("checkpoints"))
    if not is_hub_uri(text) and path.is_dir() and not (is_shipped and not (path / CONFIG_NAME).is_file()):
        return FoundCheckpoint(path, path.resolve().name, text, path.as_posix())
    if is_shipped:
        return _shipped(path.name, weights)
    if isinstance(name, str) and may_be_hub_name(text):
        return _of_hub(text, weights)
    means_hub = f"; {HUB_SCHEME}{text} means the Hub's" if is_hub_form(text) else ""
    raise CheckpointError(f"{name}: there is no such checkpoint folder{means_hub}.")


def check_files(folder: Path, config: NetworkConfig, *, weights: bool) -> None:
    """Raise CheckpointError unless the files of a checkpoint folder are those that its config describes."""
    for file in (ONNX_NAME, RECTIFIER_NAME, *([WEIGHTS_NAME] if weights else [])):
        if file in config.hashes:
            checked_file(folder, config, file)


def _shipped(model: str, weights: bool) -> FoundCheckpoint:
    folder = shipped_checkpoint(model)
    if weights and folder.is_dir() and not (folder / WEIGHTS_NAME).is_file():
        raise CheckpointError(
            f"{model} comes with plateocr as ONNX alone, without {WEIGHTS_NAME}; take checkpoints/{model} of a clone "
            "of plateocr."
        )
    return FoundCheckpoint(folder, model, COMES_ALONG, model)


def _of_hub(text: str, weights: bool) -> FoundCheckpoint:
    wanted = parse_hub_name(text)
    try:
        folder, found = download(wanted, [*READING_FILES, WEIGHTS_NAME] if weights else READING_FILES)
    except HubError as error:
        if is_hub_uri(text):
            raise
        raise HubError("There is no folder {name} here, and on the Hub: {why}", name=text, why=error) from error
    source = f"{found.repo}@{str(found.revision)[:SHORT_COMMIT]}"
    _check(folder, found, source, weights)
    return FoundCheckpoint(folder, found.name, source, found.uri())


def _check(folder: Path, found: HubName, source: str, weights: bool) -> None:
    if not (folder / CONFIG_NAME).is_file():
        raise HubError("{source} holds no checkpoint of plateocr: it has no {file}.", source=source, file=CONFIG_NAME)
    try:
        check_files(folder, load_network_config(folder), weights=weights)
    except CheckpointError as error:
        raise HubError(
            "{source} cannot be used: {why} Remove {cache} and it is fetched again; if that does not mend it, its "
            "owner must push it again.",
            source=source,
            why=str(error).replace(f"{folder}/", "").replace("; copy the checkpoint again", ""),
            cache=folder.parents[1],
        ) from error
