"""Folders of images with their labels in the file names. A bad file never stops a scan."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from plateocr.data.faults import Fault
from plateocr.data.names import read_name
from plateocr.errors import DataError
from plateocr.images import IMAGE_SUFFIXES
from plateocr.plates import FULL, Alphabet


@dataclass(frozen=True)
class LabelledImage:
    """An image file and the characters on its plate."""

    path: Path
    plate: str


@dataclass(frozen=True)
class BadFile:
    """An image file that is skipped, with the reason: a Sentence, if it can be translated."""

    path: Path
    reason: str
    fault: Fault = Fault.UNREADABLE


@dataclass(frozen=True)
class PlateFolder:
    """The images under ``root``, sorted by path; ``bad`` are those without a usable label in their names."""

    root: Path
    images: tuple[LabelledImage, ...]
    bad: tuple[BadFile, ...]

    @classmethod
    def scan(cls, path: str | Path, alphabet: Alphabet = FULL) -> "PlateFolder":
        """List a folder and its subfolders, looking at file names only. Hidden files and folders are skipped, and
        plates that ``alphabet`` does not have are bad.

        Raises DataError if the folder does not exist, is a file, or contains no images.
        """
        root = Path(path)
        images, bad = [], []
        for file in list_images(root):
            reading = read_name(file.name, alphabet)
            if reading.fault is not None or reading.plate is None:
                bad.append(BadFile(file, reading.reason, reading.fault or Fault.NO_PLATE))
            else:
                images.append(LabelledImage(file, reading.plate))
        return cls(root, tuple(images), tuple(bad))

    def labelled(self) -> tuple[LabelledImage, ...]:
        """``images``, if there are any. Raises DataError with the first reason otherwise."""
        if not self.images:
            raise DataError(
                f"none of the {len(self.bad)} images in {self.root} has a usable plate in its name, "
                f"for example {self.bad[0].reason}"
            )
        return self.images


def list_images(root: Path) -> list[Path]:
    """The image files under ``root``, sorted by path, without hidden ones. Raises DataError."""
    if root.is_file():
        raise DataError(f"{root} is a file; name the folder that contains the images.")
    if not root.is_dir():
        raise DataError(f"{root}: there is no such folder.")
    files = sorted(
        file
        for file in root.rglob("*")
        if file.suffix.lower() in IMAGE_SUFFIXES
        and not any(part.startswith(".") for part in file.relative_to(root).parts)
        and file.is_file()
    )
    if not files:
        raise DataError(f"{root} contains no images ({', '.join(sorted(IMAGE_SUFFIXES))}).")
    return files


def plates_of(folders: Iterable[Path]) -> set[str]:
    """The plates in labelled folders. Raises DataError like PlateFolder.scan."""
    return {image.plate for folder in folders for image in PlateFolder.scan(folder).images}


def refuse_inside(source: Path, out: Path) -> None:
    """Raise DataError if ``out`` is ``source`` or inside it: the next scan would read the output as input."""
    if out.resolve().is_relative_to(source.resolve()):
        raise DataError(f"{out} is inside {source}, which is being read; choose a folder elsewhere.")
