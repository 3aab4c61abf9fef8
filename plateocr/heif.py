"""Images in HEIC, the format of phones, which Pillow does not read by itself: pi-heif does."""

from pathlib import Path
from typing import IO

from PIL import Image, UnidentifiedImageError

from plateocr.errors import ImageError

HEIF_SUFFIXES = frozenset({".heic", ".heif"})
# The brands that a file of this format begins with, after its length and "ftyp" (ISO/IEC 23008-12).
_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"})


def open_image_file(file: Path | IO[bytes], label: str, formats: tuple[str, ...] | None = None) -> Image.Image:
    """Open a file as Pillow does, without decoding its pixels, or else as HEIC, which is given upright.

    ``formats`` are those that Pillow may try, by default all. ``label`` is what an error calls the file. Raises
    ImageError for a HEIC image where pi-heif is missing, and what ``Image.open`` raises.
    """
    try:
        return Image.open(file, formats=formats)
    except UnidentifiedImageError:
        if not _is_heif(file):
            raise
    return _open_heif(file, label)


def _is_heif(file: Path | IO[bytes]) -> bool:
    if isinstance(file, Path):
        with file.open("rb") as opened:
            return _is_heif(opened)
    file.seek(0)
    head = file.read(12)
    file.seek(0)
    return head[4:8] == b"ftyp" and head[8:12] in _BRANDS


def _open_heif(file: Path | IO[bytes], label: str) -> Image.Image:
    try:
        from pi_heif import HeifImageFile
    except ImportError as error:
        raise ImageError(
            "{name} is a HEIC image, and pi-heif, which reads these, is not installed: pip install pi-heif, or export "
            "the image as JPEG.",
            name=label,
        ) from error
    opened: Image.Image = HeifImageFile(file)
    return opened
