"""The checkpoints that the app reads with, the detector, and the errors of what cannot be opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
from PIL import Image

from plateocr.errors import PlateOcrError
from plateocr.evaluation.run import distinct_names
from plateocr.onnx_session import single_threaded_sessions
from plateocr.pipeline.detector import Detector
from plateocr.pipeline.pipeline import PlatePipeline
from plateocr.pipeline.reader import PlateReader
from plateocr.pipeline.search import open_detector


@dataclass(frozen=True)
class OpenedReaders:
    """Readers in the order requested, the errors of networks that could not be opened, and the detector.

    Without a detector every image is read as a crop. ``bundled``: whether these are the checkpoints that come with
    plateocr, since no others were requested.
    """

    readers: tuple[PlateReader, ...]
    problems: tuple[PlateOcrError, ...]
    detector: Detector | None = None
    bundled: bool = False

    def pipeline(self, models: Sequence[str] = ()) -> PlatePipeline:
        """The pipeline with the readers of these names; with all of them if empty."""
        chosen = [reader for reader in self.readers if not models or reader.name in models]
        return PlatePipeline(chosen, self.detector)


def source_of(reader: PlateReader) -> str:
    """Where a checkpoint comes from, for visitors; '' for a folder, since its name would reveal paths of the server."""
    return "" if Path(reader.source) == reader.folder else reader.source


def open_readers(checkpoints: Sequence[str | Path]) -> OpenedReaders:
    """Open each checkpoint; one that is missing or broken is reported and does not stop the others from reading.

    Each reader uses one thread, since the app reads several images at once. Raises ConfigError if a checkpoint is given
    twice.
    """
    cv2.setNumThreads(1)
    with single_threaded_sessions():
        return _open_readers(checkpoints)


def _open_readers(checkpoints: Sequence[str | Path]) -> OpenedReaders:
    readers = []
    problems: list[PlateOcrError] = []
    for checkpoint in checkpoints:
        try:
            reader = PlateReader.from_checkpoint(checkpoint)
            # A session's first run is slower than the rest; it should not be a visitor's.
            reader.read(Image.new("RGB", (reader.config.input.width, reader.config.input.height)))
        except PlateOcrError as error:
            problems.append(error)
        else:
            readers.append(reader)
    for reader, name in zip(readers, distinct_names(readers), strict=True):
        reader.name = name
    try:
        detector = open_detector() if readers else None
    except PlateOcrError as error:
        detector = None
        problems.append(error)
    return OpenedReaders(tuple(readers), tuple(problems), detector)
