"""What a section of the page is: one folder below sections/, which hands this out and nothing else."""

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

    name: in the address (``?show=name``), and of its folder. title: in the navigation, English. layout: lays out its
    components and events inside the open Blocks, and asks with shell.on_draw to be told when it must be drawn. exports:
    the routes of what a visitor downloads from it.
    """

    name: str
    title: str
    layout: Callable[[Shell], None]
    exports: Callable[[DashboardStore], Sequence[BaseRoute]] = _nothing
