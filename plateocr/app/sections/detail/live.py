"""What the models now read in one image of an evaluation: answers, decisive parts, breaking points. No HTML."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from PIL import Image

from plateocr.app.dashboards.dashboard import Dashboard, prediction_of
from plateocr.errors import DataError, ImageError
from plateocr.evaluation.occlusion import OcclusionMap, occlusion_map
from plateocr.evaluation.perturb import KNOBS, Perturbation
from plateocr.evaluation.probe import read_closely
from plateocr.evaluation.sweep import Sweep, sweep
from plateocr.images import open_image
from plateocr.pipeline.prediction import PlatePrediction
from plateocr.pipeline.reader import PlateReader

# How many maps and sweeps are kept, of a few KB each: enough to browse through images and back.
_KEPT = 256


@dataclass(frozen=True, eq=False)
class Detail:
    """One image of a dashboard: its rows in the table, one per model, its file, and the upright RGB image.

    If the file is gone, or the image cannot be opened, the error takes its place.
    """

    rows: pd.DataFrame
    path: Path | ImageError
    image: Image.Image | ImageError

    @property
    def truth(self) -> str:
        """The plate text of the label."""
        return str(self.rows["truth"].iloc[0])

    def live_path(self) -> Path:
        """The image's file. Raises ImageError if it is gone."""
        if isinstance(self.path, ImageError):
            raise self.path
        return self.path

    def live_image(self) -> Image.Image:
        """The image. Raises ImageError if it cannot be opened."""
        if isinstance(self.image, ImageError):
            raise self.image
        return self.image


@dataclass(frozen=True, eq=False)
class ModelAnswer:
    """What a model reads in an image.

    ``seen`` is the network's input, (height, width, 3) uint8; None if the answer is from the table, not live.
    ``recorded`` is this model's text in the table; None if the table does not have it.
    """

    model: str
    prediction: PlatePrediction
    milliseconds: float
    seen: npt.NDArray[np.uint8] | None
    recorded: str | None


def open_detail(dashboard: Dashboard, image_id: str) -> Detail:
    """Open an image by its id. Raises DataError if the table has no such image."""
    rows = dashboard.of_image(image_id).drop_duplicates("model")
    if rows.empty:
        raise DataError("the evaluation has no image '{id}'; choose one from its cards.", id=image_id)
    path, file = dashboard.image_path(image_id), rows["file"].iloc[0]
    if path is None:
        gone = ImageError("{name} is no longer in the folder of the evaluated images.", name=file)
        return Detail(rows, gone, gone)
    try:
        return Detail(rows, path, open_image(path, path.name))
    except ImageError as error:
        return Detail(rows, path, error)


def answers_of(
    rows: pd.DataFrame, readers: Sequence[PlateReader], image: Image.Image | None
) -> tuple[ModelAnswer, ...]:
    """The answer of each model in an image's table ``rows`` (one per model), then of each reader not in the table.

    Models with a reader read ``image`` (upright RGB) live; the answers of the others, or of all if there is no image,
    are from the table.
    """
    recorded = {str(row["model"]): row for _, row in rows.iterrows()}
    live = {reader.name: reader for reader in readers} if image is not None else {}
    answers = []
    for model in dict.fromkeys([*recorded, *live]):
        text = str(recorded[model]["prediction"]) if model in recorded else None
        if image is not None and model in live:
            answers.append(read_now(live[model], image, text))
        else:
            answers.append(_from_table(recorded[model]))
    return tuple(answers)


def read_now(reader: PlateReader, image: Image.Image, recorded: str | None = None) -> ModelAnswer:
    """One model's answer for an upright RGB image, with five candidates per position."""
    start = time.perf_counter()
    prediction = read_closely(reader, [image])[0]
    milliseconds = 1000 * (time.perf_counter() - start)
    return ModelAnswer(reader.name, prediction, milliseconds, reader.pixels(np.asarray(image)), recorded)


def decisive_parts(reader: PlateReader, path: Path) -> OcclusionMap:
    """The occlusion map of an image file, cached until the file changes. Raises ImageError."""
    return _decisive_parts(reader, path, path.stat().st_mtime_ns)


def breaking_points(reader: PlateReader, path: Path, settings: Perturbation, knob: str) -> Sweep:
    """The sweep of one knob on an image file, cached until the file changes. Raises ImageError."""
    return _breaking_points(reader, path, path.stat().st_mtime_ns, settings.with_value(knob, KNOBS[knob].neutral), knob)


def _from_table(row: "pd.Series[Any]") -> ModelAnswer:
    text = str(row["prediction"])
    return ModelAnswer(str(row["model"]), prediction_of(row), float(row["milliseconds"]), None, text)


@lru_cache(maxsize=_KEPT)
def _decisive_parts(reader: PlateReader, path: Path, _changed: int) -> OcclusionMap:
    return occlusion_map(reader, open_image(path, path.name))


@lru_cache(maxsize=_KEPT)
def _breaking_points(reader: PlateReader, path: Path, _changed: int, settings: Perturbation, knob: str) -> Sweep:
    return sweep(reader, open_image(path, path.name), settings, knob)
