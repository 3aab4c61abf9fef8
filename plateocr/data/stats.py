"""Statistics of a data folder: characters by position, provinces, image sizes."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median_high

from PIL import Image

from plateocr.data.folder import BadFile, PlateFolder
from plateocr.plates import CHARACTERS, PROVINCES, USES

Size = tuple[int, int]


@dataclass(frozen=True)
class FolderStatistics:
    """Counts over the images with usable names.

    characters: for each position, its characters with the number of images that show them there (may be 0): of the
    first all provinces, of others all letters and digits, then other characters that occur anywhere behind the first.
    sizes: (width, height) in pixels as stored, with the number of images, most frequent first.
    bad: files without a usable name or size.
    """

    images: int
    plates: int
    characters: tuple[dict[str, int], ...]
    sizes: dict[Size, int]
    bad: tuple[BadFile, ...]

    @property
    def provinces(self) -> dict[str, int]:
        """Images per province, most frequent first, provinces without images last."""
        counts = {province: self.characters[0][province] for province in PROVINCES}
        return dict(sorted(counts.items(), key=lambda item: -item[1]))


def statistics_of(folder: PlateFolder, on_image: Callable[[], None]) -> FolderStatistics:
    """Count characters and sizes, reading only the header of each image; ``on_image`` is called after each."""
    sizes: Counter[Size] = Counter()
    bad = list(folder.bad)
    for image in folder.labelled():
        try:
            sizes[_size_of(image.path)] += 1
        # Which of these Pillow raises for a damaged header depends on the format.
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
            bad.append(BadFile(image.path, f"'{image.path.name}' is not an image that can be read."))
        on_image()
    plates = [image.plate for image in folder.images]
    longest = max(map(len, plates))
    counts = [Counter(plate[position] for plate in plates if len(plate) > position) for position in range(longest)]
    others = [one for one in USES + PROVINCES if any(one in count for count in counts[1:])]
    first = [*PROVINCES, *(one for one in counts[0] if one not in PROVINCES)]
    return FolderStatistics(
        images=len(folder.images),
        plates=len({image.plate for image in folder.images}),
        characters=tuple(
            {character: count[character] for character in ([*CHARACTERS, *others] if position else first)}
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
