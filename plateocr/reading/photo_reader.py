"""PhotoReader: a whole photo or a crop in, all its plates read out, without being told which it is."""

from collections.abc import Sequence
from functools import partial

from PIL import Image

from plateocr.reading.finding import find_plates
from plateocr.reading.locate import Locator
from plateocr.reading.photo import PhotoReading, read_found
from plateocr.reading.reader import PlateReader
from plateocr.reading.turning import find_turned


class PhotoReader:
    """Finds plates with a locator and reads them with a reader; without a locator every picture is a crop."""

    def __init__(self, reader: PlateReader, locator: Locator | None) -> None:
        self.reader = reader
        self.locator = locator

    def read_photo(self, picture: Image.Image) -> PhotoReading:
        """Read an RGB picture, as :func:`plateocr.picture.open_picture` gives it."""
        return self.read_photos([picture])[0]

    def read_photos(self, pictures: Sequence[Image.Image]) -> list[PhotoReading]:
        """Read RGB pictures; the plates of all are read together, in batches. One in which nothing is found, or nothing
        that can be read for sure, is tried turned.
        """
        find = partial(find_plates, locator=self.locator)
        readings = read_found(self.reader, pictures, [find(picture) for picture in pictures])
        for place, picture in enumerate(pictures):
            turned = find_turned(self.reader, picture, find, readings[place])
            if turned:
                readings[place] = read_found(self.reader, [picture], [turned])[0]
        return readings
