"""The photos of an evaluation to show: their table, their folder, and their figures. No HTML, no Gradio."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import pandas as pd

from plateocr.evaluation.photo_table import PHOTOS_NAME, read_photo_table
from plateocr.evaluation.recorded import recorded, recorded_folder
from plateocr.hub.data import image_inside


@dataclass(frozen=True, eq=False)
class PhotoErrors:
    """The outcomes of the plates in whole photos (evaluation.photo_table), and the folder of the photos.

    ``figures`` are those of evaluation.photo_metrics, empty if unknown.
    """

    table: pd.DataFrame
    folder: Path
    figures: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def open(cls, place: Path) -> Self | None:
        """Open what ``plateocr evaluate --photos`` wrote into ``place``; None if it is an evaluation without photos.

        A missing folder of photos is not an error: the table can still be read. Raises DataError if the table was
        written by another version of plateocr.
        """
        figures = _recorded_figures(place)
        if figures is None or not (place / PHOTOS_NAME).is_file():
            return None
        return cls(read_photo_table(place / PHOTOS_NAME), recorded_folder(str(figures["folder"]), place), figures)

    def path(self, photo_id: str) -> Path | None:
        """The file of a photo of this table, or None if the table has no such photo or its file is gone."""
        name = self._names.get(photo_id)
        return None if name is None else image_inside(self.folder, name)

    @cached_property
    def _names(self) -> dict[str, str]:
        return dict(zip(self.table["photo_id"].astype(str), self.table["photo"].astype(str), strict=True))


def _recorded_figures(place: Path) -> dict[str, Any] | None:
    """The figures of photos in metrics.json; None if no photos were evaluated."""
    figures = recorded(place).get("photos")
    return figures if isinstance(figures, dict) and "folder" in figures else None
