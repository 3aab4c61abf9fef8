"""What a training is made of, checked once: unknown keys and values out of range are refused."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from plateocr.errors import ConfigError
from plateocr.hub.names import is_hub_uri
from plateocr.models.registry import architecture
from plateocr.training.common.settings import Settings


@dataclass(frozen=True)
class Recipe:
    """Everything about a training that is neither network nor data.

    ``learning_rate`` and ``epochs`` None take the architecture's own. ``schedule``: "halving" multiplies the rate by
    0.5 each epoch; "one-cycle" warms up over 5 % of the steps and falls to nothing along a cosine. ``framing``: see
    :class:`plateocr.images.InputSpec`. ``ema``: decay a step of the moving average of the weights that is validated
    and kept; None keeps the weights themselves. ``label_smoothing``: share of the target spread over all classes.
    ``province_balance``: 0 draws the images of a data folder as often as they are there; 1 draws its provinces
    equally often; between, in between (see datamodule.sampling_weights).
    ``province_swap``: share of the framed real images whose province is painted over with another, drawn from all.
    """

    schedule: Literal["halving", "one-cycle"]
    learning_rate: float | None
    epochs: int | None
    dropout: float
    framing: Literal["stretch", "corners"] = "stretch"
    ema: float | None = None
    label_smoothing: float = 0.0
    province_balance: float = 0.0
    province_swap: float = 0.0


RECIPES = {
    "notebook": Recipe(schedule="halving", learning_rate=None, epochs=None, dropout=0.2),
    "robust": Recipe(schedule="one-cycle", learning_rate=2e-3, epochs=6, dropout=0.05),
    "real": Recipe(
        schedule="one-cycle",
        learning_rate=2e-3,
        epochs=3,
        dropout=0.05,
        framing="corners",
        ema=0.998,
        label_smoothing=0.02,
        province_balance=0.5,
        province_swap=0.5,
    ),
}


class TrainConfig(Settings):
    """A training in full, written to ``run.json`` of its run folder.

    ``data`` and ``exclude`` name folders, or hf://OWNER/NAME; ``initial_weights`` what hub.find.find_checkpoint takes.
    """

    model: str
    recipe: str = "notebook"
    data: tuple[str, ...] = Field(min_length=1)
    exclude: tuple[str, ...] = ()
    initial_weights: str | None = None
    framing: Path | None = None
    glyphs: Path | None = None
    epochs: int = Field(gt=0)
    learning_rate: float = Field(gt=0)
    batch_size: int = Field(default=64, gt=0)
    val_fraction: float = Field(default=0.1, gt=0, lt=1)
    seed: int = Field(default=0, ge=0)
    workers: int = Field(default=1, ge=0)
    devices: str = "auto"
    nodes: int = Field(default=1, gt=0)
    strategy: str = "auto"
    precision: str = "32-true"
    loggers: tuple[Literal["wandb", "tensorboard"], ...] = ()
    max_steps: int = Field(default=-1, ge=-1)

    @field_validator("data", "exclude", "initial_weights", mode="before")
    @classmethod
    def _as_named(cls, value: Any) -> Any:
        """Text, a folder always written in one way; a path would turn hf://OWNER/NAME into hf:/OWNER/NAME."""
        if isinstance(value, list | tuple):
            return tuple(cls._as_named(one) for one in value)
        return Path(value).as_posix() if value and not is_hub_uri(str(value)) else value

    @field_validator("max_steps")
    @classmethod
    def _steps_to_take(cls, value: int) -> int:
        if value == 0:
            raise PydanticCustomError("no_steps", "Input should be greater than 0, or -1 for no limit")
        return value

    @classmethod
    def build(cls, **settings: Any) -> Self:
        """Settings with the recipe's and the architecture's defaults filled in where they are None.

        Raises ConfigError that names the setting.
        """
        recipe = recipe_of(settings.get("recipe", "notebook"))
        own = architecture(settings["model"])
        given = {name: value for name, value in settings.items() if value is not None}
        given.setdefault("epochs", recipe.epochs or own.epochs)
        given.setdefault("learning_rate", recipe.learning_rate or own.learning_rate)
        return super().build(**given)


def recipe_of(name: str) -> Recipe:
    """A recipe by name. Raises ConfigError that lists the names there are."""
    if name not in RECIPES:
        raise ConfigError(f"there is no recipe '{name}'; choose one of {', '.join(RECIPES)}.")
    return RECIPES[name]
