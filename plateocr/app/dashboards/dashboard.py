"""An evaluation to show: its table, the folder of its images, and its figures. No HTML, no Gradio."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from plateocr.app.dashboards.photos import PhotoErrors
from plateocr.data.archive import LeftOut
from plateocr.errors import DataError
from plateocr.evaluation.compare import compare
from plateocr.evaluation.metrics import summarise
from plateocr.evaluation.prepared import PreparedTable
from plateocr.evaluation.recorded import evaluated_folder
from plateocr.evaluation.table import models_of, read_table, rows_of, slots_of
from plateocr.evaluation.trust import Verdicts, verdicts
from plateocr.hub.data import image_inside
from plateocr.pipeline.prediction import CharacterPrediction, Flag, PlatePrediction
from plateocr.plates import ORDINARY, SPECS, Layout


@dataclass(frozen=True, eq=False)
class Dashboard:
    """A prediction table of one or more models, the folder of its images, and the files left out.

    ``photos`` are the photos from which the images were cut; None if they were crops to begin with.
    """

    table: pd.DataFrame
    folder: Path
    left_out: tuple[LeftOut, ...] = ()
    photos: PhotoErrors | None = None

    @classmethod
    def open(cls, predictions: str | Path, folder: str | Path | None = None) -> Self:
        """Open what ``plateocr evaluate --out`` wrote; ``folder`` overrides the image folder it recorded.

        The table is empty if nothing was found in the evaluated photos. Raises DataError if there is no table, if it is
        empty for another reason, or if the folder of its images is unknown or gone.
        """
        table = read_table(predictions)
        place = Path(predictions) if Path(predictions).is_dir() else Path(predictions).parent
        photos = PhotoErrors.open(place)
        if table.empty and photos is None:
            raise DataError(f"{predictions} holds no predictions; evaluate a folder that has images.")
        images = Path(folder) if folder is not None else evaluated_folder(place)
        if not images.is_dir():
            raise DataError(f"{images}, the folder of the evaluated images, is not there; name it with --data DIR.")
        return cls(table, images, photos=photos)

    @cached_property
    def prepared(self) -> PreparedTable:
        """The table prepared for filtering, computed once."""
        return PreparedTable(self.table)

    @cached_property
    def _figures(self) -> dict[str, dict[str, Any]]:
        """Figures by model, kept here because a module-level cache would outlive a deleted dashboard."""
        return {}

    @property
    def models(self) -> list[str]:
        """The models in the table, or, if no plate of the photos was read, those in the table of photos."""
        return models_of(self.photos.table if self.table.empty and self.photos else self.table)

    def figures(self, model: str) -> dict[str, Any]:
        """The metrics of one model over all its images (evaluation.metrics.summarise), computed once."""
        if model not in self._figures:
            self._figures[model] = summarise(rows_of(self.table, model))
        return self._figures[model]

    @cached_property
    def _comparisons(self) -> dict[tuple[str, str], dict[str, Any]]:
        return {}

    def comparison(self, first: str, second: str) -> dict[str, Any]:
        """The paired comparison of two models over the same images (evaluation.compare), computed once.

        Raises DataError if they did not read the same files.
        """
        pair = (first, second)
        if pair not in self._comparisons:
            self._comparisons[pair] = compare(self.table, first, second)
        return self._comparisons[pair]

    def edit_counts(self, model: str) -> list[int]:
        """How many images have 0, 1, ... 7 edits."""
        rows = rows_of(self.table, model)
        counts = rows["edits"].value_counts()
        return [int(counts.get(edits, 0)) for edits in range(slots_of(rows["truth"]) + 1)]

    @cached_property
    def verdicts(self) -> Verdicts | None:
        """How far the verdicts of the table can be trusted; None if it was made before there were any."""
        return verdicts(self.table) if {"verdict", "kind"} <= set(self.table.columns) else None

    @cached_property
    def plate_length(self) -> int | None:
        """How many characters all plates have; None if they differ."""
        lengths = self.table["truth"].str.len().unique()
        return int(lengths[0]) if len(lengths) == 1 else None

    def of_image(self, image_id: str) -> pd.DataFrame:
        """The rows of one image, one per model; empty if the table has no such image."""
        return self.table.iloc[np.flatnonzero(self._ids == image_id)]

    @cached_property
    def _ids(self) -> npt.NDArray[np.object_]:
        """The column as Python strings, which compare ten times faster: a page of cards looks up two dozen images."""
        return self.table["id"].to_numpy(dtype=object)

    def image_path(self, image_id: str) -> Path | None:
        """The file of an image of this table, or None if the table has no such image or its file is gone.

        Only image files inside the folder are ever returned, whatever the table says.
        """
        rows = self.of_image(image_id)
        return None if rows.empty else image_inside(self.folder, str(rows["file"].iloc[0]))

    def id_of(self, file: str) -> str | None:
        """The id of the image in a file, or None if the table has no such file."""
        return self._ids_by_file.get(file)

    @cached_property
    def _ids_by_file(self) -> dict[str, str]:
        return dict(zip(self.table["file"].astype(str), self.table["id"].astype(str), strict=True))


def prediction_of(row: "pd.Series[Any]") -> PlatePrediction:
    """A row of the prediction table as the prediction that the reader made."""
    characters = tuple(
        CharacterPrediction(text[0], float(probabilities[0]), tuple(zip(text, map(float, probabilities), strict=True)))
        for text, probabilities in zip(row["alternatives"], row["alternative_probabilities"], strict=True)
    )
    flags = tuple(Flag(flag) for flag in row["flags"])
    return PlatePrediction(str(row["prediction"]), characters, float(row["confidence"]), flags, _layout_of(row))


def _layout_of(row: "pd.Series[Any]") -> Layout:
    """The layout of a reading, which the table lacks: that of the plate, if it has as many characters."""
    plate, text = next((spec for spec in SPECS.values() if spec.kind == row.get("kind")), None), str(row["prediction"])
    if plate and len(plate) == len(text):
        return plate.layout
    return Layout.SEVEN if len(text) == len(ORDINARY) else Layout.EIGHT
