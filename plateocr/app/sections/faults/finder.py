"""The data faults of a dashboard, each computed once. No HTML, no Gradio."""

from collections.abc import Callable
from weakref import WeakKeyDictionary

import pandas as pd

from plateocr.app.dashboards.dashboard import Dashboard
from plateocr.evaluation.faults import (
    NearDuplicates,
    TrainOverlap,
    images_of,
    label_suspects,
    near_duplicates,
    train_overlap,
)


class FaultFinder:
    """Finds faults and caches them as long as the dashboard exists.

    ``train_plates`` are the plates that the models were trained on; None if unknown.
    """

    def __init__(self, train_plates: frozenset[str] | None) -> None:
        self.train_plates = train_plates
        self._suspects: WeakKeyDictionary[Dashboard, pd.DataFrame] = WeakKeyDictionary()
        self._near: WeakKeyDictionary[Dashboard, NearDuplicates] = WeakKeyDictionary()
        self._overlap: WeakKeyDictionary[Dashboard, TrainOverlap] = WeakKeyDictionary()

    def suspects(self, dashboard: Dashboard) -> pd.DataFrame:
        """evaluation.faults.label_suspects."""
        if dashboard not in self._suspects:
            self._suspects[dashboard] = label_suspects(dashboard.table)
        return self._suspects[dashboard]

    def overlap(self, dashboard: Dashboard) -> TrainOverlap | None:
        """evaluation.faults.train_overlap, or None if the training plates are unknown."""
        if self.train_plates is None:
            return None
        if dashboard not in self._overlap:
            self._overlap[dashboard] = train_overlap(dashboard.table, self.train_plates)
        return self._overlap[dashboard]

    def near_known(self, dashboard: Dashboard) -> NearDuplicates | None:
        """What :meth:`near`, which opens every image, found before; None if it has not been called."""
        return self._near.get(dashboard)

    def near(self, dashboard: Dashboard, progress: Callable[[int, int], None]) -> NearDuplicates:
        """evaluation.faults.near_duplicates; ``progress`` is called with the number of images done and the total."""
        if dashboard not in self._near:
            total, done = len(images_of(dashboard.table)), 0

            def count(images: int) -> None:
                nonlocal done
                done += images
                progress(done, total)

            self._near[dashboard] = near_duplicates(dashboard.table, dashboard.folder, progress=count)
        return self._near[dashboard]
