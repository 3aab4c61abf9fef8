"""A visitor's ZIP of labelled images in, a dashboard out. No HTML, no Gradio."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from plateocr.app.dashboards.dashboard import Dashboard
from plateocr.data.archive import ArchiveLimits, LeftOut, unpack_images
from plateocr.data.folder import BadFile, PlateFolder
from plateocr.errors import DataError, Sentence
from plateocr.evaluation.run import evaluate_folder, file_label
from plateocr.pipeline.reader import PlateReader

Step = Literal["unpack", "read"]
# Smaller than the default of evaluate_folder, since the images of several visitors are in memory at once.
_BATCH = 16


class NoneUsableError(DataError):
    """A ZIP without any usable image; ``left_out`` says why for each."""

    def __init__(self, left_out: tuple[LeftOut, ...]) -> None:
        super().__init__("no image of the ZIP can be used; name each after its plate, for example 0001-皖A26Y56.jpg.")
        self.left_out = left_out


def evaluate_archive(
    archive: Path,
    readers: Sequence[PlateReader],
    place: Path,
    limits: ArchiveLimits,
    progress: Callable[[Step, int, int], None],
) -> Dashboard:
    """Unpack a ZIP into ``place`` (an empty folder), read its images with every reader, and return the dashboard.

    ``progress`` is called with the step, the number of files done and the total. Raises DataError if the ZIP is
    rejected, NoneUsableError if it has no labelled image that can be read.
    """
    unpacked = unpack_images(archive, place, limits, lambda done, total: progress("unpack", done, total))
    if not unpacked.images:
        raise NoneUsableError(unpacked.refused)
    folder = PlateFolder.scan(place)
    unlabelled = tuple(_left_out(bad, place) for bad in folder.bad)
    if not folder.images:
        raise NoneUsableError(unpacked.refused + unlabelled)
    done = 0

    def count(files: int) -> None:
        nonlocal done
        done += files
        progress("read", done, len(folder.images))

    try:
        result = evaluate_folder(folder, readers, _BATCH, count)
    except DataError as error:
        raise NoneUsableError(unpacked.refused + unlabelled) from error
    bad = tuple(_left_out(bad, place) for bad in result.bad)
    return Dashboard(result.table, place, unpacked.refused + bad)


def _left_out(bad: BadFile, place: Path) -> LeftOut:
    """A bad file by its path in the ZIP, so that the page does not reveal where it was unpacked."""
    name = file_label(bad.path, place)
    if not isinstance(bad.reason, Sentence):
        return LeftOut(name, bad.reason.replace(str(bad.path), name))
    values = {key: name if str(value) == str(bad.path) else value for key, value in bad.reason.values.items()}
    return LeftOut(name, Sentence(bad.reason.template, **values))
