"""Images in, pixels out: the one way in which training, evaluation and reading open and prepare an image."""

import io
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps, UnidentifiedImageError
from pydantic import BaseModel, ConfigDict, Field

from plateocr.errors import ImageError
from plateocr.heif import HEIF_SUFFIXES, open_image_file
from plateocr.jpeg import mend_jpeg

ImageSource = str | Path | bytes | Image.Image | npt.NDArray[Any]

IMAGE_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".webp", ".gif", ".tif", ".tiff"}) | HEIF_SUFFIXES
# Below the size at which Pillow warns of a decompression bomb (89.5 megapixels).
MAX_PIXELS = 89_000_000
MIN_WIDTH, MIN_HEIGHT = 16, 6
# Mean and standard deviation of ImageNet's RGB channels in 0..1, the normalisation that torchvision documents.
IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_STD = (0.229, 0.224, 0.225)
# Pillow's warning is an exception too where Python is told to raise warnings.
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
# What is to be said of an image that was read all the same: under _REMARKS_KEY of its ``info``.
ROWS_MISSING = "The file is cut off: the last rows of the image are missing."
REMARKS = (ROWS_MISSING,)
_REMARKS_KEY = "plateocr_remarks"
# A JPEG that lacks more than this share of its rows is refused. In a plate's crop the lowest 18 % hold no part of a
# character: these end 25 mm above the edge of 140.
_MOST_MISSING = 0.1
# What Pillow and, the last two, pi-heif raise for files that they cannot decode.
_DECODING_ERRORS = (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, RuntimeError)
# How decoders say that a file ends too early: Pillow, and libheif in three ways.
_TRUNCATED = ("truncated", "unexpected end of file", "file size too small", "cannot read full")
_SIXTEEN_BIT_MODES = frozenset({"I;16", "I;16L", "I;16B", "I;16N", "I"})


class InputSpec(BaseModel):
    """What a network is fed: size in pixels, framing, channel order, and the normalisation of values in 0..1.

    framing: "stretch" resizes the whole image, whatever its shape, as the notebook did; "corners" finds the plate in
    it and cuts it out upright (plateocr.geometry).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    height: int = Field(default=64, gt=0)
    width: int = Field(default=224, gt=0)
    framing: Literal["stretch", "corners"] = "stretch"
    colour_order: str = Field(default="RGB", pattern="^RGB$")
    mean: tuple[float, float, float] = IMAGENET_MEAN
    std: tuple[float, float, float] = IMAGENET_STD


def open_image(source: ImageSource, name: str | None = None) -> Image.Image:
    """Open a path, bytes, a Pillow image or an RGB array as an upright 8-bit RGB Pillow image.

    EXIF rotation is applied, transparency is laid on white, 16-bit values are scaled to 8, and of an animation the
    first frame is taken. Arrays are (height, width), (height, width, 3) or (height, width, 4), uint8, RGB order.
    A JPEG file that lacks only its last rows, at most a tenth of them, is opened with a remark (:func:`remarks_of`).
    ``name`` is what an error calls the image. Raises ImageError.
    """
    label = name or (str(source) if isinstance(source, str | Path) else "image")
    try:
        image = _open(source, label)
        _check_size(image, label)
        remarks = remarks_of(image)
        try:
            image.load()
        except OSError:
            if not isinstance(source, str | Path | bytes) or image.format != "JPEG":
                raise
            image, remarks = _mend(source)
        upright = _to_rgb(ImageOps.exif_transpose(image))
    except (*_BOMBS, *_DECODING_ERRORS) as error:
        raise _explain(label, error) from error
    upright.info[_REMARKS_KEY] = remarks
    return upright


def remarks_of(image: Image.Image) -> list[str]:
    """What is to be said of an image that :func:`open_image` gave, in English sentences, each one of REMARKS."""
    remarks = image.info.get(_REMARKS_KEY)
    return [remark for remark in remarks if remark in REMARKS] if isinstance(remarks, list) else []


def resize_image(image: Image.Image, spec: InputSpec) -> npt.NDArray[np.uint8]:
    """An RGB image stretched to the network's size: (height, width, 3) uint8, bilinear as OpenCV does it."""
    import cv2  # here, so that looking at records stays light

    size = (spec.width, spec.height)
    return np.asarray(cv2.resize(np.asarray(image), size, interpolation=cv2.INTER_LINEAR), np.uint8)


