"""What a data folder holds: which characters at which position, which provinces, which picture sizes."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from plateocr.alphabet import PLATE_LENGTH, position_alphabet
from plateocr.data.folder import BadFile, PlateFolder

Size = tuple[int, int]


@dataclass(frozen=True)
class FolderStatistics:
    """Counts over the pictures with a usable name.

    characters: for each position 0..6, every character of its alphabet, in the alphabet's order, with the number of
    pictures that show it there (0 included). sizes: (width, height) in pixels as stored, with the number of pictures,
    most frequent first. bad: files without a usable name or size.
    """

    pictures: int
    plates: int
    characters: tuple[dict[str, int], ...]
    sizes: dict[Size, int]
    bad: tuple[BadFile, ...]

    @property
    def provinces(self) -> dict[str, int]:
        """Pictures a province, most frequent first, absent provinces last with 0."""
        return dict(sorted(self.characters[0].items(), key=lambda item: -item[1]))


def statistics_of(folder: PlateFolder, on_picture: Callable[[], None]) -> FolderStatistics:
    """Count characters and sizes of ``folder``, reading only the head of each picture; ``on_picture`` after each."""
    sizes: Counter[Size] = Counter()
    bad = list(folder.bad)
    for picture in folder.labelled():
        try:
            sizes[_size_of(picture.path)] += 1
        # What Pillow raises for a damaged head depends on the format.
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
            bad.append(BadFile(picture.path, f"'{picture.path.name}' is not a picture that can be read."))
        on_picture()
    counts = [Counter(picture.plate[position] for picture in folder.pictures) for position in range(PLATE_LENGTH)]
    return FolderStatistics(
        pictures=len(folder.pictures),
        plates=len({picture.plate for picture in folder.pictures}),
        characters=tuple(
            {character: count[character] for character in position_alphabet(position)}
            for position, count in enumerate(counts)
        ),
        sizes=dict(sizes.most_common()),
        bad=tuple(bad),
    )


def span(sizes: dict[Size, int], axis: int) -> tuple[int, int, int]:
    """Smallest, median and largest width (axis 0) or height (axis 1) in pixels of at least one picture."""
    values = sorted(size[axis] for size, count in sizes.items() for _ in range(count))
    return values[0], values[len(values) // 2], values[-1]


def _size_of(path: Path) -> Size:
    with Image.open(path) as picture:
        return picture.size
