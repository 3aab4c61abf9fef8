"""Safe unpacking of untrusted ZIP files: images only, inside the target folder only, within limits."""

import io
import shutil
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from PIL import Image

from plateocr.errors import DataError, ImageError, Sentence
from plateocr.heif import open_image_file
from plateocr.images import IMAGE_SUFFIXES

MEGABYTE = 1_000_000
_ARCHIVE_SUFFIXES = frozenset(
    {".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".jar", ".iso", ".cab", ".lz", ".lzma"}
)
_FORMATS = ("JPEG", "PNG", "BMP", "WEBP", "GIF", "TIFF")
# ZIP also allows LZMA and bzip2, which can demand gigabytes of memory; no common tool writes them.
_COMPRESSIONS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED, _UTF8 = 0x0001, 0x0800
# Encodings to try for names without the UTF-8 flag: macOS writes UTF-8 anyway, a Chinese Windows GB 18030.
_NAME_ENCODINGS = ("utf-8", "gb18030")
_CHUNK = 64 * 1024
# A central directory of this size has tens of thousands of entries.
_MAX_CONTENTS = 4 * MEGABYTE
_MAX_PATH_BYTES = 240


@dataclass(frozen=True)
class ArchiveLimits:
    """Limits: number of images, bytes of the ZIP, bytes and pixels of one image, total bytes after unpacking."""

    images: int = 2000
    archive_bytes: int = 100 * MEGABYTE
    image_bytes: int = 10 * MEGABYTE
    image_pixels: int = 4_000_000
    total_bytes: int = 300 * MEGABYTE


@dataclass(frozen=True)
class LeftOut:
    """A file in an archive that was not used: its path there, and the reason, a Sentence that names it."""

    name: str
    reason: str


@dataclass(frozen=True)
class Unpacked:
    """The image files written, in the archive's order, and the entries rejected."""

    images: tuple[Path, ...]
    refused: tuple[LeftOut, ...]


class _EntryError(Exception):
    """Why an entry is rejected: the template of a Sentence, whose ``{name}`` is still missing, and its other values."""

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template)
        self.template, self.values = template, values