def normalise(pixels: npt.NDArray[np.uint8], spec: InputSpec) -> npt.NDArray[np.float32]:
    """Pixels (height, width, 3) in 0..255 to the network's input (3, height, width) float32."""
    return np.stack(
        [np.take(table, pixels[..., channel]) for channel, table in enumerate(_tables(spec.mean, spec.std))]
    )


@lru_cache(maxsize=8)
def _tables(mean: tuple[float, ...], std: tuple[float, ...]) -> npt.NDArray[np.float32]:
    """What each of the 256 values becomes in each channel: (3, 256). Looked up, it takes a quarter of the time."""
    values = np.arange(256, dtype=np.float32)[None]
    centre = np.asarray(mean, dtype=np.float32)[:, None] * 255
    scale = 1 / (np.asarray(std, dtype=np.float32)[:, None] * 255)
    return np.asarray((values - centre) * scale, dtype=np.float32)


def _open(source: ImageSource, label: str) -> Image.Image:
    if isinstance(source, Image.Image):
        return source
    if isinstance(source, np.ndarray):
        if (
            source.dtype != np.uint8
            or source.ndim not in (2, 3)
            or (source.ndim == 3 and source.shape[2] not in (3, 4))
        ):
            raise ImageError(
                f"{label}: the array is {source.dtype} of shape {source.shape}; "
                "give uint8 of shape (height, width, 3) in RGB order."
            )
        return Image.fromarray(source)
    if isinstance(source, bytes):
        if not source:
            raise ImageError("{name} is empty (0 bytes).", name=label)
        return open_image_file(io.BytesIO(source), label)
    path = Path(source)
    if not path.is_file():
        raise ImageError("{name}: there is no such file.", name=label)
    if path.stat().st_size == 0:
        raise ImageError("{name} is empty (0 bytes).", name=label)
    return open_image_file(path, label)


def _mend(source: str | Path | bytes) -> tuple[Image.Image, list[str]]:
    """A JPEG whose file is cut off, and the remark on it. Raises OSError where it lacks too much."""
    mended = mend_jpeg(source if isinstance(source, bytes) else Path(source).read_bytes())
    if mended is None or mended[1] > _MOST_MISSING * mended[0].height:
        raise OSError("truncated")
    image, missing = mended
    return image, [ROWS_MISSING] if missing else []


def _check_size(image: Image.Image, label: str) -> None:
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise ImageError(
            "{name} is {width}x{height} pixels; the limit is {limit} megapixels. Crop or shrink it.",
            **{"name": label, "width": width, "height": height, "limit": MAX_PIXELS // 1_000_000},
        )
    if width < MIN_WIDTH or height < MIN_HEIGHT:
        raise ImageError(
            "{name} is {width}x{height} pixels; a plate needs at least {least} to be read.",
            **{"name": label, "width": width, "height": height, "least": f"{MIN_WIDTH}x{MIN_HEIGHT}"},
        )


def _to_rgb(image: Image.Image) -> Image.Image:
    if image.mode in _SIXTEEN_BIT_MODES:
        values = np.asarray(image).astype(np.int64)
        return Image.fromarray(np.clip(values // 256, 0, 255).astype(np.uint8)).convert("RGB")
    if image.mode == "F":
        raise ValueError("floating-point pixels have no known range; save it as 8-bit")
    if "A" in image.getbands() or "transparency" in image.info:
        upper = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", upper.size, "white"), upper).convert("RGB")
    return image.convert("RGB")


def _explain(label: str, error: Exception) -> ImageError:
    if isinstance(error, UnidentifiedImageError):
        return ImageError(
            "{name} is not an image that can be read (JPEG, PNG, HEIC, BMP, WebP, GIF and TIFF can).", name=label
        )
    if isinstance(error, _BOMBS):
        limit = MAX_PIXELS // 1_000_000
        return ImageError("{name} has more than {limit} megapixels. Crop or shrink it.", name=label, limit=limit)
    reason = " ".join(str(error).split()).rstrip(".")
    if any(sign in reason.lower() for sign in _TRUNCATED):
        return ImageError("{name} is truncated: the file ends before the image does. Copy it again.", name=label)
    return ImageError("{name} could not be read as an image: {reason}.", name=label, reason=reason)
