"""What a data folder holds: which characters at which position, which provinces, which image sizes."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median_high

from PIL import Image

from plateocr.data.folder import BadFile, PlateFolder
from plateocr.plates import PLATE_LENGTH, SEVEN

Size = tuple[int, int]


@dataclass(frozen=True)
class FolderStatistics:
    """Counts over the images with a usable name.

    characters: for each position 0..6, every character of its alphabet, in the alphabet's order, with the number of
    images that show it there (0 included). sizes: (width, height) in pixels as stored, with the number of images,
    most frequent first. bad: files without a usable name or size.
    """

    images: int
    plates: int
    characters: tuple[dict[str, int], ...]
    sizes: dict[Size, int]
    bad: tuple[BadFile, ...]

    @property
    def provinces(self) -> dict[str, int]:
        """Images a province, most frequent first, absent provinces last with 0."""
        return dict(sorted(self.characters[0].items(), key=lambda item: -item[1]))


def statistics_of(folder: PlateFolder, on_image: Callable[[], None]) -> FolderStatistics:
    """Count characters and sizes of ``folder``, reading only the head of each image; ``on_image`` after each."""
    sizes: Counter[Size] = Counter()
    bad = list(folder.bad)
    for image in folder.labelled():
        try:
            sizes[_size_of(image.path)] += 1
        # What Pillow raises for a damaged head depends on the format.
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
            bad.append(BadFile(image.path, f"'{image.path.name}' is not an image that can be read."))
        on_image()
    counts = [Counter(image.plate[position] for image in folder.images) for position in range(PLATE_LENGTH)]
    return FolderStatistics(
        images=len(folder.images),
        plates=len({image.plate for image in folder.images}),
        characters=tuple(
            {character: count[character] for character in SEVEN.slots[position]}
            for position, count in enumerate(counts)
        ),
        sizes=dict(sizes.most_common()),
        bad=tuple(bad),
    )


def span(sizes: dict[Size, int], axis: int) -> tuple[int, int, int]:
    """Smallest, median and largest width (axis 0) or height (axis 1) in pixels of at least one image."""
    values = sorted(size[axis] for size, count in sizes.items() for _ in range(count))
    return values[0], median_high(values), values[-1]


def _size_of(path: Path) -> Size:
    with Image.open(path) as image:
        return image.size
