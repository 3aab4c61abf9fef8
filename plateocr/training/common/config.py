"""What every training is told, whichever network it trains; each network's own settings are in its folder."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, ClassVar, Literal, Self

from pydantic import Field, SerializationInfo, SerializerFunctionWrapHandler, field_validator, model_serializer
from pydantic import model_validator as validated
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from plateocr.data.sides import Sides
from plateocr.hub.names import is_hub_uri
from plateocr.models.registry import REGISTRY, architecture
from plateocr.training.common.settings import Settings
from plateocr.training.prepare.pieces import Piece

_MACHINE: JsonDict = {"panel": "Machine (handed to Lightning)"}
_TRAINING: JsonDict = {"panel": "Training"}
# What a recipe calls the rectifier that was trained into the same folder.
TRAINED = "trained"


class DataFolder(Settings):
    """A folder of images, or what a piece of :attr:`TrainingConfig.prepare` makes, and what it counts for."""

    folder: str = Field(min_length=1, description="Below the data root, hf://OWNER/NAME, or a name in prepare.")
    repeat: int = Field(default=1, gt=0, description="How often each of its images counts in an epoch.")
    files: str = Field(default="*", min_length=1, description="Which of its files: a glob on their names.")
    held_out: bool | None = Field(
        default=None,
        description="Whether images of it are held out to validate and test on, or only left out of training when they "
        "show a plate that is held out elsewhere. By default all folders are but those that are prepared.",
    )

    @validated(mode="before")
    @classmethod
    def _from_name(cls, value: Any) -> Any:
        return {"folder": _as_named(value)} if isinstance(value, str | Path) else value

    @model_serializer(mode="wrap")
    def _to_name(self, serialise: SerializerFunctionWrapHandler, info: SerializationInfo) -> Any:
        return self.folder if self == DataFolder(folder=self.folder) else serialise(self)


class TrainingConfig(Settings):
    """A training in full. ``run.json`` of its run folder holds it, a recipe is one in YAML.

    monitor: the figure of a validation that is best at its minimum or maximum, and which of both.
    """

    monitor: ClassVar[tuple[str, Literal["min", "max"]]]

    model: str = Field(description=f"One of {', '.join(REGISTRY)}.")
    data: tuple[DataFolder, ...] = Field(
        min_length=1,
        description="Folder of labelled images, or hf://OWNER/NAME[@REVISION] for a data set of the Hub; repeat for "
        "more. A folder named twice counts twice. The rectifier learns from folders that 'plateocr synth' wrote and "
        "photos with CCPD's names, the detector from photos with CCPD's names or with boxes.json beside them.",
    )
    exclude: tuple[str, ...] = Field(
        default=(), description="Folder whose plates are never trained on, in whichever image they occur; repeatable."
    )
    prepare: dict[str, Piece] = Field(default={}, description="Data that is made before the training, by its name.")
    initial_weights: str | None = Field(
        default=None,
        description="Checkpoint to start from instead of random weights: a folder, OWNER/NAME on the Hub, or a run's "
        "last.ckpt; lstm may start from simple.",
        json_schema_extra=_TRAINING,
    )
    glyphs: Path | None = Field(
        default=None, description="Folder of glyph images to draw with, besides the built-in ones."
    )
    epochs: int = Field(gt=0, description="By default the recipe's or the model's own.", json_schema_extra=_TRAINING)
    learning_rate: float = Field(
        gt=0,
        description="The highest of the schedule. By default the recipe's or the model's own.",
        json_schema_extra=_TRAINING,
    )
    schedule: Literal["halving", "one-cycle"] = Field(
        default="one-cycle",
        description="halving: half the rate each epoch. one-cycle: a warm-up over 5 % of the steps, then a cosine.",
        json_schema_extra=_TRAINING,
    )
    weight_decay: float = Field(default=0.0, ge=0, description="Of AdamW.", json_schema_extra=_TRAINING)
    batch_size: int = Field(default=64, gt=0, description="Images a step.", json_schema_extra=_TRAINING)
    ema: float | None = Field(
        default=None,
        ge=0,
        lt=1,
        description="Decay a step of a moving average of the weights, which is then what is validated and kept.",
        json_schema_extra=_TRAINING,
    )
    drop_last: bool = Field(
        default=True,
        description="Leave the last images of an epoch out that do not fill a batch.",
        json_schema_extra=_TRAINING,
    )
    max_steps: int = Field(
        default=-1, ge=-1, description="Stop after so many steps; -1: never.", json_schema_extra=_TRAINING
    )
    val_fraction: float = Field(
        default=0.1, gt=0, lt=1, description="Share of plates (not files) to validate on.", json_schema_extra=_TRAINING
    )
    test_fraction: float = Field(
        default=0.0,
        ge=0,
        lt=1,
        description="Share of plates that is neither trained nor validated on.",
        json_schema_extra=_TRAINING,
    )
    split_seed: int | None = Field(
        default=None,
        ge=0,
        description="Decides on which side a plate is; by default --seed. Trainings whose networks work together need "
        "the same one.",
        json_schema_extra=_TRAINING,
    )
    seed: int = Field(
        default=0, ge=0, description="Reproduces the weights bit for bit on a CPU.", json_schema_extra=_TRAINING
    )
    validations_per_epoch: int = Field(
        default=1, gt=0, description="Each saves the weights.", json_schema_extra=_TRAINING
    )
    keep: Literal["best", "last"] = Field(
        default="best", description="The weights that are exported; a run keeps both.", json_schema_extra=_TRAINING
    )
    loggers: tuple[Literal["wandb", "tensorboard"], ...] = Field(
        default=(), description="wandb or tensorboard, besides the CSV log.", json_schema_extra=_TRAINING
    )
    watch: Literal["gradients", "all"] | None = Field(
        default=None,
        description="Have wandb log histograms of the gradients, or of the weights too.",
        json_schema_extra=_TRAINING,
    )
    log_every: int = Field(default=10, gt=0, description="Steps from one line of the log to the next.")
    workers: int = Field(default=1, ge=0, description="Processes that load images.", json_schema_extra=_MACHINE)
    devices: str = Field(default="auto", description="How many, or which.", json_schema_extra=_MACHINE)
    nodes: int = Field(default=1, gt=0, description="How many machines.", json_schema_extra=_MACHINE)
    strategy: str = Field(default="auto", description="For example ddp.", json_schema_extra=_MACHINE)
    precision: str = Field(default="32-true", description="For example bf16-mixed.", json_schema_extra=_MACHINE)
    export: str | None = Field(
        default=None, description="Checkpoint folder to write at the end, below the folder that the run folder is in."
    )
    sources: tuple[str, ...] = Field(default=(), description="Data and licences, for the model card.")

    @validated(mode="before")
    @classmethod
    def _with_defaults(cls, value: Any) -> Any:
        return cls.defaults(value) | dict(value) if isinstance(value, Mapping) else value

    @classmethod
    def defaults(cls, given: Mapping[str, Any]) -> dict[str, Any]:
        """What is not given and depends on what is: here the architecture's own. Raises ConfigError."""
        own = architecture(str(given.get("model", cls.model_fields["model"].default)))
        return {"epochs": own.epochs, "learning_rate": own.learning_rate}

    @field_validator("exclude", "initial_weights", mode="before")
    @classmethod
    def _as_text(cls, value: Any) -> Any:
        return tuple(map(_as_named, value)) if isinstance(value, list | tuple) else _as_named(value)

    @field_validator("max_steps")
    @classmethod
    def _steps_to_take(cls, value: int) -> int:
        if value == 0:
            raise PydanticCustomError("no_steps", "Input should be greater than 0, or -1 for no limit")
        return value

    @validated(mode="after")
    def _something_to_train_on(self) -> Self:
        if self.val_fraction + self.test_fraction >= 1:
            raise PydanticCustomError("no_training", "--val-fraction and --test-fraction leave no plates to train on")
        if self.watch and "wandb" not in self.loggers:
            raise PydanticCustomError("no_wandb", "--watch is wandb's: add --logger wandb")
        return self

    def sides(self, excluded: Iterable[str] = ()) -> Sides:
        """Which plates are on which side."""
        seed = self.seed if self.split_seed is None else self.split_seed
        return Sides(self.val_fraction, self.test_fraction, seed, frozenset(excluded))

    def is_held_out(self, folder: DataFolder) -> bool:
        """Whether images of a folder are validated and tested on."""
        return folder.folder not in self.prepare if folder.held_out is None else folder.held_out


def _as_named(value: Any) -> Any:
    """Text, a folder always written in one way; a path would turn hf://OWNER/NAME into hf:/OWNER/NAME."""
    return Path(value).as_posix() if value and not is_hub_uri(str(value)) else value
