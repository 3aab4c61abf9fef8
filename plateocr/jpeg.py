"""A JPEG whose file was cut off: what is left of the image, and how much of it is missing."""

import io
import re

from PIL import Image, ImageChops

_END, _SCAN = b"\xff\xd9", 0xDA
_RESTART = re.compile(rb"\xff[\xd0-\xd7]")
# Stand for what is missing, otherwise than the decoder's own filling, zeros; without 0xFF, which begins a marker.
_OTHERS = (bytes(range(254, 127, -1)) * 16, bytes(range(85, 235)) * 16)


def mend_jpeg(data: bytes) -> tuple[Image.Image, int] | None:
    """The image of a JPEG that ends too early, decoded, and how many of its last rows are missing: filled at a guess.

    None where the rows that are there are not known to be exact: the image comes in several passes over all of its
    rows (a progressive JPEG), or not even its header is there.
    """
    data = data.rstrip(b"\xff")  # half of a marker, or of a byte of the image
    scan = _find_scan(data)
    if scan is None:
        return None
    start, components = scan
    image = _decode(data + _END)
    if image.info.get("progressive") or components != len(image.getbands()):
        return None
    # What is there decodes to the same whatever comes behind it; the first row that does not is the first one missing.
    # Where the image is divided by restart markers, nothing is decoded behind a whole division but the next marker.
    next_restart = bytes([0xFF, 0xD0 + len(_RESTART.findall(data, start)) % 8])
    exact = image.height
    for other_end in (*_OTHERS, next_restart + _OTHERS[0]):
        differing = ImageChops.difference(image, _decode(data + other_end + _END)).getbbox()
        exact = min(exact, differing[1] if differing else image.height)
    return image, image.height - exact


def _decode(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data), formats=("JPEG",))
    image.load()
    return image


def _find_scan(data: bytes) -> tuple[int, int] | None:
    """Where the first scan's data begin, and of how many components they are; None where there is none."""
    at = 2
    while at + 5 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4])
        if marker == _SCAN:
            return (at + 2 + length, data[at + 4]) if at + 2 + length <= len(data) else None
        at += 1 if marker == 0xFF else 2 + length
    return None
