"""Scoring a folder of whole photos: which plates are found, how well, and whether they are then read."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from time import perf_counter
from typing import Any

import pandas as pd
from PIL import Image

from plateocr.data.folder import BadFile
from plateocr.data.names import read_name
from plateocr.data.photo_annotations import AnnotatedPhoto, AnnotatedPlate, Box
from plateocr.errors import PictureError
from plateocr.evaluation.bootstrap import Bootstrap
from plateocr.files import replace_file, write_text
from plateocr.picture import open_picture
from plateocr.reading.finding import Finding, cut_box, find_plates
from plateocr.reading.locate import LocatedPlate, Locator, PlateKind, overlap

CROPS_NAME, PHOTOS_NAME = "crops", "photos.parquet"
# A plate counts as found from this overlap on (PASCAL VOC's measure), as well found above CCPD's.
FOUND_FROM, WELL_FOUND_ABOVE = 0.5, 0.7


class Outcome(StrEnum):
    """What became of an annotated plate, or of a plate that was found where none is."""

    RIGHT = "right"
    MISREAD = "misread"
    BADLY_FRAMED = "badly_framed"
    MISSED = "missed"
    FALSE_ALARM = "false_alarm"


@dataclass(frozen=True)
class PhotoPlate:
    """An annotated plate and what was found of it.

    overlap: intersection over union of the two boxes, 0..1. crop: the file that was cut out of the photo for the
    readers; None where nothing was found, or where the plate is none of seven characters.
    """

    photo: str
    truth: str | None
    overlap: float
    found: bool
    in_scope: bool
    crop: str | None


@dataclass(frozen=True)
class Located:
    """Where the plates of all photos were found.

    seconds: locating alone, without opening files. false_alarms: (photo, score) of plates of seven characters found
    where no plate is annotated.
    """

    plates: tuple[PhotoPlate, ...]
    false_alarms: tuple[tuple[str, float], ...]
    photos: int
    seconds: float
    bad: tuple[BadFile, ...]


def cut_plates(
    photos: Sequence[AnnotatedPhoto], locator: Locator, out: Path, progress: Callable[[int], None] = lambda _: None
) -> Located:
    """Locate the plates of annotated photos, and write what a reader is given of each into ``out``/crops.

    Crops are named ``NNNN-PLATE.png``. Plates that are not seven characters of the alphabet, or whose text is not
    known, count for locating alone. A photo that cannot be read is set aside.
    """
    plates: list[PhotoPlate] = []
    alarms: list[tuple[str, float]] = []
    bad: list[BadFile] = []
    seconds = 0.0
    (out / CROPS_NAME).mkdir(parents=True, exist_ok=True)
    for annotated in photos:
        try:
            photo = open_picture(annotated.path, annotated.path.name)
        except PictureError as error:
            bad.append(BadFile(annotated.path, str(error)))
            progress(1)
            continue
        started = perf_counter()
        finding = find_plates(photo, locator)
        seconds += perf_counter() - started
        candidates = _candidates(photo, finding)
        pairs = match_boxes([plate.box for plate in annotated.plates], [box for box, _ in candidates])
        for number, plate in enumerate(annotated.plates):
            box, found = candidates[pairs[number]] if number in pairs else (None, None)
            crop = _write_crop(photo, plate, found, out, len(plates)) if box is not None else None
            share = overlap(plate.box, box) if box is not None else 0.0
            in_scope = _reads_as_plate(plate.plate)
            plates.append(PhotoPlate(annotated.path.name, plate.plate, share, box is not None, in_scope, crop))
        alarms += [
            (annotated.path.name, found.score)
            for number, (_, found) in enumerate(candidates)
            if number not in pairs.values() and found is not None and found.kind == PlateKind.SEVEN
        ]
        progress(1)
    return Located(tuple(plates), tuple(alarms), len(photos) - len(bad), seconds, tuple(bad))


def match_boxes(annotated: Sequence[Box], found: Sequence[Box]) -> dict[int, int]:
    """Which found box belongs to which annotated one: the best overlaps first, none below 0.5, each box once."""
    overlaps = sorted(
        (
            (overlap(truth, box), number, other)
            for number, truth in enumerate(annotated)
            for other, box in enumerate(found)
        ),
        reverse=True,
    )
    pairs: dict[int, int] = {}
    for share, number, other in overlaps:
        if share >= FOUND_FROM and number not in pairs and other not in pairs.values():
            pairs[number] = other
    return pairs


def photo_outcomes(located: Located, predictions: pd.DataFrame) -> pd.DataFrame:
    """A row a plate of a photo and a model: photo, model, truth, prediction, overlap, outcome.

    ``predictions`` is the prediction table of the crops. A plate is badly framed when it is read wrongly and its box
    overlaps the annotated one by 0.7 or less. False alarms have no truth and no prediction.
    """
    read = {(row.model, row.file): str(row.prediction) for row in predictions.itertuples()}
    rows = []
    for model in predictions["model"].unique():
        for plate in (plate for plate in located.plates if plate.in_scope):
            prediction = read.get((model, plate.crop or ""))
            rows.append(
                {
                    "photo": plate.photo,
                    "model": model,
                    "truth": plate.truth,
                    "prediction": prediction,
                    "overlap": plate.overlap,
                    "outcome": _outcome(plate, prediction).value,
                }
            )
        rows += [
            {"photo": photo, "model": model, "truth": None, "prediction": None, "overlap": 0.0}
            | {"outcome": Outcome.FALSE_ALARM.value}
            for photo, _ in located.false_alarms
        ]
    return pd.DataFrame(rows, columns=["photo", "model", "truth", "prediction", "overlap", "outcome"])


def photo_metrics(located: Located, outcomes: pd.DataFrame, seed: int = 0) -> dict[str, Any]:
    """The figures of a folder of photos, ready for JSON; rates with 95 % bootstrap intervals over plates.

    ``recall``: annotated plates found (overlap 0.5 or more); ``recall_07``: found with more than 0.7; ``precision``:
    plates of seven characters found that are annotated; ``models``: for each, ``exact`` and ``exact_folded`` (O and 0
    taken as the same), shares of the annotated plates of seven characters that are found and read, and how many have
    which outcome. ``ms_per_photo``: locating alone.
    """
    found = [(plate.found, plate.overlap > WELL_FOUND_ABOVE) for plate in located.plates]
    bootstrap = Bootstrap(pd.DataFrame(found).to_numpy(dtype=int), seed)
    each = bootstrap.outcomes[:, 0] * 0 + 1
    hits = sum(plate.found for plate in located.plates)
    document: dict[str, Any] = {
        "photos": located.photos,
        "plates": len(located.plates),
        "in_scope": sum(plate.in_scope for plate in located.plates),
        "false_alarms": len(located.false_alarms),
        "recall": bootstrap.ratio(bootstrap.outcomes[:, 0], each),
        "recall_07": bootstrap.ratio(bootstrap.outcomes[:, 1], each),
        "precision": hits / max(1, hits + len(located.false_alarms)),
        "ms_per_photo": 1000 * located.seconds / max(1, located.photos),
        "models": {},
    }
    for model, rows in outcomes[outcomes["truth"].notna()].groupby("model", sort=False):
        exact = rows["truth"] == rows["prediction"]
        folded = rows["truth"].map(fold) == rows["prediction"].fillna("").map(fold)
        reads = Bootstrap(pd.concat([exact, folded], axis=1).to_numpy(dtype=int), seed)
        one = reads.outcomes[:, 0] * 0 + 1
        document["models"][model] = {
            "exact": reads.ratio(reads.outcomes[:, 0], one),
            "exact_folded": reads.ratio(reads.outcomes[:, 1], one),
            "outcomes": {str(name): int(count) for name, count in rows["outcome"].value_counts().items()},
        }
    return document


def write_photos(outcomes: pd.DataFrame, metrics: dict[str, Any], out: Path) -> None:
    """Write ``photos.parquet``, and the figures into ``metrics.json`` of ``out`` under ``photos``."""
    with replace_file(out / PHOTOS_NAME) as temporary:
        outcomes.to_parquet(temporary, index=False)
    path = out / "metrics.json"
    document = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    write_text(path, json.dumps(document | {"photos": metrics}, ensure_ascii=False, indent=2) + "\n")


def fold(text: str) -> str:
    """A text with O taken as 0: the two are one shape on a plate."""
    return text.replace("O", "0")


def _candidates(photo: Image.Image, finding: Finding) -> list[tuple[Box, LocatedPlate | None]]:
    """The boxes that were found, each with its plate; a crop is one box, the whole picture."""
    if finding.as_crop and not finding.plates:
        return [((0.0, 0.0, float(photo.width), float(photo.height)), None)]
    return [(plate.box, plate) for plate in finding.plates]


def _write_crop(
    photo: Image.Image, plate: AnnotatedPlate, found: LocatedPlate | None, out: Path, number: int
) -> str | None:
    if not _reads_as_plate(plate.plate) or (found is not None and found.kind != PlateKind.SEVEN):
        return None
    name = f"{number:04d}-{plate.plate}.png"
    part = photo if found is None else photo.crop(cut_box(photo, found))
    with replace_file(out / CROPS_NAME / name) as temporary:
        part.save(temporary, "PNG")
    return name


def _reads_as_plate(text: str | None) -> bool:
    return text is not None and read_name(f"{text}.jpg").fault is None


def _outcome(plate: PhotoPlate, prediction: str | None) -> Outcome:
    if not plate.found:
        return Outcome.MISSED
    if prediction is not None and fold(prediction) == fold(plate.truth or ""):
        return Outcome.RIGHT
    return Outcome.MISREAD if plate.overlap > WELL_FOUND_ABOVE else Outcome.BADLY_FRAMED
