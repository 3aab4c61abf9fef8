"""Recovery of truncated JPEG files."""

import io
import re

from PIL import Image, ImageChops

_END, _SCAN = b"\xff\xd9", 0xDA
_RESTART = re.compile(rb"\xff[\xd0-\xd7]")
# Fillers for the missing data, unlike the decoder's own (zeros), and without 0xFF, which starts a marker.
_FILLERS = (bytes(range(254, 127, -1)) * 16, bytes(range(85, 235)) * 16)


def recover_jpeg(data: bytes) -> tuple[Image.Image, int] | None:
    """Decode a truncated JPEG; returns the image and the number of missing last rows, whose pixels are made up.

    None if the other rows are not known to be exact: the image is progressive (several passes over all rows), or the
    header is incomplete.
    """
    data = data.rstrip(b"\xff")  # the first half of a marker or of an escaped byte
    scan = _find_scan(data)
    if scan is None:
        return None
    start, components = scan
    image = _decode(data + _END)
    if image.info.get("progressive") or components != len(image.getbands()):
        return None
    # Rows that are present decode the same whatever follows them; the first row that differs is the first one missing.
    # With restart markers, the decoder reads past a complete interval only if the right marker follows.
    next_restart = bytes([0xFF, 0xD0 + len(_RESTART.findall(data, start)) % 8])
    exact = image.height
    for filler in (*_FILLERS, next_restart + _FILLERS[0]):
        differing = ImageChops.difference(image, _decode(data + filler + _END)).getbbox()
        exact = min(exact, differing[1] if differing else image.height)
    return image, image.height - exact


def _decode(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data), formats=("JPEG",))
    image.load()
    return image


def _find_scan(data: bytes) -> tuple[int, int] | None:
    """Where the data of the first scan start, and how many components they hold; None if there is no scan."""
    at = 2
    while at + 5 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4])
        if marker == _SCAN:
            return (at + 2 + length, data[at + 4]) if at + 2 + length <= len(data) else None
        at += 1 if marker == 0xFF else 2 + length
    return None
