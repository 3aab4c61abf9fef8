"""Calibration of a checkpoint: its temperature, and the confidence below which it is unsure."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar

from plateocr.data.folder import BadFile, PlateFolder
from plateocr.data.split import side_of
from plateocr.errors import DataError
from plateocr.evaluation.calibration import Answered, answered_at, expected_calibration_error
from plateocr.evaluation.settings import CalibrationSettings
from plateocr.evaluation.table import LONGEST
from plateocr.models.card import write_card, write_figures
from plateocr.models.config import CONFIG_NAME, METRICS_NAME, ConfidenceSpec, load_config, save_config
from plateocr.outputs import staged_files
from plateocr.pipeline.batches import open_in_batches
from plateocr.pipeline.prediction import class_probabilities
from plateocr.pipeline.preparation import normalise
from plateocr.pipeline.reader import PlateReader

Floats = npt.NDArray[np.float64]

_TEMPERATURES = (0.25, 4.0)
_BATCH = 64
_CERTAIN = 1e4
_DEFAULTS = CalibrationSettings()
# Not the seed of a data split, whose validation plates would all fall into one half.
_HALVES_SEED = -1


@dataclass(frozen=True, eq=False)
class Logits:
    """A network's raw outputs for n images: of the first character (n, C) and of the others (n, m, D).

    read: the class that was read at each position, (n, 1 + m). Shorter plates are padded with certain characters.
    """

    first: npt.NDArray[np.float32]
    tail: npt.NDArray[np.float32]
    read: npt.NDArray[np.int64]

    def confidence(self, temperature: float) -> Floats:
        """The confidence of each plate (n,), 0..1, when logits are divided by ``temperature``."""
        first, tail = (class_probabilities(logits, temperature) for logits in (self.first, self.tail))
        of_first = np.take_along_axis(first, self.read[:, :1], axis=-1)[:, 0].astype(np.float64)
        of_tail = np.take_along_axis(tail, self.read[:, 1:, None], axis=-1)[..., 0].astype(np.float64)
        return np.asarray(of_first * of_tail.prod(axis=1))

    def of(self, chosen: npt.NDArray[np.bool_]) -> "Logits":
        """Those of the selected images (n,)."""
        return Logits(self.first[chosen], self.tail[chosen], self.read[chosen])


@dataclass(frozen=True)
class Calibration:
    """The result of a calibration, ready for config.json, and how good it is.

    error_before, error_after: expected calibration error, 0..1; the latter is cross-fitted, so measured on plates that
    the temperature was not fitted on. answered: at the threshold, out of all plates. sure_without_plate: share of the
    images without a plate that get a confident answer; None if there are none. bad: the files that were left out.
    """

    spec: ConfidenceSpec
    images: int
    accuracy: float
    error_before: float
    error_after: float
    answered: Answered
    sure_without_plate: float | None
    bad: tuple[BadFile, ...]

    def figures(self) -> dict[str, float | int | None]:
        """Everything except the spec and the files left out, ready for JSON."""
        return {
            "pictures": self.images,
            "accuracy": self.accuracy,
            "error_before": self.error_before,
            "error_after": self.error_after,
            "coverage": self.answered.coverage,
            "answered_accuracy": self.answered.accuracy,
            "sure_without_plate": self.sure_without_plate,
        }


def calibrate(
    reader: PlateReader,
    folders: Sequence[PlateFolder],
    without_plates: Sequence[Path] = (),
    settings: CalibrationSettings = _DEFAULTS,
) -> Calibration:
    """Fit a reader's temperature on labelled images, and its threshold for "unsure".

    The temperature is :func:`fit_temperature`'s. The threshold is the lowest confidence at which at least
    ``settings.target`` of the answered plates are correct and less than ``settings.max_without_plate`` of the images in
    ``without_plates`` are answered. Files that cannot be read are left out. Raises DataError if there are no images, or
    if no threshold reaches the target.
    """
    plates = {image.path: image.plate for folder in folders for image in folder.labelled()}
    logits, correct, texts, unreadable = _read(reader, plates)
    temperature = fit_temperature(logits, correct)
    halves = np.array([side_of(text, 0.5, _HALVES_SEED) == "val" for text in texts])
    crosswise = np.empty(len(texts))
    for half in (halves, ~halves):
        if half.any() and not half.all():
            crosswise[half] = logits.of(half).confidence(fit_temperature(logits.of(~half), correct[~half]))
        else:
            crosswise[half] = logits.of(half).confidence(temperature)
    confidence = logits.confidence(temperature)
    bad = [*(bad for folder in folders for bad in folder.bad), *unreadable]
    negatives = None
    if without_plates:
        of_negatives, _, _, unreadable = _read(reader, dict.fromkeys(without_plates, ""))
        negatives = of_negatives.confidence(temperature)
        bad += unreadable
    threshold = find_threshold(confidence, correct, negatives, settings)
    return Calibration(
        ConfidenceSpec(temperature=round(temperature, 4), low_below=threshold),
        len(texts),
        float(correct.mean()),
        expected_calibration_error(logits.confidence(1.0), correct),
        expected_calibration_error(crosswise, correct),
        answered_at(confidence, correct, threshold),
        None if negatives is None else float((negatives >= threshold).mean()),
        tuple(bad),
    )


def store_calibration(checkpoint: Path, found: Calibration) -> None:
    """Write a calibration into a checkpoint folder: its config, figures and card, all or none. Raises OutputError."""
    config = load_config(checkpoint).model_copy(update={"confidence": found.spec})
    with staged_files(checkpoint, last=CONFIG_NAME) as beside:
        if (checkpoint / METRICS_NAME).is_file():
            shutil.copyfile(checkpoint / METRICS_NAME, beside / METRICS_NAME)
        write_figures(beside, "calibration", found.figures())
        write_card(beside, config)
        save_config(beside, config)


def fit_temperature(logits: Logits, correct: npt.NDArray[np.bool_]) -> float:
    """The temperature (0.25 to 4) at which confidence best predicts whether a plate is read correctly.

    It minimises the negative log-likelihood of "correct" and "wrong" under the plate's confidence.
    """

    def loss(log_temperature: float) -> float:
        confidence = np.clip(logits.confidence(float(np.exp(log_temperature))), 1e-6, 1 - 1e-6)
        return -float(np.where(correct, np.log(confidence), np.log1p(-confidence)).mean())

    return float(np.exp(minimize_scalar(loss, bounds=np.log(_TEMPERATURES), method="bounded").x))


def find_threshold(
    confidence: Floats,
    correct: npt.NDArray[np.bool_],
    negatives: Floats | None,
    settings: CalibrationSettings,
) -> float:
    """The lowest threshold (two decimals, 0.5 or more) that meets both conditions of :func:`calibrate`.

    Never below 0.5, however good the reader: a plate that is as likely wrong as correct is not sure. Raises DataError
    if no threshold meets them.
    """
    for threshold in np.arange(50, 100) / 100:
        answered = answered_at(confidence, correct, threshold)
        right_enough = answered.accuracy is not None and answered.accuracy >= settings.target
        few_negatives = negatives is None or float((negatives >= threshold).mean()) < settings.max_without_plate
        if right_enough and few_negatives:
            return float(threshold)
    condition, change = f"gets {settings.target:.1%} of the answered plates correct", "lower --target"
    if negatives is not None:
        condition += f" and answers less than {settings.max_without_plate:.1%} of the images without a plate"
        change += " or raise --max-without-plate"
    raise DataError(f"no threshold up to 0.99 {condition}; train further, or {change}.")


def _read(
    reader: PlateReader, plates: dict[Path, str]
) -> tuple[Logits, npt.NDArray[np.bool_], list[str], list[BadFile]]:
    """The network's outputs for the images that can be read, which of them are read correctly, their plates, and the
    files that cannot be read.
    """
    rows: list[tuple[npt.NDArray[np.float32], npt.NDArray[np.float32], npt.NDArray[np.int64]]] = []
    texts, correct = [], []
    unreadable: list[BadFile] = []
    for batch in open_in_batches(plates, _BATCH):
        unreadable += [BadFile(path, reason) for path, reason in batch.bad]
        predictions = reader.read_images(batch.images)
        layouts = [one.layout for one in predictions]
        for prediction, plate in zip(predictions, reader.preparer.in_layouts(batch.images, layouts), strict=True):
            first, tail = reader.engine.logits(normalise(plate.pixels[None], reader.config.input))
            rows.append(_padded(first[0], tail[0], np.array(reader.config.reads.encode(prediction.text))))
        texts += [plates[path] for path in batch.paths]
        correct += [one.text == plates[path] for one, path in zip(predictions, batch.paths, strict=True)]
    if not texts:
        raise DataError("none of the images to calibrate on can be opened.")
    return Logits(*map(np.stack, zip(*rows, strict=True))), np.array(correct), texts, unreadable


def _padded(
    first: npt.NDArray[np.float32], tail: npt.NDArray[np.float32], read: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32], npt.NDArray[np.int64]]:
    """One image's logits and classes, padded with certain characters to the length of the longest plate."""
    missing = LONGEST - len(read)
    certain = np.full((missing, tail.shape[1]), -_CERTAIN, np.float32)
    certain[:, 0] = _CERTAIN
    return first, np.concatenate([tail, certain]), np.pad(read, (0, missing))
