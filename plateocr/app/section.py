"""A section of the page: one folder under sections/, which exports only this."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from starlette.routing import BaseRoute

from plateocr.app.dashboards.store import DashboardStore
from plateocr.app.shell import Shell


def _nothing(_: DashboardStore) -> Sequence[BaseRoute]:
    return ()


@dataclass(frozen=True)
class Section:
    """A section of the page.

    name: used in the address (``?show=name``), and for its folder. title: for the navigation, in English. layout: lays
    out its components and events inside the open Blocks, and registers with shell.on_draw to be drawn. exports: the
    routes of its downloads.
    """

    name: str
    title: str
    layout: Callable[[Shell], None]
    exports: Callable[[DashboardStore], Sequence[BaseRoute]] = _nothing
