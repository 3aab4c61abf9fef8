"""The settings class of each training, by the role of its network."""

from plateocr.models.registry import architecture
from plateocr.training.common.config import TrainingConfig
from plateocr.training.detector.config import DetectorConfig
from plateocr.training.recogniser.config import RecogniserConfig
from plateocr.training.rectifier.config import RectifierConfig

CONFIGS: dict[str, type[TrainingConfig]] = {
    "recogniser": RecogniserConfig,
    "rectifier": RectifierConfig,
    "detector": DetectorConfig,
}


def config_class(model: str) -> type[TrainingConfig]:
    """The settings class for a model. Raises ConfigError, listing the known models, for any other."""
    return CONFIGS[architecture(model).role]
