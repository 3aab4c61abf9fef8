"""Evaluation itself: a labelled folder and some readers in, the prediction table out."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from rapidfuzz.distance import Levenshtein

from plateocr.data.folder import BadFile, PlateFolder
from plateocr.data.names import printable
from plateocr.errors import ConfigError, DataError
from plateocr.evaluation.attributes import image_attributes
from plateocr.evaluation.settings import EvaluationSettings
from plateocr.evaluation.table import SCHEMA
from plateocr.files import sha256_of
from plateocr.geometry.quads import Corners, tilt_of
from plateocr.geometry.warps import Pixels
from plateocr.pipeline.batches import open_in_batches
from plateocr.pipeline.ground import ground_colour
from plateocr.pipeline.prediction import PlatePrediction
from plateocr.pipeline.preparation import PreparedCrop
from plateocr.pipeline.reader import PlateReader
from plateocr.pipeline.recognition import Recognition, recognise
from plateocr.pipeline.rectifier import Rectifier
from plateocr.pipeline.verdict import Judgement, judge, sight_of
from plateocr.plates import Alphabet, spec_of

ID_LENGTH = 16
_DEFAULTS = EvaluationSettings()
_WARM_UP = np.zeros((64, 224, 3), np.uint8)


@dataclass(frozen=True)
class EvaluationResult:
    """The prediction table (evaluation.table), and the files that are not in it, with reasons."""

    table: pd.DataFrame
    bad: tuple[BadFile, ...]

    @classmethod
    def of_nothing(cls) -> "EvaluationResult":
        """An empty table, for photos in which no plate is found."""
        return cls(pd.DataFrame(columns=list(SCHEMA)), ())


def evaluate_folder(
    folder: PlateFolder,
    readers: Sequence[PlateReader],
    batch_size: int = _DEFAULTS.batch_size,
    progress: Callable[[int], None] = lambda _: None,
) -> EvaluationResult:
    """Read every image of a folder with every reader; a bad file is set aside and does not stop the rest.

    ``progress`` is called with the number of files done since the last call. Rows are ordered by reader, then by file.
    Raises DataError if no image can be read, ConfigError if two readers are the same.
    """
    plates = {image.path: image.plate for image in folder.labelled()}
    names = distinct_names(readers)
    for reader in readers:
        reader.read_images([_WARM_UP])  # a network's first run is slower
    rectifier: Rectifier | None = None
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    unreadable: list[BadFile] = []
    for batch in open_in_batches(plates, batch_size):
        read = recognise(readers, batch.images)
        corners = read.corners
        if corners is None:  # all readers stretch their images; the tilt is measured anyway
            rectifier = rectifier or Rectifier()
            corners = rectifier.corners(batch.images)
        judgements = _judged(read, batch.images, names)
        images = [
            _image_columns(folder.root, path, image, plates[path])
            | {"kind": _kind(plates[path], prepared), "tilt": _tilt(found, image), "verdict": judgement.verdict.value}
            for path, image, prepared, found, judgement in zip(
                batch.paths, batch.images, read.prepared, corners, judgements, strict=True
            )
        ]
        for name, predictions, took in zip(names, read.predictions, read.milliseconds, strict=True):
            rows[name] += [
                row | {"model": name, "milliseconds": took} | _prediction_columns(row["truth"], prediction)
                for row, prediction in zip(images, predictions, strict=True)
            ]
        unreadable += [BadFile(path, reason) for path, reason in batch.bad]
        progress(len(batch))
    if len(unreadable) == len(plates):
        raise DataError(f"{folder.root}: no labelled image can be opened, for example {unreadable[0].reason}")
    table = pd.DataFrame([row for name in names for row in rows[name]], columns=list(SCHEMA))
    return EvaluationResult(table, folder.bad + tuple(unreadable))


def distinct_names(readers: Sequence[PlateReader]) -> list[str]:
    """The name of each reader in the table: its own; on a clash with parent folders prefixed, or with its commit.

    Raises ConfigError if two readers use the same folder.
    """
    folders = [reader.folder.resolve() for reader in readers]
    if len(set(folders)) < len(folders):
        raise ConfigError(f"a checkpoint is given twice: {', '.join(str(reader.folder) for reader in readers)}.")
    names = [reader.name for reader in readers]
    depth = 1
    while len(set(names)) < len(names):
        depth += 1
        names = [
            # A folder of the Hub's cache is named by its commit.
            Path(*folder.parts[-depth:]).as_posix() if folder.name == reader.name else reader.source
            for folder, reader in zip(folders, readers, strict=True)
        ]
    return names


def alphabet_of(readers: Sequence[PlateReader]) -> Alphabet:
    """The characters that all readers know: the smallest of their alphabets."""
    return min((reader.config.reads for reader in readers), key=lambda alphabet: len(alphabet.tail))


def file_label(path: Path, root: Path) -> str:
    """The path of a file below ``root`` with forward slashes; bytes that are not UTF-8 are written as escapes."""
    return printable(path.relative_to(root).as_posix())


def _judged(read: Recognition, images: Sequence[Pixels], names: Sequence[str]) -> list[Judgement]:
    """The verdict of all readers together on each image."""
    return [
        judge(dict(zip(names, of_image, strict=True)), sight_of(prepared, (image.shape[1], image.shape[0])))
        for image, prepared, of_image in zip(images, read.prepared, zip(*read.predictions, strict=True), strict=True)
    ]


def _tilt(corners: Corners, image: Pixels) -> float:
    return tilt_of(corners, (image.shape[1], image.shape[0]))


def _image_columns(root: Path, path: Path, image: Pixels, plate: str) -> dict[str, Any]:
    """The columns of a row that do not depend on the model."""
    return {
        "id": sha256_of(path)[:ID_LENGTH],
        "file": file_label(path, root),
        "truth": plate,
        **asdict(image_attributes(image)),
    }


def _kind(plate: str, prepared: PreparedCrop) -> str:
    """The kind of a plate with that number, of several the one whose rows and colour are seen; '' if there is none."""
    seen = (spec_of(plate, one.layout, ground_colour(one.pixels)) for one in prepared.plates)
    spec = next(filter(None, seen), None) or spec_of(plate)
    return spec.kind if spec else ""


def _prediction_columns(truth: str, prediction: PlatePrediction) -> dict[str, Any]:
    edits = Levenshtein.distance(truth, prediction.text)
    alternatives = [character.alternatives for character in prediction.characters]
    return {
        "prediction": prediction.text,
        "edits": edits,
        "cer": edits / len(truth),
        "correct": prediction.text == truth,
        "confidence": prediction.confidence,
        "probabilities": [character.probability for character in prediction.characters],
        "alternatives": ["".join(text for text, _ in position) for position in alternatives],
        "alternative_probabilities": [[probability for _, probability in position] for position in alternatives],
        "flags": [flag.value for flag in prediction.flags],
    }
