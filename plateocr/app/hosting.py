"""What the app reads with and shows: what it is given, else what its environment names, else what is shipped.

For a Space or a container, whose command line is fixed but whose environment is not.
"""

import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from plateocr.app.dashboards.dashboard import Dashboard
from plateocr.app.reading.readers import OpenedReaders, open_readers
from plateocr.data.folder import PlateFolder
from plateocr.errors import ConfigError, DataError, PlateOcrError
from plateocr.evaluation.recorded import recorded
from plateocr.evaluation.run import evaluate_folder
from plateocr.hub.data import find_data
from plateocr.hub.names import HUB_SCHEME, may_be_hub_name
from plateocr.shipped import SHIPPED_MODELS, shipped_asset

# Names of checkpoints, separated by spaces or commas; the name of a labelled data set to evaluate them on.
CHECKPOINTS_VARIABLE, TEST_SET_VARIABLE = "PLATEOCR_CHECKPOINTS", "PLATEOCR_TEST_SET"
_DEMO = shipped_asset("demo")
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Note:
    """An environment variable whose value cannot be used, and why; the app shows its own instead."""

    variable: str
    asked: str
    reason: str


@dataclass(frozen=True)
class Shown:
    """What the app reads with and shows.

    evaluated: what was evaluated, for people; '' for the shipped test set. notes: what was requested but could not be
    used.
    """

    opened: OpenedReaders
    dashboard: Dashboard | None = None
    evaluated: str = ""
    notes: tuple[Note, ...] = ()


def open_shown(
    checkpoints: Sequence[str | Path] = (),
    predictions: Path | None = None,
    data: Path | None = None,
    bundled: Sequence[str | Path] = SHIPPED_MODELS,
) -> Shown:
    """Open what is given, else what PLATEOCR_CHECKPOINTS and PLATEOCR_TEST_SET name, else what is shipped.

    ``checkpoints`` and ``bundled`` (the shipped ones): see :func:`plateocr.app.reading.readers.open_readers`;
    ``predictions`` and ``data``: see :meth:`plateocr.app.dashboards.dashboard.Dashboard.open`. A test set named by the
    environment is evaluated now. If what the environment names cannot be used, that is noted and logged, and the
    shipped one is shown instead. Raises DataError or ConfigError if what is given cannot be shown.
    """
    opened, notes = (open_readers(checkpoints), ()) if checkpoints else _readers_asked_for(bundled)
    if predictions is not None:
        return Shown(opened, Dashboard.open(predictions, data), predictions.resolve().name, notes)
    name = os.environ.get(TEST_SET_VARIABLE, "").strip()
    if name and opened.readers:
        try:
            dashboard, evaluated = _evaluate(name, opened)
        except PlateOcrError as error:
            notes = (*notes, _noted(TEST_SET_VARIABLE, name, str(error)))
        else:
            return Shown(opened, dashboard, evaluated, notes)
    try:
        return Shown(opened, Dashboard.open(_DEMO, _DEMO / "pictures"), _bundled_name(), notes)
    except DataError:  # an installation without it
        return Shown(opened, None, "", notes)


def _bundled_name() -> str:
    """What the evaluation beside the app is of, if a Space was given its own; else ''."""
    return str(recorded(_DEMO).get("name", ""))


def _readers_asked_for(bundled: Sequence[str | Path]) -> tuple[OpenedReaders, tuple[Note, ...]]:
    names = os.environ.get(CHECKPOINTS_VARIABLE, "").replace(",", " ").split()
    notes: tuple[Note, ...] = ()
    if names:
        try:
            opened = open_readers(names)
            problem = str(opened.problems[0]) if opened.problems else ""
        except ConfigError as error:
            problem = str(error)
        if not problem:
            return opened, ()
        notes = (_noted(CHECKPOINTS_VARIABLE, " ".join(names), problem),)
    return replace(open_readers(bundled), bundled=True), notes


def _evaluate(name: str, opened: OpenedReaders) -> tuple[Dashboard, str]:
    bare = may_be_hub_name(name) and not Path(name).is_dir()
    found = find_data(f"{HUB_SCHEME}{name.removeprefix(HUB_SCHEME)}" if bare else name)
    folder = PlateFolder.scan(found.folder)
    _log.info("reading %d images of %s", len(folder.images), name)
    result = evaluate_folder(folder, opened.readers)
    return Dashboard(result.table, folder.root), found.record


def _noted(variable: str, asked: str, reason: str) -> Note:
    _log.warning("%s names %s, which cannot be used: %s The app shows its own instead.", variable, asked, reason)
    return Note(variable, asked, reason)
