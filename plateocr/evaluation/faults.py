"""Faults of the data rather than of a model: suspicious labels, near-duplicate images, plates that were trained on."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from plateocr.evaluation.image_hash import groups_of_near, hash_files
from plateocr.evaluation.metrics import summarise
from plateocr.evaluation.overview import Figure, overview
from plateocr.evaluation.table import models_of, rows_of

SURE = 0.9
# Of 500 different plates none are nearer than 8 bits; 96 % of copies saved anew, halved or blurred move at most 4.
NEAR = 4


@dataclass(frozen=True)
class NearDuplicates:
    """Images that look the same.

    ``images``: a row per image that looks like another one: ``group`` (from 1), ``id``, ``file``, ``truth``, and
    ``one_plate``, whether its whole group has the same truth. Groups with different truths come first, since at least
    one label must be wrong. ``unreadable``: files that are missing, are not images, or lie outside the folder.
    """

    images: pd.DataFrame
    unreadable: tuple[str, ...]


@dataclass(frozen=True)
class TrainOverlap:
    """Images whose plate was also trained on, and the figures with and without them.

    ``images``: their ``id``, ``file`` and ``truth``, in the order of the table. ``everything`` and ``without`` hold
    each model's overview (evaluation.overview) over all images and over the others; ``without`` is empty if there are
    no others.
    """

    images: pd.DataFrame
    everything: dict[str, dict[str, Figure]]
    without: dict[str, dict[str, Figure]]

    @property
    def plates(self) -> list[str]:
        """The plates concerned, once each, in the order of the table."""
        return [str(plate) for plate in self.images["truth"].unique()]


def label_suspects(table: pd.DataFrame, min_confidence: float = SURE) -> pd.DataFrame:
    """Images whose label all models contradict with the same reading, each with at least ``min_confidence`` (0..1).

    Columns ``id``, ``file``, ``truth`` (the label), ``prediction`` (what all models read) and ``confidence`` (the
    lowest of theirs); most confident first. An image that some model did not read is not listed.
    """
    doubted = table[~table["correct"].astype(bool) & (table["confidence"] >= min_confidence)]
    read_the_same = doubted.groupby(["file", "prediction"], sort=False)
    by_all = doubted[read_the_same["model"].transform("nunique") == table["model"].nunique()]
    return (
        by_all.sort_values(["confidence", "file"])
        .drop_duplicates("file")[["id", "file", "truth", "prediction", "confidence"]]
        .sort_values(["confidence", "file"], ascending=[False, True], ignore_index=True)
    )


def near_duplicates(
    table: pd.DataFrame, folder: Path, max_distance: int = NEAR, progress: Callable[[int], None] = lambda _: None
) -> NearDuplicates:
    """The images of a table, below ``folder``, that look the same: hashes at most ``max_distance`` of 64 bits apart.

    Every image is opened once, about 1,000 a second. ``progress`` is called with the number of images done since the
    last call.
    """
    images = images_of(table)
    root = folder.resolve()
    paths = [(root / file).resolve() for file in images["file"]]
    inside = np.array([path.is_relative_to(root) for path in paths], dtype=bool)
    hashes, bad = hash_files([path for path, allowed in zip(paths, inside, strict=True) if allowed], progress)
    readable = inside.copy()
    readable[np.flatnonzero(inside)[bad]] = False
    group = groups_of_near(hashes[readable[inside]], max_distance)
    unreadable = tuple(str(file) for file in images["file"][~readable])
    return NearDuplicates(_number_groups(images[readable].assign(group=group)), unreadable)


def train_overlap(table: pd.DataFrame, train_plates: Iterable[str]) -> TrainOverlap:
    """Which evaluated images show plates that were trained on, and how each model does with and without them."""
    seen = table["truth"].isin(set(train_plates))
    return TrainOverlap(images_of(table[seen]), _overviews(table), _overviews(table[~seen]))


def images_of(table: pd.DataFrame) -> pd.DataFrame:
    """The images of a prediction table, once each however many models there are: ``id``, ``file``, ``truth``."""
    return table[["id", "file", "truth"]].drop_duplicates("file", ignore_index=True)


def _number_groups(images: pd.DataFrame) -> pd.DataFrame:
    """Groups of two or more images, numbered: those with several plates first, then by their first file."""
    by_group = images.groupby("group")
    images = images.assign(
        one_plate=by_group["truth"].transform("nunique") == 1, first=by_group["file"].transform("min")
    )
    images = images[by_group["id"].transform("size") > 1].sort_values(["one_plate", "first", "file"])
    numbers = images.groupby(["one_plate", "first"], sort=False).ngroup() + 1
    return images.assign(group=numbers)[["group", "id", "file", "truth", "one_plate"]].reset_index(drop=True)


def _overviews(table: pd.DataFrame) -> dict[str, dict[str, Figure]]:
    return {model: overview(summarise(rows_of(table, model))) for model in models_of(table)}
