"""The checkpoints that the app reads with, what finds plates in photos, and what to say of what cannot be opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from plateocr.errors import PlateOcrError
from plateocr.evaluation.run import distinct_names
from plateocr.reading.confirming import open_locator
from plateocr.reading.locate import Locator
from plateocr.reading.reader import PlateReader

# Beside the package in a checkout and in the Space, in the working directory for those who trained their own.
_PLACES = (Path("checkpoints"), Path(__file__).resolve().parents[2] / "checkpoints")
_SHIPPED = ("simple", "lstm")


@dataclass(frozen=True)
class OpenedReaders:
    """Readers in the order asked for, one sentence for each network that could not be opened, and the locator.

    Without a locator every picture is read as a crop.
    """

    readers: tuple[PlateReader, ...]
    problems: tuple[str, ...]
    locator: Locator | None = None


def default_checkpoints() -> list[Path]:
    """The folders of the two shipped checkpoints, whether they are there or not."""
    place = next((place for place in _PLACES if place.is_dir()), _PLACES[0])
    return [place / name for name in _SHIPPED]


def open_readers(folders: Sequence[Path]) -> OpenedReaders:
    """Open each checkpoint; one that is missing or broken is explained and does not keep the others from reading.

    Raises ConfigError when one folder is given twice.
    """
    readers, problems = [], []
    for folder in folders:
        try:
            reader = PlateReader.from_checkpoint(folder)
            # The first read of a session is slower than the rest; it should not be a visitor's.
            reader.read(Image.new("RGB", (reader.config.input.width, reader.config.input.height)))
        except PlateOcrError as error:
            problems.append(str(error))
        else:
            readers.append(reader)
    for reader, name in zip(readers, distinct_names(readers), strict=True):
        reader.name = name
    try:
        locator = open_locator(readers[-1]) if readers else None
    except PlateOcrError as error:
        locator = None
        problems.append(str(error))
    return OpenedReaders(tuple(readers), tuple(problems), locator)
