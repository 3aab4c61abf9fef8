"""A checkpoint's description of itself: ``config.json``, read without torch and rejected if it does not fit."""

from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import from_json

from plateocr.errors import CheckpointError
from plateocr.files import sha256_of, write_text
from plateocr.images import InputSpec
from plateocr.models.registry import REGISTRY
from plateocr.plates import ALPHABETS, NOTEBOOK, Alphabet
from plateocr.shipped import DEFAULT_RECTIFIER

CONFIG_NAME = "config.json"
WEIGHTS_NAME = "model.safetensors"
ONNX_NAME = "model.onnx"
# The name, in a recogniser's config, of the rectifier it was trained with. Version 0.1 checkpoints hold a copy under
# this name; later ones have only its hash.
RECTIFIER_NAME = "framing.onnx"
METRICS_NAME = "metrics.json"
CARD_NAME = "README.md"  # the file that the Hub shows


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AlphabetRecord(_Frozen):
    """The classes that a network was trained with, in order: of the first character, and of those that follow."""

    provinces: str = NOTEBOOK.first
    characters: str = NOTEBOOK.tail

    @model_validator(mode="after")
    def _is_ours(self) -> Self:
        if not any((one.first, one.tail) == (self.provinces, self.characters) for one in ALPHABETS.values()):
            raise ValueError(
                f"the checkpoint was made for another alphabet ('{self.provinces}', '{self.characters}'); plateocr "
                "cannot read with it"
            )
        return self


class ConfidenceSpec(_Frozen):
    """Calibration: logits are divided by ``temperature``; plates with confidence below ``low_below`` are flagged."""

    temperature: float = Field(default=1.0, gt=0)
    low_below: float = Field(default=0.5, ge=0, le=1)


class TrainingRecord(_Frozen):
    """Where the weights come from: a run, or the mean of its weights and those of the checkpoint ``averaged_with``.

    ``sources`` lists the data with their licences, for people.
    """

    recipe: str
    data: tuple[str, ...]
    pictures: int
    split_hash: str
    seed: int
    epochs: int
    initial_weights: str | None = None
    averaged_with: str | None = None
    sources: tuple[str, ...] = ()


class NetworkConfig(_Frozen):
    """All of ``config.json`` of a rectifier or a detector. Hashes are the SHA-256, in hex, of the files beside it."""

    format_version: Literal[1] = 1
    architecture: str
    parameters: int
    input: InputSpec
    training: TrainingRecord
    versions: dict[str, str]
    licence: str = "MIT"
    hashes: dict[str, str]


class CheckpointConfig(NetworkConfig):
    """All of ``config.json`` of a recogniser."""

    alphabet: AlphabetRecord = AlphabetRecord()
    input: InputSpec = InputSpec()
    confidence: ConfidenceSpec = ConfidenceSpec()

    @property
    def reads(self) -> Alphabet:
        """The characters that it reads."""
        recorded = (self.alphabet.provinces, self.alphabet.characters)
        return next(one for one in ALPHABETS.values() if (one.first, one.tail) == recorded)

    @model_validator(mode="after")
    def _fits_its_network(self) -> Self:
        known = REGISTRY.get(self.architecture)
        ours = known.input if known else self.input
        if (self.input.height, self.input.width) != (ours.height, ours.width):
            raise ValueError(
                f"input is {self.input.height} x {self.input.width} pixels; plateocr's {self.architecture} takes "
                f"{ours.height} x {ours.width}"
            )
        return self


def load_config(folder: str | Path) -> CheckpointConfig:
    """Read and check ``config.json`` of a recogniser's checkpoint folder. Raises CheckpointError."""
    config = load_network_config(folder)
    if not isinstance(config, CheckpointConfig):
        raise CheckpointError(
            "{folder} holds a {architecture}, which does not read plates; give a recogniser's checkpoint.",
            **{"folder": folder, "architecture": config.architecture},
        )
    return config


def load_network_config(folder: str | Path) -> NetworkConfig:
    """Read and check ``config.json`` of any checkpoint folder. Raises CheckpointError."""
    path = Path(folder) / CONFIG_NAME
    if not path.is_file():
        raise CheckpointError(
            "{folder} is not a checkpoint: it has no {file}. Make one with 'plateocr export RUN --out {folder}'.",
            **{"folder": folder, "file": CONFIG_NAME},
        )
    try:
        content = from_json(path.read_bytes())
        known = REGISTRY.get(str(content.get("architecture"))) if isinstance(content, dict) else None
        helper = known is not None and known.role != "recogniser"
        return (NetworkConfig if helper else CheckpointConfig).model_validate(content)
    except (ValidationError, ValueError) as error:
        raise CheckpointError(
            "{path} does not fit: {fault}. Copy the checkpoint again, or export it anew.",
            path=path,
            fault=_first_fault(error),
        ) from error


def save_config(folder: str | Path, config: NetworkConfig) -> None:
    """Write ``config.json`` into a checkpoint folder, atomically."""
    write_text(Path(folder) / CONFIG_NAME, config.model_dump_json(indent=2) + "\n")


def checked_file(folder: str | Path, config: NetworkConfig, name: str) -> Path:
    """The file ``name`` of a checkpoint folder, after checking its hash against the config.

    For RECTIFIER_NAME see :func:`find_rectifier`. Raises CheckpointError if the file is missing or its hash differs.
    """
    path = Path(folder) / name
    if name == RECTIFIER_NAME and not path.is_file():
        return find_rectifier(folder, config)
    if not path.is_file():
        raise CheckpointError("{path} is missing; copy the checkpoint again.", path=path)
    if sha256_of(path) != config.hashes.get(name):
        raise CheckpointError(
            "{path} is not the file that {config} describes (its SHA-256 differs); copy the checkpoint again.",
            **{"path": path, "config": CONFIG_NAME},
        )
    return path


def find_rectifier(folder: str | Path, config: NetworkConfig) -> Path:
    """The ONNX file of the rectifier that a recogniser was trained with.

    Either the shipped one, or that of a checkpoint folder ``rectifier`` beside ``folder``. Raises CheckpointError if
    neither has the hash in the config.
    """
    wanted = config.hashes.get(RECTIFIER_NAME)
    beside = Path(folder).resolve().parent / "rectifier" / ONNX_NAME
    for path in (DEFAULT_RECTIFIER, beside):
        if path.is_file() and sha256_of(path) == wanted:
            return path
    raise CheckpointError(
        "{folder} was trained with a rectifier (SHA-256 {start}...) that is not the one that comes with plateocr; "
        "put that rectifier's checkpoint beside it, as {wanted}.",
        **{"folder": folder, "start": str(wanted)[:12], "wanted": beside.parent},
    )


def _first_fault(error: ValidationError | ValueError) -> str:
    if not isinstance(error, ValidationError):
        return "it is not JSON in UTF-8"
    fault: dict[str, Any] = dict(error.errors()[0])
    where = ".".join(str(part) for part in fault["loc"])
    return f"{where + ': ' if where else ''}{fault['msg']}"
