"""PlatePipeline: detect, rectify, recognise, judge. An image goes in, and all its plates come out read."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Self, overload

import numpy as np

from plateocr.errors import ConfigError
from plateocr.geometry.orientation import turn, turned_back
from plateocr.geometry.warps import Pixels
from plateocr.images import ImageSource, open_image, remarks_of
from plateocr.pipeline.crop_or_photo import View, detect_plates
from plateocr.pipeline.detector import Detector, at_quad
from plateocr.pipeline.prediction import Flag, PlatePrediction
from plateocr.pipeline.reader import EngineName, PlateReader
from plateocr.pipeline.recognition import Recogniser, recognise
from plateocr.pipeline.record import ImageRecord, image_record
from plateocr.pipeline.results import DetectedPlate, Detection, ImageReading, PlateReading
from plateocr.pipeline.search import open_detector, plate_crop
from plateocr.plates import PlateKind
from plateocr.shipped import DEFAULT_MODEL

# If all readings have less confidence than the first, other orientations are tried; a reading with at least the second
# confirms one. Of 712 real crops, the two shipped recognisers read 8 and 2 with less than 0.95; upside down, one of the
# 2 x 712 readings had 0.97 or more, and on their sides none had more than 0.11.
_DOUBTFUL, _SURE = 0.95, 0.97
# The detection score that confirms an orientation for plates that are not read.
_SURE_SCORE = 0.8
# Most likely first: photos are turned by a quarter more often than by half.
_TURNS = (90, 270, 180)


class PlatePipeline:
    """Reads crops and photos with one or more recognisers, which share one detection.

    Args:
        recognisers: read each plate; the last one decides whether an image has to be turned.
        detector: finds plates in photos; without one every image is read as a crop.

    Raises ConfigError if there is no recogniser.

    """

    def __init__(self, recognisers: Sequence[Recogniser], detector: Detector | None = None) -> None:
        if not recognisers:
            raise ConfigError("a pipeline needs at least one recogniser, such as PlateReader.from_checkpoint().")
        self.recognisers = tuple(recognisers)
        self.detector = detector

    @classmethod
    def open(cls, *checkpoints: str | Path, engine: EngineName = "auto") -> Self:
        """The pipeline with the shipped detector and these checkpoints, by default the shipped ``lstm``.

        Checkpoints are named, and errors raised, as in PlateReader.from_checkpoint.
        """
        readers = [PlateReader.from_checkpoint(one, engine) for one in checkpoints or (DEFAULT_MODEL,)]
        return cls(readers, open_detector())

    @overload
    def read(self, source: list[ImageSource] | tuple[ImageSource, ...], view: View = ...) -> list[ImageRecord]: ...
    @overload
    def read(self, source: ImageSource, view: View = ...) -> ImageRecord: ...
    def read(
        self, source: ImageSource | list[ImageSource] | tuple[ImageSource, ...], view: View = "auto"
    ) -> ImageRecord | list[ImageRecord]:
        """Read an image, or a list of them: paths, bytes, Pillow images or RGB arrays. Raises ImageError.

        ``view``: "crop" reads the whole image as one plate, "photo" detects plates in it, "auto" decides which.
        """
        if isinstance(source, list | tuple):
            return [self.read(one, view) for one in source]
        image = open_image(source)
        name = str(source) if isinstance(source, str | Path) else ""
        return image_record(name, self.read_images([np.asarray(image)], view)[0], remarks_of(image))

    def read_images(self, images: Sequence[Pixels], view: View = "auto") -> list[ImageReading]:
        """Read upright RGB images (H, W, 3); the plates of all images are read together, in batches.

        If nothing in an image is detected, or read with confidence, other orientations are tried. Corners are always in
        pixels of the image as given, in the plate's own reading direction.
        """
        detections = [detect_plates(image, self.detector, view) for image in images]
        readings = self._read(images, detections, self.recognisers)
        for place, image in enumerate(images):
            turned = self._turned(image, view) if self._is_doubtful(readings[place]) else None
            if turned:
                readings[place] = self._read([image], [turned], self.recognisers)[0]
        return readings

    def _read(
        self, images: Sequence[Pixels], detections: Sequence[Detection], recognisers: Sequence[Recogniser]
    ) -> list[ImageReading]:
        crops = [crop for image, found in zip(images, detections, strict=True) for crop in _inputs(image, found)]
        read = recognise(recognisers, crops)
        names = [recogniser.name for recogniser in recognisers]
        # The time of a single image is not known if several are read together.
        milliseconds = dict(zip(names, read.milliseconds, strict=True)) if len(images) == 1 and crops else {}
        each = (dict(zip(names, of_crop, strict=True)) for of_crop in zip(*read.predictions, strict=True))
        return [
            ImageReading((image.shape[1], image.shape[0]), found, _plates(found, each), milliseconds)
            for image, found in zip(images, detections, strict=True)
        ]

    def _turned(self, image: Pixels, view: View) -> Detection | None:
        """What is detected in the image after turning it; None if no orientation gives a confident reading."""
        for degrees in _TURNS:
            turned = turn(image, degrees)
            found = detect_plates(turned, self.detector, view)
            if any(map(_is_sure, self._read([turned], [found], self.recognisers[-1:])[0].plates)):
                plates = tuple(_as_given(plate, image, turned, degrees) for plate in found.plates)
                return replace(found, plates=plates, turned=degrees)
        return None

    def _is_doubtful(self, reading: ImageReading) -> bool:
        """Whether no plate was found, or only plates that the last recogniser read with little confidence."""
        name = self.recognisers[-1].name
        return all(
            name in plate.predictions and plate.predictions[name].confidence < _DOUBTFUL for plate in reading.plates
        )


def _inputs(image: Pixels, detection: Detection) -> list[Pixels]:
    """The crops of an image to read, in order: one for each plate that is read, or the whole image."""
    if detection.is_whole:
        return [turn(image, detection.turned)]
    return [plate_crop(image, plate) for plate in detection.plates if plate.is_read]


def _plates(found: Detection, each: Iterator[dict[str, PlatePrediction]]) -> tuple[PlateReading, ...]:
    """The plates of a detection; those that are read take the next item of ``each``."""
    if found.is_whole:
        return (PlateReading(None, next(each)),)
    return tuple(_judged(plate, next(each)) if plate.is_read else PlateReading(plate) for plate in found.plates)


def _judged(plate: DetectedPlate, predictions: dict[str, PlatePrediction]) -> PlateReading:
    """The reading to report for a plate; one in two rows needs a recogniser that is confident of it."""
    unsure = all(Flag.LOW_CONFIDENCE in prediction.flags for prediction in predictions.values())
    if plate.kind == PlateKind.TWO_ROWS and unsure:
        return PlateReading(replace(plate, is_legible=False))
    return PlateReading(plate, predictions)


def _is_sure(plate: PlateReading) -> bool:
    if plate.best is not None:
        return plate.best.confidence >= _SURE and not plate.best.flags
    return plate.detected is not None and plate.detected.score >= _SURE_SCORE


def _as_given(plate: DetectedPlate, image: Pixels, turned: Pixels, degrees: int) -> DetectedPlate:
    """A plate of the turned image, with its corners in pixels of the original image."""
    height, width = turned.shape[:2]
    return at_quad(plate, turned_back(plate.quad / (width, height), (image.shape[1], image.shape[0]), degrees))
