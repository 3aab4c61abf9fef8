"""A folder of images whose names are their labels: listed quickly, by name alone, and never stopped by a bad file."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from plateocr.data.faults import Fault
from plateocr.data.names import read_name
from plateocr.errors import DataError
from plateocr.images import IMAGE_SUFFIXES


@dataclass(frozen=True)
class LabelledImage:
    """An image file and the seven characters on its plate."""

    path: Path
    plate: str


@dataclass(frozen=True)
class BadFile:
    """An image file that is left out, with the reason in a sentence."""

    path: Path
    reason: str
    fault: Fault = Fault.UNREADABLE


@dataclass(frozen=True)
class PlateFolder:
    """The images under ``root``, in the order of their paths; ``bad`` are those whose names give no usable label."""

    root: Path
    images: tuple[LabelledImage, ...]
    bad: tuple[BadFile, ...]

    @classmethod
    def scan(cls, path: str | Path) -> "PlateFolder":
        """List a folder and its subfolders, reading file names only. Hidden files and folders are passed over.

        Raises DataError when the folder does not exist, is a file, or holds no image at all.
        """
        root = Path(path)
        images, bad = [], []
        for file in list_images(root):
            reading = read_name(file.name)
            if reading.fault is not None or reading.plate is None:
                bad.append(BadFile(file, reading.reason, reading.fault or Fault.NO_PLATE))
            else:
                images.append(LabelledImage(file, reading.plate))
        return cls(root, tuple(images), tuple(bad))

    def labelled(self) -> tuple[LabelledImage, ...]:
        """``images``, of which there is at least one. Raises DataError, with the first reason, when there is none."""
        if not self.images:
            raise DataError(
                f"{self.root} holds {len(self.bad)} images and none has a usable plate in its name, "
                f"for example {self.bad[0].reason}"
            )
        return self.images


def list_images(root: Path) -> list[Path]:
    """The image files under ``root`` in the order of their paths, hidden ones passed over. Raises DataError."""
    if root.is_file():
        raise DataError(f"{root} is a file; give the folder that holds the images.")
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
        raise DataError(f"{root} holds no images ({', '.join(sorted(IMAGE_SUFFIXES))}).")
    return files


def plates_of(folders: Iterable[Path]) -> set[str]:
    """The plates of labelled folders. Raises DataError as PlateFolder.scan does."""
    return {image.plate for folder in folders for image in PlateFolder.scan(folder).images}


def refuse_inside(source: Path, out: Path) -> None:
    """Raise DataError when ``out`` is ``source`` or lies in it: the next scan would read the output as input."""
    if out.resolve().is_relative_to(source.resolve()):
        raise DataError(f"{out} lies in {source}, which is being read; give a folder elsewhere.")
