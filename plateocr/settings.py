"""Settings defined once: their defaults, bounds and help texts give the command-line options and validate YAML."""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from plateocr.errors import ConfigError

# Fields whose option has another name.
OPTION_NAMES = {"loggers": "logger"}


class Settings(BaseModel):
    """Base class of all settings: frozen, rejecting unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def build(cls, **settings: Any) -> Self:
        """Settings with defaults for those that are None. Raises ConfigError, naming the option."""
        try:
            return cls.model_validate({name: value for name, value in settings.items() if value is not None})
        except ValidationError as error:
            fault = error.errors()[0]
            # A fault of several settings has no place; its message names their options.
            where = f"{option_of(*fault['loc'])}: " if fault["loc"] else ""
            raise ConfigError(f"{where}{fault['msg']}.") from error


def option_of(*names: str | int) -> str:
    """The name of a setting on the command line, with nested keys after a dot."""
    first, *inside = [str(name) for name in names if not isinstance(name, int)]
    return ".".join([f"--{OPTION_NAMES.get(first, first).replace('_', '-')}", *inside])
