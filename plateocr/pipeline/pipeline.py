"""PlatePipeline: an image in, all its plates read out. Detect, rectify, recognise, judge: the one path of a plate."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Self, overload

import numpy as np

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

# A reading with less confidence than the first makes an image worth turning; one with the second or more shows that it
# had to be. Of 712 real crops, the two recognisers that come along read 8 and 2 with less than 0.95; upside down 1 of
# both times 712 with 0.97 or more, and on their sides none with more than 0.11.
_DOUBTFUL, _SURE = 0.95, 0.97
# What plates that are not read must score instead.
_SURE_SCORE = 0.8
# First what is likelier: photos are turned by a quarter more often than by half.
_TURNS = (90, 270, 180)


class PlatePipeline:
    """Reads crops and photos with one or more recognisers on one detection.

    Args:
        recognisers: read each plate; the last one decides whether an image has to be turned.
        detector: finds the plates of photos; without one every image is read as a crop.

    """

    def __init__(self, recognisers: Sequence[Recogniser], detector: Detector | None = None) -> None:
        self.recognisers = tuple(recognisers)
        self.detector = detector

    @classmethod
    def open(cls, *checkpoints: str | Path, engine: EngineName = "auto") -> Self:
        """The pipeline with the detector that comes with plateocr, and checkpoints as PlateReader.from_checkpoint takes
        them; by default the shipped ``lstm``. Raises what that raises.
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

        ``view``: "crop" reads the whole image as one plate, "photo" looks for plates, "auto" tells which it is.
        """
        if isinstance(source, list | tuple):
            return [self.read(one, view) for one in source]
        image = open_image(source)
        name = str(source) if isinstance(source, str | Path) else ""
        return image_record(name, self.read_images([np.asarray(image)], view)[0], remarks_of(image))

    def read_images(self, images: Sequence[Pixels], view: View = "auto") -> list[ImageReading]:
        """Read upright RGB images (H, W, 3); the plates of all are read together, in batches.

        One in which nothing is found, or nothing that is read for sure, is tried turned; its corners are in pixels of
        the image as given, in the order of the plate's own reading direction.
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
        # Where images are read together, no one's time is known.
        milliseconds = dict(zip(names, read.milliseconds, strict=True)) if len(images) == 1 and crops else {}
        each = (dict(zip(names, of_crop, strict=True)) for of_crop in zip(*read.predictions, strict=True))
        return [
            ImageReading((image.shape[1], image.shape[0]), found, _plates(found, each), milliseconds)
            for image, found in zip(images, detections, strict=True)
        ]

    def _turned(self, image: Pixels, view: View) -> Detection | None:
        """What is found in an image when it is turned; None where that shows nothing that is sure."""
        for degrees in _TURNS:
            turned = turn(image, degrees)
            found = detect_plates(turned, self.detector, view)
            if any(map(_is_sure, self._read([turned], [found], self.recognisers[-1:])[0].plates)):
                plates = tuple(_as_given(plate, image, turned, degrees) for plate in found.plates)
                return replace(found, plates=plates, turned=degrees)
        return None

    def _is_doubtful(self, reading: ImageReading) -> bool:
        """Whether nothing was found, or nothing but plates that the last recogniser read with little confidence."""
        name = self.recognisers[-1].name
        return all(
            name in plate.predictions and plate.predictions[name].confidence < _DOUBTFUL for plate in reading.plates
        )


def _inputs(image: Pixels, detection: Detection) -> list[Pixels]:
    """The crops that are read of an image, in order: one for each plate that is, or the whole image."""
    if detection.is_whole:
        return [turn(image, detection.turned)]
    return [plate_crop(image, plate) for plate in detection.plates if plate.is_read]


def _plates(found: Detection, each: Iterator[dict[str, PlatePrediction]]) -> tuple[PlateReading, ...]:
    """The plates of a detection, with the next of ``each`` for those that are read."""
    if found.is_whole:
        return (PlateReading(None, next(each)),)
    return tuple(_judged(plate, next(each)) if plate.is_read else PlateReading(plate) for plate in found.plates)


def _judged(plate: DetectedPlate, predictions: dict[str, PlatePrediction]) -> PlateReading:
    """What is told of a plate: of two rows, only what at least one recogniser is sure of."""
    unsure = all(Flag.LOW_CONFIDENCE in prediction.flags for prediction in predictions.values())
    if plate.kind == PlateKind.TWO_ROWS and unsure:
        return PlateReading(replace(plate, is_legible=False))
    return PlateReading(plate, predictions)


def _is_sure(plate: PlateReading) -> bool:
    if plate.best is not None:
        return plate.best.confidence >= _SURE and not plate.best.flags
    return plate.detected is not None and plate.detected.score >= _SURE_SCORE


def _as_given(plate: DetectedPlate, image: Pixels, turned: Pixels, degrees: int) -> DetectedPlate:
    """A plate of the turned image, with its corners in pixels of the image as it was given."""
    height, width = turned.shape[:2]
    return at_quad(plate, turned_back(plate.quad / (width, height), (image.shape[1], image.shape[0]), degrees))
