"""What a checkpoint says about itself: ``config.json``, read without torch and refused when it does not fit."""

from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from plateocr.errors import CheckpointError
from plateocr.files import sha256_of, write_text
from plateocr.images import InputSpec
from plateocr.plates import CHARACTERS, PROVINCES
from plateocr.shipped import DEFAULT_RECTIFIER

CONFIG_NAME = "config.json"
WEIGHTS_NAME = "model.safetensors"
ONNX_NAME = "model.onnx"
RECTIFIER_NAME = "framing.onnx"
METRICS_NAME = "metrics.json"
CARD_NAME = "README.md"  # the name that the Hub shows


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Alphabet(_Frozen):
    """The class order a network was trained with."""

    provinces: str = PROVINCES
    characters: str = CHARACTERS

    @field_validator("provinces", "characters")
    @classmethod
    def _is_ours(cls, value: str, field: ValidationInfo) -> str:
        if value != {"provinces": PROVINCES, "characters": CHARACTERS}[str(field.field_name)]:
            raise ValueError(f"the checkpoint was made for another alphabet ('{value}'); plateocr cannot read with it")
        return value


class ConfidenceSpec(_Frozen):
    """How confidence is read: logits are divided by ``temperature``; a plate below ``low_below`` (0..1) is flagged."""

    temperature: float = Field(default=1.0, gt=0)
    low_below: float = Field(default=0.5, ge=0, le=1)


class TrainingRecord(_Frozen):
    """Where the weights come from: a run, or the mean of its weights and those of the checkpoint ``averaged_with``.

    ``sources`` name the data with their licences, for people.
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


class CheckpointConfig(_Frozen):
    """The whole of ``config.json``. Hashes are SHA-256 in hex of the files beside it."""

    format_version: Literal[1] = 1
    architecture: str
    parameters: int
    alphabet: Alphabet = Alphabet()
    input: InputSpec = InputSpec()
    confidence: ConfidenceSpec = ConfidenceSpec()
    training: TrainingRecord
    versions: dict[str, str]
    licence: str = "MIT"
    hashes: dict[str, str]

    @field_validator("input")
    @classmethod
    def _has_our_size(cls, value: InputSpec) -> InputSpec:
        ours = InputSpec()
        if (value.height, value.width) != (ours.height, ours.width):
            raise ValueError(
                f"{value.height} x {value.width} pixels; plateocr's networks take {ours.height} x {ours.width}"
            )
        return value


def load_config(folder: str | Path) -> CheckpointConfig:
    """Read and check ``config.json`` of a checkpoint folder. Raises CheckpointError."""
    path = Path(folder) / CONFIG_NAME
    if not path.is_file():
        raise CheckpointError(
            "{folder} is not a checkpoint: it has no {file}. Make one with 'plateocr export RUN --out {folder}'.",
            **{"folder": folder, "file": CONFIG_NAME},
        )
    try:
        return CheckpointConfig.model_validate_json(path.read_text(encoding="utf-8"))
    except (ValidationError, UnicodeDecodeError) as error:
        raise CheckpointError("{path} does not fit: {fault}.", path=path, fault=_first_fault(error)) from error


def save_config(folder: str | Path, config: CheckpointConfig) -> None:
    """Write ``config.json`` into a checkpoint folder, whole or not at all."""
    write_text(Path(folder) / CONFIG_NAME, config.model_dump_json(indent=2) + "\n")


def checked_file(folder: str | Path, config: CheckpointConfig, name: str) -> Path:
    """The file ``name`` of a checkpoint folder, which is the one that the config describes.

    The corner network may be missing where it is the one that comes with the package: a checkpoint need not hold a
    copy. Raises CheckpointError when the file is missing, or is another one.
    """
    path = Path(folder) / name
    if name == RECTIFIER_NAME and not path.is_file() and sha256_of(DEFAULT_RECTIFIER) == config.hashes.get(name):
        return DEFAULT_RECTIFIER
    if not path.is_file():
        raise CheckpointError("{path} is missing; copy the checkpoint again.", path=path)
    if sha256_of(path) != config.hashes.get(name):
        raise CheckpointError(
            "{path} is not the file that {config} describes (its SHA-256 differs); copy the checkpoint again.",
            **{"path": path, "config": CONFIG_NAME},
        )
    return path


def _first_fault(error: ValidationError | UnicodeDecodeError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8 text"
    fault: dict[str, Any] = dict(error.errors()[0])
    where = ".".join(str(part) for part in fault["loc"])
    return f"{where + ': ' if where else ''}{fault['msg']}"
