"""PlatePipeline: detect, rectify, recognise, judge. An image goes in, and all its plates come out read."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Self, overload

import numpy as np

from plateocr.errors import ConfigError
from plateocr.geometry.crops import crop_plate
from plateocr.geometry.orientation import turn, turned_back
from plateocr.geometry.warps import Pixels
from plateocr.images import ImageSource, InputSpec, open_image, remarks_of
from plateocr.pipeline.crop_or_photo import View, detect_plates
from plateocr.pipeline.detector import Detector, at_quad
from plateocr.pipeline.ground import ground_colour
from plateocr.pipeline.prediction import PlatePrediction
from plateocr.pipeline.preparation import PreparedCrop, rectify
from plateocr.pipeline.reader import EngineName, PlateReader
from plateocr.pipeline.recognition import Recogniser, recognise
from plateocr.pipeline.record import ImageRecord, image_record
from plateocr.pipeline.results import DetectedPlate, Detection, ImageReading, NothingFound, PlateReading, points_of
from plateocr.pipeline.search import open_detector
from plateocr.pipeline.verdict import Verdict, judge, sight_of
from plateocr.plates import Layout
from plateocr.shipped import SHIPPED_MODELS

# If all readings have less confidence than the first, other orientations are tried; a reading with at least the second
# confirms one. Of 712 real crops, the two shipped recognisers read 8 and 2 with less than 0.95; upside down, one of the
# 2 x 712 readings had 0.97 or more, and on their sides none had more than 0.11.
_DOUBTFUL, _SURE = 0.95, 0.97
# Read with this confidence, an image is upright or upside down: on its side, no crop was read with more than 0.11.
_NOT_SIDEWAYS = 0.3
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
        """The pipeline with the shipped detector and these checkpoints, by default both that are shipped,
        since two that agree can be relied on more than one.

        Checkpoints are named, and errors raised, as in PlateReader.from_checkpoint.
        """
        readers = [PlateReader.from_checkpoint(one, engine) for one in checkpoints or SHIPPED_MODELS]
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
            if not self._is_doubtful(readings[place]):
                continue
            turned = self._turned(image, view, detections[place], readings[place])
            if turned:
                readings[place] = self._read([image], [turned], self.recognisers)[0]
        return readings

    def _read(
        self, images: Sequence[Pixels], detections: Sequence[Detection], recognisers: Sequence[Recogniser]
    ) -> list[ImageReading]:
        knows_layouts = recognisers[0].preparer.knows_layouts
        inputs = [
            one for image, found in zip(images, detections, strict=True) for one in _inputs(image, found, knows_layouts)
        ]
        read = recognise(recognisers, [one.crop for one in inputs], [one.layout for one in inputs])
        names = [recogniser.name for recogniser in recognisers]
        # The time of a single image is not known if several are read together.
        milliseconds = dict(zip(names, read.milliseconds, strict=True)) if len(images) == 1 and inputs else {}
        plates = iter(
            _judged(one, prepared, dict(zip(names, of_crop, strict=True)))
            for one, prepared, of_crop in zip(inputs, read.prepared, zip(*read.predictions, strict=True), strict=True)
        )
        return [_reading(image, found, plates, milliseconds) for image, found in zip(images, detections, strict=True)]

    def _turned(self, image: Pixels, view: View, found: Detection, reading: ImageReading) -> Detection | None:
        """What is detected in the image after turning it; None if no orientation gives a confident reading."""
        turns: tuple[int, ...] = _TURNS
        confirms = _is_sure
        if max((plate.best.confidence for plate in reading.plates if plate.best), default=0.0) >= _NOT_SIDEWAYS:
            turns, confirms = (180,), _is_read
            # Reading the same plates from their last corner to their first is cheap, and hardly ever gives a number.
            if not self._confirms(image, _upside_down(found), confirms):
                return None
        for degrees in turns:
            turned = turn(image, degrees)
            found = detect_plates(turned, self.detector, view)
            plates = tuple(_as_given(plate, image, turned, degrees) for plate in found.plates)
            found = replace(found, plates=plates, turned=degrees)
            if self._confirms(image, found, confirms):
                return found
        return None

    def _confirms(self, image: Pixels, found: Detection, confirms: Callable[[PlateReading], bool]) -> bool:
        """Whether a plate, as the last recogniser reads it, confirms that it stands upright."""
        return any(map(confirms, self._read([image], [found], self.recognisers[-1:])[0].plates))

    def _is_doubtful(self, reading: ImageReading) -> bool:
        """Whether no plate was found, or only plates that the last recogniser read with little confidence."""
        name = self.recognisers[-1].name
        return all(
            plate.judgement.verdict != Verdict.NOT_READ and plate.predictions[name].confidence < _DOUBTFUL
            for plate in reading.plates
        )


@dataclass(frozen=True, eq=False)
class _Input:
    """A crop to read; where its plate was detected, and the size of that photo.

    rearranged: two rows were set out as one.
    """

    crop: Pixels
    size: tuple[int, int]
    detected: DetectedPlate | None = None
    rearranged: bool = False

    @property
    def layout(self) -> Layout | None:
        """The layout that the crop shows, as far as it was detected."""
        if self.rearranged:
            return Layout.SEVEN
        return self.detected.layout if self.detected else None


def _inputs(image: Pixels, detection: Detection, knows_layouts: bool) -> list[_Input]:
    """The crops of an image to read, in order: one for each plate, or the whole image."""
    if detection.as_crop:
        whole = turn(image, detection.turned)
        return [_Input(whole, (whole.shape[1], whole.shape[0]))]
    size = (image.shape[1], image.shape[0])
    return [_cut_out(image, plate, size, knows_layouts) for plate in detection.plates]


def _cut_out(image: Pixels, plate: DetectedPlate, size: tuple[int, int], knows_layouts: bool) -> _Input:
    """A detected plate; for a rectifier of version 0.2, which does not know them, two rows are set out as one."""
    crop = crop_plate(image, plate.quad)
    if knows_layouts or plate.layout != Layout.TWO_ROWS:
        return _Input(crop.image, size, plate)
    in_one_row = rectify(crop.image, crop.of_photo(plate.quad), InputSpec(), plate.layout)
    return _Input(in_one_row, size, plate, rearranged=True)


def _judged(read: _Input, prepared: PreparedCrop, predictions: dict[str, PlatePrediction]) -> PlateReading:
    sight = sight_of(prepared, read.size)
    if read.detected:  # what counts is whether it lies in the photo
        sight = replace(sight, quad=read.detected.quad)
    if read.rearranged:
        predictions = {name: replace(one, layout=Layout.TWO_ROWS) for name, one in predictions.items()}
    judgement = judge(predictions, sight)
    best = max(predictions.values(), key=lambda one: one.confidence)
    seen = next((plate for plate in prepared.plates if plate.layout == best.layout), prepared.plates[0])
    corners = None if sight.quad is None else points_of(sight.quad)
    return PlateReading(read.detected, predictions, judgement, ground_colour(seen.pixels), corners)


def _reading(
    image: Pixels, found: Detection, plates: Iterator[PlateReading], milliseconds: dict[str, float]
) -> ImageReading:
    """The reading of an image, whose plates are the next of ``plates``; in photos, without those that are no plates."""
    count = 1 if found.as_crop else len(found.plates)
    read = tuple(islice(plates, count))
    if not found.as_crop:
        read = tuple(plate for plate in read if plate.judgement.verdict != Verdict.NO_PLATE)
        if found.plates and not read:
            found = replace(found, plates=(), problem=NothingFound.NO_PLATE)
    return ImageReading((image.shape[1], image.shape[0]), found, read, milliseconds)


def _is_read(plate: PlateReading) -> bool:
    """Whether it is read with confidence."""
    best = plate.best
    return (
        plate.judgement.verdict != Verdict.NOT_READ and best is not None and best.confidence >= _SURE and not best.flags
    )


def _is_sure(plate: PlateReading) -> bool:
    """Whether it is read with confidence, or is one that is not read and was detected for sure."""
    if plate.judgement.verdict == Verdict.NOT_READ:
        return plate.detected is not None and plate.detected.score >= _SURE_SCORE
    return _is_read(plate)


def _upside_down(found: Detection) -> Detection:
    """The same plates, each to be read from its last corner to its first."""
    plates = tuple(at_quad(plate, np.roll(plate.quad, 2, axis=0)) for plate in found.plates)
    return replace(found, plates=plates, turned=180)


def _as_given(plate: DetectedPlate, image: Pixels, turned: Pixels, degrees: int) -> DetectedPlate:
    """A plate of the turned image, with its corners in pixels of the original image."""
    height, width = turned.shape[:2]
    return at_quad(plate, turned_back(plate.quad / (width, height), (image.shape[1], image.shape[0]), degrees))
