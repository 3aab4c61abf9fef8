"""``run.json``: the description of a run, and the check that a resumed training is still the same."""

from pathlib import Path
from typing import Any

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, SerializeAsAny, ValidationError, field_validator

from plateocr.errors import CheckpointError, ConfigError
from plateocr.settings import option_of
from plateocr.training.common.config import TrainingConfig
from plateocr.training.configs import config_class

RUN_NAME = "run.json"
# Settings that may change when a run is resumed, for example on another machine: they do not affect the result.
MACHINE_SETTINGS = frozenset({"workers", "devices", "nodes", "strategy", "loggers", "watch", "log_every"})


class RunDescription(BaseModel):
    """All of ``run.json``.

    images: their number on each side. resolved: for each Hub name in the config, the same name with the commit that was
    fetched. rectifier: SHA-256, in hex, of the rectifier that was used.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    config: SerializeAsAny[TrainingConfig]
    split_hash: str
    images: dict[str, int] = Field(validation_alias=AliasChoices("images", "pictures"))
    resolved: dict[str, str] = {}
    rectifier: str | None = None

    @field_validator("config", mode="before")
    @classmethod
    def _of_its_model(cls, value: Any) -> Any:
        return config_class(str(value.get("model"))).model_validate(value) if isinstance(value, dict) else value

    def as_fetched(self, name: str) -> str:
        """``name`` in the config, with the commit that was fetched if it is on the Hub."""
        return self.resolved.get(name, name)


def read_description(out: Path) -> RunDescription:
    """``run.json`` of a run folder. Raises CheckpointError if the folder is not a run, or the file is damaged."""
    path = out / RUN_NAME
    if not path.is_file():
        raise CheckpointError(f"{out} is not a run folder: it has no {RUN_NAME}. Make one with 'plateocr train'.")
    try:
        return RunDescription.model_validate_json(path.read_text(encoding="utf-8"))
    except (ValidationError, UnicodeDecodeError, ConfigError) as error:
        raise CheckpointError(f"{path} is damaged; train again in a new folder.") from error


def check_same(before: RunDescription, now: RunDescription) -> None:
    """Raise ConfigError, naming the setting, if a resumed training would differ from the one that was begun."""
    was, given = (description.config.model_dump(mode="json") for description in (before, now))
    # The model first: other settings' defaults depend on it.
    for name in sorted((was.keys() | given.keys()) - MACHINE_SETTINGS, key=lambda name: (name != "model", name)):
        if was.get(name) != given.get(name):
            raise ConfigError(
                f"{option_of(name)} was {_in_words(was.get(name))} when the run began and is "
                f"{_in_words(given.get(name))} now; resume with the settings it began with, or give a new folder."
            )
    if (before.split_hash, before.images) != (now.split_hash, now.images):
        raise ConfigError("the images in --data or --exclude have changed since the run began; give a new folder.")
    if before.rectifier not in (None, now.rectifier):
        raise ConfigError("--rectifier has changed since the run began; give a new folder.")


def _in_words(value: object) -> str:
    return ", ".join(map(str, value)) or "none" if isinstance(value, list) else str(value)
