"""The settings of the detector's training."""

from typing import Literal

from pydantic import Field
from pydantic.config import JsonDict

from plateocr.training.common.config import TRAINED, TrainingConfig

_PANEL: JsonDict = {"panel": "Detector"}


class DetectorConfig(TrainingConfig):
    """The settings of the detector's training; ``data`` names folders of annotated photos."""

    monitor = ("val/found", "max")

    model: Literal["detector"] = "detector"
    plates: tuple[str, ...] = Field(
        default=(),
        description="Folder of labelled crops whose plates are pasted over the photos' own; repeatable.",
        json_schema_extra=_PANEL,
    )
    clutter: str | None = Field(default=None, description="Folder of images without plates.", json_schema_extra=_PANEL)
    scenes_per_epoch: int = Field(default=6000, gt=0, description="Scenes per epoch.", json_schema_extra=_PANEL)
    drawn_plates: int = Field(
        default=1500, gt=0, description="Plates drawn at the start to paste onto photos.", json_schema_extra=_PANEL
    )
    rectifier: str | None = Field(
        default=None, description=f"Rectifies the crops' plates; a checkpoint folder, its ONNX file, or '{TRAINED}'."
    )
    batch_size: int = Field(default=16, gt=0)
    weight_decay: float = Field(default=1e-3, ge=0)
    ema: float | None = Field(default=0.998, ge=0, lt=1)
    keep: Literal["best", "last"] = "last"
