"""The photos of an evaluation to look at: their table, where they lie, and their figures. No HTML, no Gradio."""

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
    """What became of the plates of whole photos (evaluation.photo_table), and the folder of the photos.

    ``figures`` are those of evaluation.photo_metrics, empty where they are not known.
    """

    table: pd.DataFrame
    folder: Path
    figures: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def open(cls, place: Path) -> Self | None:
        """Open what ``plateocr evaluate --photos`` wrote into ``place``; None where another evaluation lies there.

        A folder of photos that is gone is no error: the table can still be read. Raises DataError when the table is of
        another plateocr.
        """
        figures = _recorded_figures(place)
        if figures is None or not (place / PHOTOS_NAME).is_file():
            return None
        return cls(read_photo_table(place / PHOTOS_NAME), recorded_folder(str(figures["folder"]), place), figures)

    def path(self, photo_id: str) -> Path | None:
        """The file of a photo of this table, or None when the table has no such photo or its file is gone."""
        name = self._names.get(photo_id)
        return None if name is None else image_inside(self.folder, name)

    @cached_property
    def _names(self) -> dict[str, str]:
        return dict(zip(self.table["photo_id"].astype(str), self.table["photo"].astype(str), strict=True))


def _recorded_figures(place: Path) -> dict[str, Any] | None:
    """What metrics.json says of photos; None when the evaluation that wrote it was of none."""
    figures = recorded(place).get("photos")
    return figures if isinstance(figures, dict) and "folder" in figures else None
