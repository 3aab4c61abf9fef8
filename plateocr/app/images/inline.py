"""Images made on the fly, as data URIs inside the page."""

import base64
import io

import numpy as np
import numpy.typing as npt
from PIL import Image

# The overlay on a fully decisive part: strong, yet the character remains legible.
_HEAT, _HEAT_OPACITY = (255, 72, 0), 0.8


def preview(image: Image.Image, size: tuple[int, int]) -> str:
    """An RGB image within ``size`` (width, height) as JPEG: browsers show neither TIFF nor CMYK nor 16 bits."""
    small = image.copy()
    small.thumbnail(size)
    return _uri(small, "JPEG", quality=88)


def exact(pixels: npt.NDArray[np.uint8]) -> str:
    """Pixels (height, width, 3), RGB, as lossless PNG."""
    return _uri(Image.fromarray(pixels), "PNG")


def veil(heat: npt.NDArray[np.float32]) -> str:
    """Heat (rows, columns), 0 to 1, as a PNG to stretch over an image: transparent at 0 and below, glowing at 1."""
    pixels = np.empty((*heat.shape, 4), dtype=np.uint8)
    pixels[..., :3] = _HEAT
    pixels[..., 3] = np.round(heat.clip(0, 1) * _HEAT_OPACITY * 255)
    return _uri(Image.fromarray(pixels), "PNG")


def jpeg_uri(content: bytes) -> str:
    """The bytes of a JPEG file as a data URI."""
    return data_uri("image/jpeg", content)


def data_uri(media_type: str, content: bytes) -> str:
    """The bytes of a file as a data URI."""
    return f"data:{media_type};base64,{base64.b64encode(content).decode('ascii')}"


def _uri(image: Image.Image, kind: str, **options: int) -> str:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return data_uri(f"image/{kind.lower()}", buffer.getvalue())
