"""The open dashboards: the one the app was started with, and one per ZIP that a visitor sent. No Gradio."""

import secrets
import shutil
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path

from plateocr.app.dashboards.dashboard import Dashboard

# The id of the dashboard that the app was started with. Every visitor may see it.
STARTED_WITH = ""
# How many visitors' dashboards are kept at once, and for how long; after that their images are deleted.
MAX_DASHBOARDS = 16
KEEP_SECONDS = 6 * 3600


@dataclass(frozen=True)
class _Kept:
    """A visitor's dashboard, the folder to delete with it, and when it expires (seconds of the monotonic clock)."""

    dashboard: Dashboard
    owned: Path
    until: float
    timer: threading.Timer


@dataclass
class DashboardStore:
    """Dashboards by id; safe to use from several threads.

    ``started_with`` has the id '' (None if the app has no evaluation to show). Those that visitors add get an id of 128
    random bits, which alone keeps visitors from seeing each other's images: it must never be logged or listed. At most
    ``limit`` of them are kept, each for at most ``keep_seconds``; the least recently used one is dropped first, with
    its folder.
    """

    started_with: Dashboard | None = None
    limit: int = MAX_DASHBOARDS
    keep_seconds: float = KEEP_SECONDS
    _kept: OrderedDict[str, _Kept] = field(default_factory=OrderedDict, init=False, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def get(self, dashboard_id: str) -> Dashboard | None:
        """The dashboard with an id, or None if there is none (any more)."""
        if dashboard_id == STARTED_WITH:
            return self.started_with
        with self._lock:
            kept = self._kept.get(dashboard_id)
            if kept is None or kept.until < time.monotonic():
                return None
            self._kept.move_to_end(dashboard_id)
            return kept.dashboard

    def add(self, dashboard: Dashboard, owned: Path) -> str:
        """Keep a visitor's dashboard and return its id. ``owned`` is the folder to delete when it is dropped."""
        dashboard_id = secrets.token_urlsafe(16)
        timer = threading.Timer(self.keep_seconds, self.drop, [dashboard_id])
        timer.daemon = True
        with self._lock:
            self._kept[dashboard_id] = _Kept(dashboard, owned, time.monotonic() + self.keep_seconds, timer)
            too_many = list(self._kept)[: -self.limit]
        timer.start()
        for old in too_many:
            self.drop(old)
        return dashboard_id

    def drop(self, dashboard_id: str) -> None:
        """Forget a visitor's dashboard and delete its folder; an unknown id is ignored."""
        with self._lock:
            kept = self._kept.pop(dashboard_id, None)
        if kept is not None:
            kept.timer.cancel()
            shutil.rmtree(kept.owned, ignore_errors=True)

    def clear(self) -> None:
        """Drop every visitor's dashboard, for example when the app ends."""
        for dashboard_id in list(self._kept):
            self.drop(dashboard_id)
