"""Command-line options generated from settings: the name, type and help text of each come from its field."""

import inspect
from collections.abc import Callable, Iterable
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import typer
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from rich.markup import escape

from plateocr.settings import option_of

_PLAIN = (bool, int, float, str, Path)


def add_options(command: Callable[..., None], settings: Iterable[type[BaseModel]]) -> None:
    """Replace a command's ``**settings`` by an option for each simple field, with the default None.

    If several classes have a field of the same name, the first with a help text counts.
    ``json_schema_extra={"panel": ...}`` is the heading of the option in the help.
    """
    signature = inspect.signature(command)
    own = [one for one in signature.parameters.values() if one.kind is not inspect.Parameter.VAR_KEYWORD]
    command.__signature__ = signature.replace(parameters=own + _options(settings))  # type: ignore[attr-defined]
    command.__annotations__ |= {one.name: one.annotation for one in _options(settings)}


def _options(settings: Iterable[type[BaseModel]]) -> list[inspect.Parameter]:
    fields: dict[str, FieldInfo] = {}
    for model in settings:
        for name, field in model.model_fields.items():
            if name not in fields or (field.description and not fields[name].description):
                fields[name] = field
    return [_option(name, field, kind) for name, field in fields.items() if (kind := _kind_of(field.annotation))]


def _option(name: str, field: FieldInfo, kind: Any) -> inspect.Parameter:
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    option = option_of(name)
    names = [f"{option}/--no-{option.removeprefix('--')}" if kind is bool else option]
    if field.validation_alias is not None:
        names += [option_of(str(alias)) for alias in field.validation_alias.choices if alias != name]  # type: ignore[union-attr]  # our aliases are choices
    has_default = isinstance(field.default, _PLAIN) and not isinstance(field.default, bool)
    help_text = f"{field.description or ''} [default: {field.default}]" if has_default else field.description or ""
    info = typer.Option(
        *names,
        help=escape(help_text),
        show_default=False,
        rich_help_panel=str(extra["panel"]) if "panel" in extra else None,
    )
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[kind | None, info]
    )


def _kind_of(annotation: Any) -> Any:
    """Typer's type for a field: a plain type or a list of text; None for fields that only a recipe can set."""
    origin, inside = get_origin(annotation), [one for one in get_args(annotation) if one is not type(None)]
    if origin in (Union, UnionType):
        return _kind_of(inside[0]) if len(inside) == 1 else None
    if origin is Literal:
        return str
    if origin is tuple:
        return list[str]
    return annotation if annotation in _PLAIN else None
