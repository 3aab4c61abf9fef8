"""Opening images, in the same way for training, evaluation and reading."""

import io
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps, UnidentifiedImageError
from pydantic import BaseModel, ConfigDict, Field

from plateocr.errors import ImageError
from plateocr.heif import HEIF_SUFFIXES, open_image_file
from plateocr.jpeg import recover_jpeg

ImageSource = str | Path | bytes | Image.Image | npt.NDArray[Any]

IMAGE_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".webp", ".gif", ".tif", ".tiff"}) | HEIF_SUFFIXES
# Just below the size at which Pillow warns of a decompression bomb (89.5 megapixels).
MAX_PIXELS = 89_000_000
MIN_WIDTH, MIN_HEIGHT = 16, 6
# Mean and standard deviation of ImageNet's RGB channels in 0..1, as torchvision documents them.
IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_STD = (0.229, 0.224, 0.225)
# With "python -W error", Pillow's warning is raised as an exception.
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
# Remarks on an image that could nevertheless be read, stored in its ``info`` under _REMARKS_KEY.
ROWS_MISSING = "The file is cut off: the last rows of the image are missing."
REMARKS = (ROWS_MISSING,)
_REMARKS_KEY = "plateocr_remarks"
# A JPEG with a larger share of its rows missing is rejected. The lowest 18 % of a plate show no part of a character:
# on a plate 140 mm high, characters end 25 mm above the edge.
_MOST_MISSING = 0.1
# What Pillow raises for files that it cannot decode; pi-heif raises the last two.
_DECODING_ERRORS = (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, RuntimeError)
# How decoders report that a file ends too early: Pillow in one way, libheif in three.
_TRUNCATED = ("truncated", "unexpected end of file", "file size too small", "cannot read full")
_SIXTEEN_BIT_MODES = frozenset({"I;16", "I;16L", "I;16B", "I;16N", "I"})


class InputSpec(BaseModel):
    """The input of a network: size in pixels, framing, channel order, and the normalisation of values in 0..1.

    framing: "stretch" resizes the whole image, whatever its shape, as the notebook did; "corners" rectifies the plate
    in it; "pad" shrinks it to the longer side and pads it with grey.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    height: int = Field(default=64, gt=0)
    width: int = Field(default=224, gt=0)
    framing: Literal["stretch", "corners", "pad"] = "stretch"
    colour_order: str = Field(default="RGB", pattern="^RGB$")
    mean: tuple[float, float, float] = IMAGENET_MEAN
    std: tuple[float, float, float] = IMAGENET_STD


def open_image(source: ImageSource, name: str | None = None) -> Image.Image:
    """Open a path, bytes, a Pillow image or an RGB array as an upright 8-bit RGB Pillow image.

    EXIF rotation is applied, transparency becomes white, 16-bit values are scaled to 8 bits, and animations give their
    first frame. Arrays are (height, width), (height, width, 3) or (height, width, 4), uint8, in RGB order. A JPEG file
    of which at most the last tenth of the rows is missing is opened with a remark (:func:`remarks_of`). ``name`` names
    the image in errors. Raises ImageError.
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
            image, remarks = _recover(source)
        upright = _to_rgb(ImageOps.exif_transpose(image))
    except (*_BOMBS, *_DECODING_ERRORS) as error:
        raise _explain(label, error) from error
    upright.info[_REMARKS_KEY] = remarks
    return upright


def remarks_of(image: Image.Image) -> list[str]:
    """The remarks of :func:`open_image` on an image that it returned, each one of REMARKS."""
    remarks = image.info.get(_REMARKS_KEY)
    return [remark for remark in remarks if remark in REMARKS] if isinstance(remarks, list) else []


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
    if not isinstance(source, str | Path):
        raise ImageError("{given} is not an image: give a path, bytes, a Pillow image or an RGB array.", given=source)
    path = Path(source)
    if path.is_dir():
        raise ImageError("{name} is a folder; give an image file.", name=label or path)
    if not path.is_file():
        raise ImageError("{name}: there is no such file.", name=label)
    if path.stat().st_size == 0:
        raise ImageError("{name} is empty (0 bytes).", name=label)
    return open_image_file(path, label)


def _recover(source: str | Path | bytes) -> tuple[Image.Image, list[str]]:
    """A truncated JPEG, and the remark on it. Raises OSError if too much is missing."""
    recovered = recover_jpeg(source if isinstance(source, bytes) else Path(source).read_bytes())
    if recovered is None or recovered[1] > _MOST_MISSING * recovered[0].height:
        raise OSError("truncated")
    image, missing = recovered
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
