"""PhotoReader: a whole photo or a crop in, all its plates read out, without being told which it is."""

from collections.abc import Sequence
from functools import partial

from PIL import Image

from plateocr.pipeline.detector import Detector
from plateocr.pipeline.finding import find_plates
from plateocr.pipeline.photo import PhotoReading, read_found
from plateocr.pipeline.reader import PlateReader
from plateocr.pipeline.turning import find_turned


class PhotoReader:
    """Finds plates with a detector and reads them with a reader; without a detector every image is a crop."""

    def __init__(self, reader: PlateReader, detector: Detector | None) -> None:
        self.reader = reader
        self.detector = detector

    def read_photo(self, image: Image.Image) -> PhotoReading:
        """Read an RGB image, as :func:`plateocr.images.open_image` gives it."""
        return self.read_photos([image])[0]

    def read_photos(self, images: Sequence[Image.Image]) -> list[PhotoReading]:
        """Read RGB images; the plates of all are read together, in batches. One in which nothing is found, or nothing
        that can be read for sure, is tried turned.
        """
        find = partial(find_plates, detector=self.detector)
        readings = read_found(self.reader, images, [find(image) for image in images])
        for place, image in enumerate(images):
            turned = find_turned(self.reader, image, find, readings[place])
            if turned:
                readings[place] = read_found(self.reader, [image], [turned])[0]
        return readings
