"""Finding a checkpoint by name: a folder, a model that comes with plateocr, or a repository on the Hub."""

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
# The source of a checkpoint that is shipped with plateocr.
COMES_ALONG = "comes with plateocr"


@dataclass(frozen=True)
class FoundCheckpoint:
    """A checkpoint on this machine.

    folder: where it is. name: the name for its predictions. source: its origin, for people: 'comes with plateocr', the
    folder as given, or 'OWNER/NAME@COMMIT' with seven digits. record: a name to find it by again: the name given; for
    a repository, with the full commit hash.
    """

    folder: Path
    name: str
    source: str
    record: str

    @property
    def is_from_hub(self) -> bool:
        """Whether it is a repository on the Hub."""
        return is_hub_uri(self.record)


def find_checkpoint(name: str | Path, *, weights: bool = False) -> FoundCheckpoint:
    """Find a checkpoint; from the Hub, the training ``weights`` are downloaded only if they are wanted.

    An existing folder comes first (one named like a shipped model only if it contains a checkpoint), then the shipped
    models, named 'lstm' or, as in a checkout, 'checkpoints/lstm', and then 'OWNER/NAME', 'OWNER/NAME@REVISION' and
    'hf://OWNER/NAME' on the Hub, which are downloaded to huggingface_hub's cache and whose hashes are checked. Raises
    CheckpointError or HubError.
    """
    text, path = str(name), Path(name)
    if not text.strip():
        raise CheckpointError(
            "the name of a checkpoint is empty; use a folder, {shipped}, or OWNER/NAME.",
            shipped=" or ".join(SHIPPED_MODELS),
        )
    is_shipped = path.name in SHIPPED_MODELS and path.parent in (Path(), Path("checkpoints"))
    if not is_hub_uri(text) and path.is_dir() and not (is_shipped and not (path / CONFIG_NAME).is_file()):
        return FoundCheckpoint(path, path.resolve().name, text, path.as_posix())
    if is_shipped:
        return _shipped(path.name, weights)
    if isinstance(name, str) and may_be_hub_name(text):
        return _from_hub(text, weights)
    if is_hub_form(text):
        raise CheckpointError(
            "{name}: there is no such checkpoint folder; for a repository on the Hub, write {address}.",
            **{"name": text, "address": f"{HUB_SCHEME}{text}"},
        )
    raise CheckpointError("{name}: there is no such checkpoint folder.", name=text)


def check_files(folder: Path, config: NetworkConfig, *, weights: bool) -> None:
    """Raise CheckpointError unless the files of a checkpoint match the hashes in its config."""
    for file in (ONNX_NAME, RECTIFIER_NAME, *([WEIGHTS_NAME] if weights else [])):
        if file in config.hashes:
            checked_file(folder, config, file)


def _shipped(model: str, weights: bool) -> FoundCheckpoint:
    folder = shipped_checkpoint(model)
    if weights and folder.is_dir() and not (folder / WEIGHTS_NAME).is_file():
        raise CheckpointError(
            f"{model} comes with this plateocr as ONNX only, without {WEIGHTS_NAME}; use checkpoints/{model} in a "
            "clone of its repository."
        )
    return FoundCheckpoint(folder, model, COMES_ALONG, model)


def _from_hub(text: str, weights: bool) -> FoundCheckpoint:
    wanted = parse_hub_name(text)
    try:
        folder, found = download(wanted, [*READING_FILES, WEIGHTS_NAME] if weights else READING_FILES)
    except HubError as error:
        if is_hub_uri(text):
            raise
        raise HubError("there is no local folder {name}, and {why}", name=text, why=error.message) from error
    source = f"{found.repo}@{str(found.revision)[:SHORT_COMMIT]}"
    _check(folder, found, source, weights)
    return FoundCheckpoint(folder, found.name, source, found.uri())


def _check(folder: Path, found: HubName, source: str, weights: bool) -> None:
    if not (folder / CONFIG_NAME).is_file():
        raise HubError("{source} is not a plateocr checkpoint: it has no {file}.", source=source, file=CONFIG_NAME)
    try:
        check_files(folder, load_network_config(folder), weights=weights)
    except CheckpointError as error:
        raise HubError(
            "{source} cannot be used: {why} Delete {cache} to download it again; if that does not help, its owner "
            "must push it again.",
            source=source,
            why=str(error).replace(f"{folder}/", "").replace("; copy the checkpoint again", ""),
            cache=folder.parents[1],
        ) from error
