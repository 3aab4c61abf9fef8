"""HEIC, the image format of phones, which Pillow cannot read without pi-heif."""

from pathlib import Path
from typing import IO

from PIL import Image, UnidentifiedImageError

from plateocr.errors import ImageError

HEIF_SUFFIXES = frozenset({".heic", ".heif"})
# The brands that follow the length and "ftyp" at the start of a file (ISO/IEC 23008-12).
_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"})


def open_image_file(file: Path | IO[bytes], label: str, formats: tuple[str, ...] | None = None) -> Image.Image:
    """Open a file with Pillow, without decoding its pixels, or as HEIC, which is returned upright.

    ``formats`` are those that Pillow may try, by default all. ``label`` names the file in errors. Raises ImageError
    for a HEIC image if pi-heif is not installed, and whatever ``Image.open`` raises.
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
