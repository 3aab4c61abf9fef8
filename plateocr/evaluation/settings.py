"""The settings of ``plateocr evaluate`` and ``plateocr calibrate``."""

from pydantic import Field

from plateocr.settings import Settings


class EvaluationSettings(Settings):
    """How images are read, and intervals computed."""

    batch_size: int = Field(default=64, gt=0, description="Images per batch.")
    seed: int = Field(default=0, ge=0, description="Seed of the bootstrap for the intervals.")


class CalibrationSettings(Settings):
    """What a threshold must achieve."""

    target: float = Field(
        default=0.995, ge=0.5, le=1, description="Share of the answered plates that must be read correctly."
    )
    max_without_plate: float = Field(
        default=0.01, gt=0, le=1, description="Share of the images without a plate below which answers must stay."
    )