class _Contents(io.BufferedReader):
    """A file that refuses to read more than ``_MAX_CONTENTS`` bytes at once, as zipfile does with the directory."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > _MAX_CONTENTS:
            raise DataError("the ZIP lists far too many files; send fewer images.")
        return super().read(size)


def unpack_images(
    archive: str | Path,
    folder: Path,
    limits: ArchiveLimits | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Unpacked:
    """Unpack the images of a ZIP into ``folder`` (which exists and is empty), keeping its subfolders.

    An entry that is not an image, leads outside the folder, or is a link, an archive, encrypted, damaged or too large
    is rejected without affecting the others. Hidden files, such as those that macOS adds, are skipped silently. The
    sizes that the archive claims are not trusted. ``progress`` is called with the number of entries done and the
    total. Raises DataError, leaving nothing in ``folder``, if the file is not a ZIP or exceeds ``limits`` as a whole.
    """
    limits = limits or ArchiveLimits()
    try:
        with _Contents(io.FileIO(archive)) as file:
            size = file.seek(0, io.SEEK_END)
            if size > limits.archive_bytes:
                raise DataError(
                    "the ZIP is {size}; the limit is {limit}. Send fewer or smaller images.",
                    **{"size": _megabytes(size), "limit": _megabytes(limits.archive_bytes)},
                )
            with zipfile.ZipFile(file) as opened:
                return _unpack(opened, folder, limits, progress)
    except FileNotFoundError as error:
        raise DataError("the ZIP is no longer there; send it again.") from error
    except (zipfile.BadZipFile, NotImplementedError, EOFError, UnicodeDecodeError) as error:
        raise DataError("the file is not a ZIP that can be read; pack the images into an ordinary ZIP.") from error


def _unpack(
    opened: zipfile.ZipFile, folder: Path, limits: ArchiveLimits, progress: Callable[[int, int], None]
) -> Unpacked:
    wanted: dict[PurePosixPath, zipfile.ZipInfo] = {}
    refused = []
    for entry in opened.infolist():
        name = _name_of(entry)
        try:
            path = _safe_path(name)
            if name.endswith("/") or _is_hidden(path):
                continue
            _check(entry, path, limits)
            if path in wanted:
                raise _EntryError("{name} occurs twice; the first one counts.")
        except _EntryError as error:
            refused.append(_refuse(name, error))
        else:
            wanted[path] = entry
    _check_all(list(wanted.values()), limits)
    images = []
    for done, (path, entry) in enumerate(wanted.items(), start=1):
        try:
            images.append(_write(opened, entry, folder / path, limits))
        except _EntryError as error:
            refused.append(_refuse(path.as_posix(), error))
        progress(done, len(wanted))
    return Unpacked(tuple(images), tuple(refused))


def _refuse(name: str, error: _EntryError) -> LeftOut:
    shown = "".join("\ufffd" if _is_control(character) else character for character in name)
    return LeftOut(shown, Sentence(error.template, name=shown, **error.values))


def _name_of(entry: zipfile.ZipInfo) -> str:
    """The name of an entry with forward slashes, decoded with the encoding that its author most likely used."""
    name = entry.orig_filename
    if not entry.flag_bits & _UTF8:
        name = _decode_again(name)
    return name.replace("\\", "/")


def _decode_again(name: str) -> str:
    """Decode a name again that zipfile decoded as code page 437, with an encoding that covers Chinese."""
    raw = name.encode("cp437")
    for encoding in _NAME_ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name


def _safe_path(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if any(map(_is_control, name)):
        raise _EntryError("{name} has a name with control characters.")
    if path.is_absolute() or ".." in path.parts or (path.parts and ":" in path.parts[0]):
        raise _EntryError("{name} leads outside its folder.")
    if len(name.encode("utf-8")) > _MAX_PATH_BYTES:
        raise _EntryError("{name} has a name of more than {limit} bytes.", limit=_MAX_PATH_BYTES)
    return path


def _is_control(character: str) -> bool:
    """Whether a character is a control character or a lone surrogate, neither of which belongs in a name."""
    return unicodedata.category(character) in ("Cc", "Cs")


def _is_hidden(path: PurePosixPath) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in path.parts)


def _check(entry: zipfile.ZipInfo, path: PurePosixPath, limits: ArchiveLimits) -> None:
    """Raise _EntryError if the directory entry alone shows that this is not an image, or must not be unpacked."""
    kind = stat.S_IFMT(entry.external_attr >> 16)
    suffix = path.suffix.lower()
    if kind == stat.S_IFLNK:
        raise _EntryError("{name} is a link; put the image itself into the ZIP.")
    if kind not in (0, stat.S_IFREG):
        raise _EntryError("{name} is not a file.")
    if suffix in _ARCHIVE_SUFFIXES:
        raise _EntryError("{name} is an archive inside the archive; unpack it first.")
    if suffix not in IMAGE_SUFFIXES:
        raise _EntryError("{name} is not an image ({suffixes}).", suffixes=", ".join(sorted(IMAGE_SUFFIXES)))
    if entry.flag_bits & _ENCRYPTED:
        raise _EntryError("{name} is encrypted; zip it without a password.")
    if entry.compress_type not in _COMPRESSIONS:
        raise _EntryError("{name} uses an uncommon compression method; zip it with the usual one (deflate).")
    if entry.file_size > limits.image_bytes:
        sizes = {"size": _megabytes(entry.file_size), "limit": _megabytes(limits.image_bytes)}
        raise _EntryError("{name} is {size}; the limit for an image is {limit}.", **sizes)


def _check_all(entries: list[zipfile.ZipInfo], limits: ArchiveLimits) -> None:
    total = sum(entry.file_size for entry in entries)
    if len(entries) > limits.images:
        raise DataError(
            "the ZIP holds {n:,} images; the limit is {limit:,}. Send fewer.", n=len(entries), limit=limits.images
        )
    if total > limits.total_bytes:
        raise DataError(
            "the images in the ZIP are {size} when unpacked; the limit is {limit}. Send fewer or smaller ones.",
            **{"size": _megabytes(total), "limit": _megabytes(limits.total_bytes)},
        )


def _write(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, limits: ArchiveLimits) -> Path:
    """Write one image; zipfile never yields more bytes than the directory states, whatever the data contains."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with opened.open(entry) as source, target.open("xb") as file:
            shutil.copyfileobj(source, file, _CHUNK)
        _check_image(target, limits)
    except _EntryError:
        target.unlink()
        raise
    except (zipfile.BadZipFile, EOFError, ValueError, RuntimeError, zlib.error, OSError) as error:
        if target.is_file():
            target.unlink()
        raise _EntryError("{name} is damaged in the archive; zip it again.") from error
    return target


def _check_image(path: Path, limits: ArchiveLimits) -> None:
    """Raise _EntryError if a file is not an image, or one whose pixels would need too much memory."""
    if not path.stat().st_size:
        raise _EntryError("{name} is empty (0 bytes).")
    megapixels = f"{limits.image_pixels / 1e6:g}"
    try:
        with open_image_file(path, "it", _FORMATS) as image:
            width, height = image.size
    except ImageError as error:
        raise _EntryError("{name} is a HEIC image, for which pi-heif is not installed; export it as JPEG.") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _EntryError("{name} has more than {limit} megapixels. Crop or shrink it.", limit=megapixels) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise _EntryError(
            "{name} is not an image that can be read (JPEG, PNG, HEIC, BMP, WebP, GIF and TIFF can)."
        ) from error
    if width * height > limits.image_pixels:
        raise _EntryError(
            "{name} is {width}x{height} pixels; the limit is {limit} megapixels. Crop or shrink it.",
            **{"width": width, "height": height, "limit": megapixels},
        )


def _megabytes(size: int) -> str:
    return f"{size / MEGABYTE:,.1f} MB"
