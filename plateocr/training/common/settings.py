"""Settings of a training that are checked in one place: what is out of range is named by its option."""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from plateocr.errors import ConfigError

# Fields that are not called like the option that gives them.
_OPTIONS = {"loggers": "logger"}


class Settings(BaseModel):
    """Base of the settings of a training: frozen, refusing what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def build(cls, **settings: Any) -> Self:
        """Settings with the default for each that is None. Raises ConfigError that names the option."""
        try:
            return cls(**{name: value for name, value in settings.items() if value is not None})
        except ValidationError as error:
            fault = error.errors()[0]
            name = str(fault["loc"][0])
            raise ConfigError(f"--{_OPTIONS.get(name, name).replace('_', '-')}: {fault['msg']}.") from error
