"""Settings that are written once: their defaults, bounds and help texts make the options and check YAML."""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from plateocr.errors import ConfigError

# Fields that are not called like the option that gives them.
OPTION_NAMES = {"loggers": "logger"}


class Settings(BaseModel):
    """Base of all settings of a training: frozen, refusing what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def build(cls, **settings: Any) -> Self:
        """Settings with the default for each that is None. Raises ConfigError that names the option."""
        try:
            return cls.model_validate({name: value for name, value in settings.items() if value is not None})
        except ValidationError as error:
            fault = error.errors()[0]
            raise ConfigError(f"{option_of(*fault['loc'])}: {fault['msg']}.") from error


def option_of(*names: str | int) -> str:
    """What a setting is called on the command line, with the key of a mapping inside it behind a dot."""
    first, *inside = [str(name) for name in names if not isinstance(name, int)] or ["settings"]
    return ".".join([f"--{OPTION_NAMES.get(first, first).replace('_', '-')}", *inside])
