"""Recipes: the settings of a training as a YAML file, full or small, with single settings changed."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from plateocr.errors import ConfigError
from plateocr.training.common.config import TrainingConfig
from plateocr.training.configs import config_class

# The keys of a recipe that are not settings: what is different at a smaller size. "short" shows in an hour or two what
# a change is worth, "small" tries everything out in a minute.
SMALLER_SIZES = ("short", "small")
SIZES = ("full", *SMALLER_SIZES)


def load_recipe(
    path: Path, size: str = SIZES[0], changes: Sequence[str] = (), given: Mapping[str, Any] | None = None
) -> TrainingConfig:
    """The training that a recipe describes.

    size: "short" or "small" lays the recipe's section of that name over it. changes: "key=value", a dot between the
    keys of nested settings, the value in YAML ("prepare.scenes.count=200"). given: settings that win over all, None
    where there is none. Raises ConfigError that names the file and the setting.
    """
    if size not in SIZES:
        raise ConfigError(f"there is no size '{size}'; choose one of {', '.join(SIZES)}.")
    settings = _read(path)
    smaller = {name: settings.pop(name, None) or {} for name in SMALLER_SIZES}
    settings = _laid_over(settings, smaller.get(size, {}))
    for change in changes:
        settings = _laid_over(settings, _nested(change))
    settings |= {name: value for name, value in (given or {}).items() if value is not None}
    try:
        return config_class(str(settings.get("model"))).build(**settings)
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from error


def _read(path: Path) -> dict[str, Any]:
    try:
        settings = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: there is no such recipe ({error.strerror}).") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not YAML: {error}.") from error
    if not isinstance(settings, dict):
        raise ConfigError(f"{path} is not a recipe: it must contain settings, such as 'model: simple', one per line.")
    return settings


def _laid_over(settings: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Settings overridden by others; nested mappings are merged key by key."""
    merged = dict(settings)
    for key, value in over.items():
        before = merged.get(key)
        merged[key] = _laid_over(before, value) if isinstance(before, Mapping) and isinstance(value, Mapping) else value
    return merged


def _nested(change: str) -> dict[str, Any]:
    key, equals, text = change.partition("=")
    if not key or not equals:
        raise ConfigError(f"--set '{change}' is not key=value.")
    try:
        value: Any = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ConfigError(f"--set '{change}': the value is not YAML.") from error
    for name in reversed(key.split(".")):
        value = {name: value}
    return dict(value)
