"""An image degraded on purpose, as a poorer camera, light, detector or connection would."""

import io
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from types import MappingProxyType
from typing import Self

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter

from plateocr.errors import ConfigError


@dataclass(frozen=True)
class Knob:
    """The range of one setting, its neutral value, and its step."""

    low: float
    high: float
    neutral: float
    step: float


KNOBS: Mapping[str, Knob] = MappingProxyType(
    {
        "blur": Knob(0, 15, 0, 0.5),
        "brightness": Knob(0.1, 2.5, 1, 0.05),
        "rotation": Knob(-30, 30, 0, 1),
        "margin": Knob(-25, 40, 0, 1),
        "jpeg": Knob(1, 100, 100, 1),
    }
)


@dataclass(frozen=True)
class Perturbation:
    """How an image is degraded; the defaults change nothing. Raises ConfigError for a value outside its KNOBS range.

    - ``rotation``: degrees counter-clockwise about the centre; uncovered corners get the mean colour;
    - ``margin``: per cent of width and height added on each side by repeating the edge pixels, cropped if negative;
    - ``brightness``: factor on all values;
    - ``blur``: standard deviation of a Gaussian, in per cent of the image's height;
    - ``jpeg``: quality of a JPEG round trip; 100 means none.

    They are applied in this order, as they would happen in a camera. All are Pillow's.
    """

    rotation: float = KNOBS["rotation"].neutral
    margin: float = KNOBS["margin"].neutral
    brightness: float = KNOBS["brightness"].neutral
    blur: float = KNOBS["blur"].neutral
    jpeg: float = KNOBS["jpeg"].neutral

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            knob = KNOBS[name]
            if not knob.low <= value <= knob.high:
                raise ConfigError(
                    "{name} is {value}; it must be between {low:g} and {high:g}.",
                    **{"name": name, "value": value, "low": knob.low, "high": knob.high},
                )

    @classmethod
    def from_values(cls, values: Mapping[str, object]) -> Self:
        """Settings by name, as a page sends them. Raises ConfigError for an unknown name or a value that is not a
        number.
        """
        unknown = sorted(values.keys() - KNOBS.keys())
        if unknown:
            raise ConfigError(
                "there is no setting '{asked}'; choose from {known}.", asked=unknown[0], known=", ".join(KNOBS)
            )
        for name, value in values.items():
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise ConfigError("{name} is {value!r}; it must be a number.", name=name, value=value)
        return cls(**values)  # type: ignore[arg-type]  # checked in the loop above

    def with_value(self, knob: str, value: float) -> Self:
        """These settings with one knob set to another value."""
        return replace(self, **{knob: value})

    def apply(self, image: Image.Image) -> Image.Image:
        """The degraded image, RGB. ``image`` (RGB) is not modified, and is returned itself if nothing changes."""
        if self.rotation:
            image = image.rotate(self.rotation, Image.Resampling.BICUBIC, fillcolor=_mean_colour(image))
        if self.margin:
            image = _with_margin(image, self.margin / 100)
        if self.brightness != 1:
            image = ImageEnhance.Brightness(image).enhance(self.brightness)
        if self.blur:
            image = image.filter(ImageFilter.GaussianBlur(self.blur / 100 * image.height))
        if self.jpeg < KNOBS["jpeg"].neutral:
            image = _through_jpeg(image, round(self.jpeg))
        return image


def _mean_colour(image: Image.Image) -> tuple[int, int, int]:
    red, green, blue = np.asarray(image).mean(axis=(0, 1)).round().astype(int).tolist()
    return red, green, blue


def _with_margin(image: Image.Image, share: float) -> Image.Image:
    across, down = round(share * image.width), round(share * image.height)
    if share < 0:
        return image.crop((-across, -down, image.width + across, image.height + down))
    return Image.fromarray(np.pad(np.asarray(image), ((down, down), (across, across), (0, 0)), mode="edge"))


def _through_jpeg(image: Image.Image, quality: int) -> Image.Image:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return Image.open(buffer).convert("RGB")
