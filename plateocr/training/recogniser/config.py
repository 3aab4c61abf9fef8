"""The settings of a recogniser's training, and named sets of defaults."""

from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import AliasChoices, Field, field_validator
from pydantic import model_validator as validated
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from plateocr.errors import ConfigError
from plateocr.plates import NOTEBOOK
from plateocr.training.common.config import TRAINED, DataFolder, TrainingConfig

_PANEL: JsonDict = {"panel": "Recognisers"}
# recipe -> the defaults that go with its augmentation; all others are those of TrainingConfig
PRESETS: dict[str, dict[str, Any]] = {
    "notebook": {"schedule": "halving", "dropout": 0.2, "drop_last": False, "keep": "last", "log_every": 50},
    "robust": {"learning_rate": 2e-3, "epochs": 6},
    "real": {
        "learning_rate": 2e-3,
        "epochs": 3,
        "rectified": True,
        "ema": 0.998,
        "label_smoothing": 0.02,
        "province_balance": 0.5,
        "province_swap": 0.5,
    },
}


class RecogniserConfig(TrainingConfig):
    """The settings of the training of ``simple`` or ``lstm``."""

    monitor = ("val/accuracy", "max")

    recipe: str = Field(
        default="notebook",
        description="Augmentation, and defaults that go with it. notebook: the notebook's, with Adam and the rate "
        "halved each epoch. robust: margins, other hues, strong blur, dirt, JPEG; one cosine cycle. real: plates "
        "rectified, provinces balanced, weights averaged; used for the shipped checkpoints.",
        json_schema_extra=_PANEL,
    )
    alphabet: Literal["notebook", "full"] = Field(
        default="notebook",
        description="The characters to read. notebook: ordinary plates of seven. full: all kinds of plate, and whether "
        "a character can be read at all.",
        json_schema_extra=_PANEL,
    )
    obscured: float = Field(
        default=0.15,
        ge=0,
        le=1,
        description="Share of plates of which a character is made unreadable, with the full alphabet.",
        json_schema_extra=_PANEL,
    )
    negatives: tuple[DataFolder, ...] = Field(
        default=(), description="Folders of images without a legible plate, for the full alphabet."
    )
    rectified: bool = Field(
        default=False,
        description="Cut the plate out upright by its four corners instead of stretching the whole image.",
        json_schema_extra=_PANEL,
    )
    rectifier: str | None = Field(
        default=None,
        validation_alias=AliasChoices("rectifier", "framing"),
        description=f"Rectifier: a checkpoint folder or its ONNX file, or '{TRAINED}' for the one trained beside this "
        "run; by default the shipped one.",
        json_schema_extra=_PANEL,
    )
    dropout: float = Field(default=0.05, ge=0, lt=1, description="Share of dropped channels.", json_schema_extra=_PANEL)
    label_smoothing: float = Field(
        default=0.0,
        ge=0,
        lt=1,
        description="Share of the target spread over all classes.",
        json_schema_extra=_PANEL,
    )
    province_balance: float = Field(
        default=0.0,
        ge=0,
        le=1,
        description="0: draw all images equally often; 1: draw all provinces of a folder equally often.",
        json_schema_extra=_PANEL,
    )
    province_swap: float = Field(
        default=0.0,
        ge=0,
        le=1,
        description="Share of rectified real images of plates of seven whose province is painted over with another.",
        json_schema_extra=_PANEL,
    )
    validations_per_epoch: int = Field(default=2, gt=0, description="Each saves the weights.")
    calibrate: bool = Field(default=False, description="Calibrate the exported checkpoint on the validation plates.")
    without_plates: str | None = Field(default=None, description="Folder of images without plates for calibration.")

    @classmethod
    def defaults(cls, given: Mapping[str, Any]) -> dict[str, Any]:
        """The defaults of the recipe and the architecture. Raises ConfigError for an unknown recipe."""
        recipe = given.get("recipe") or "notebook"
        if recipe not in PRESETS:
            raise ConfigError(f"there is no recipe '{recipe}'; choose one of {', '.join(PRESETS)}.")
        return super().defaults(given) | PRESETS[recipe]

    @validated(mode="after")
    def _of_all_lengths(self) -> Self:
        if self.alphabet != NOTEBOOK.name and not self.rectified:
            raise PydanticCustomError("not_rectified", "--alphabet full needs rectified images: add --rectified")
        return self

    @field_validator("rectifier", mode="before")
    @classmethod
    def _path_as_text(cls, value: Any) -> Any:
        return None if value is None else str(value)
