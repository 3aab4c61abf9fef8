"""The settings of each network's training, by what the network is for."""

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
    """What the training of a model is told. Raises ConfigError that lists the models there are."""
    return CONFIGS[architecture(model).role]
