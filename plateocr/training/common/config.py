"""The settings that all trainings share; those of each network are in its folder."""

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
from plateocr.settings import Settings
from plateocr.training.prepare.pieces import Piece

_MACHINE: JsonDict = {"panel": "Machine (passed to Lightning)"}
_TRAINING: JsonDict = {"panel": "Training"}
# The name, in a recipe, of the rectifier trained into the same folder.
TRAINED = "trained"


class DataFolder(Settings):
    """A folder of images, or one made by a piece of :attr:`TrainingConfig.prepare`, and how it is used."""

    folder: str = Field(min_length=1, description="Below the data root, hf://OWNER/NAME, or a name in prepare.")
    repeat: int = Field(default=1, gt=0, description="How often each of its images counts in an epoch.")
    files: str = Field(default="*", min_length=1, description="Which of its files to use: a glob on their names.")
    annotations: str | None = Field(
        default=None, description="JSON file in the folder with the corners of its plates, for the rectifier."
    )
    held_out: bool | None = Field(
        default=None,
        description="Whether some of its images are held out for validation and testing, or are only left out of "
        "training if they show a plate held out elsewhere. By default true, except for prepared folders.",
    )

    @validated(mode="before")
    @classmethod
    def _from_name(cls, value: Any) -> Any:
        return {"folder": _as_named(value)} if isinstance(value, str | Path) else value

    @model_serializer(mode="wrap")
    def _to_name(self, serialise: SerializerFunctionWrapHandler, info: SerializationInfo) -> Any:
        return self.folder if self == DataFolder(folder=self.folder) else serialise(self)


class TrainingConfig(Settings):
    """All settings of a training, recorded in ``run.json`` of its run folder; a recipe has them in YAML.

    monitor: the validation figure that decides which weights are best, and whether its minimum or maximum is best.
    """

    monitor: ClassVar[tuple[str, Literal["min", "max"]]]

    model: str = Field(description=f"One of {', '.join(REGISTRY)}.")
    data: tuple[DataFolder, ...] = Field(
        min_length=1,
        description="Folder of labelled images, or hf://OWNER/NAME[@REVISION] for a data set on the Hub; repeatable. A "
        "folder given twice counts twice. The rectifier is trained on folders that 'plateocr synth' wrote and photos "
        "with CCPD's names, the detector on photos with CCPD's names or with boxes.json beside them.",
    )
    exclude: tuple[str, ...] = Field(
        default=(), description="Folder whose plates are never trained on, in any image; repeatable."
    )
    prepare: dict[str, Piece] = Field(default={}, description="Data to make before training, by name.")
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
        description="The peak of the schedule. By default the recipe's or the model's own.",
        json_schema_extra=_TRAINING,
    )
    schedule: Literal["halving", "one-cycle"] = Field(
        default="one-cycle",
        description="halving: halve the rate each epoch. one-cycle: a warm-up over 5 % of the steps, then a cosine.",
        json_schema_extra=_TRAINING,
    )
    weight_decay: float = Field(default=0.0, ge=0, description="For AdamW.", json_schema_extra=_TRAINING)
    batch_size: int = Field(default=64, gt=0, description="Images per step.", json_schema_extra=_TRAINING)
    ema: float | None = Field(
        default=None,
        ge=0,
        lt=1,
        description="Decay per step of a moving average of the weights, which is then validated and kept.",
        json_schema_extra=_TRAINING,
    )
    drop_last: bool = Field(
        default=True,
        description="Drop the last images of an epoch if they do not fill a batch.",
        json_schema_extra=_TRAINING,
    )
    max_steps: int = Field(
        default=-1, ge=-1, description="Stop after this many steps; -1: no limit.", json_schema_extra=_TRAINING
    )
    val_fraction: float = Field(
        default=0.1, gt=0, lt=1, description="Share of plates (not files) for validation.", json_schema_extra=_TRAINING
    )
    test_fraction: float = Field(
        default=0.0,
        ge=0,
        lt=1,
        description="Share of plates used for neither training nor validation.",
        json_schema_extra=_TRAINING,
    )
    split_seed: int | None = Field(
        default=None,
        ge=0,
        description="Seed of the split; by default --seed. Networks that work together must be trained with the same.",
        json_schema_extra=_TRAINING,
    )
    seed: int = Field(
        default=0, ge=0, description="On a CPU, reproduces the weights bit for bit.", json_schema_extra=_TRAINING
    )
    validations_per_epoch: int = Field(
        default=1, gt=0, description="Each saves the weights.", json_schema_extra=_TRAINING
    )
    keep: Literal["best", "last"] = Field(
        default="best", description="The weights to export; a run keeps both.", json_schema_extra=_TRAINING
    )
    loggers: tuple[Literal["wandb", "tensorboard"], ...] = Field(
        default=(), description="wandb or tensorboard, besides the CSV log.", json_schema_extra=_TRAINING
    )
    watch: Literal["gradients", "all"] | None = Field(
        default=None,
        description="Have wandb log histograms of the gradients, or also of the weights.",
        json_schema_extra=_TRAINING,
    )
    log_every: int = Field(default=10, gt=0, description="Steps between lines of the log.")
    workers: int = Field(default=1, ge=0, description="Processes that load images.", json_schema_extra=_MACHINE)
    devices: str = Field(default="auto", description="How many, or which.", json_schema_extra=_MACHINE)
    nodes: int = Field(default=1, gt=0, description="How many machines.", json_schema_extra=_MACHINE)
    strategy: str = Field(default="auto", description="For example ddp.", json_schema_extra=_MACHINE)
    precision: str = Field(default="32-true", description="For example bf16-mixed.", json_schema_extra=_MACHINE)
    export: str | None = Field(
        default=None, description="Checkpoint folder to write at the end, relative to the run folder's parent."
    )
    sources: tuple[str, ...] = Field(default=(), description="Data and licences, for the model card.")

    @validated(mode="before")
    @classmethod
    def _with_defaults(cls, value: Any) -> Any:
        return cls.defaults(value) | dict(value) if isinstance(value, Mapping) else value

    @classmethod
    def defaults(cls, given: Mapping[str, Any]) -> dict[str, Any]:
        """Defaults that depend on the given settings: here the architecture's own. Raises ConfigError."""
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
            raise PydanticCustomError("no_wandb", "--watch needs wandb: add --logger wandb")
        return self

    def sides(self, excluded: Iterable[str] = ()) -> Sides:
        """The split: which plates are on which side."""
        seed = self.seed if self.split_seed is None else self.split_seed
        return Sides(self.val_fraction, self.test_fraction, seed, frozenset(excluded))

    def is_held_out(self, folder: DataFolder) -> bool:
        """Whether some images of a folder are held out for validation and testing."""
        return folder.folder not in self.prepare if folder.held_out is None else folder.held_out


def _as_named(value: Any) -> Any:
    """A folder name in normalised form; hf:// names are kept, since a path would turn them into hf:/OWNER/NAME."""
    return Path(value).as_posix() if value and not is_hub_uri(str(value)) else value
