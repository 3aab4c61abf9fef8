"""The settings of the rectifier's training."""

from typing import Literal

from pydantic import Field

from plateocr.training.common.config import TrainingConfig


class RectifierConfig(TrainingConfig):
    """The settings of the rectifier's training."""

    monitor = ("val/distance", "min")

    model: Literal["rectifier"] = "rectifier"
    without_plates: str | None = Field(default=None, description="Folder of images without plates.")
    batch_size: int = Field(default=128, gt=0)
    val_fraction: float = Field(default=0.02, gt=0, lt=1)
    weight_decay: float = Field(default=1e-3, ge=0)
    ema: float | None = Field(default=0.998, ge=0, lt=1)
    keep: Literal["best", "last"] = "last"
