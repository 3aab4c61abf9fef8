"""The networks by name, each with the training defaults of the notebook."""

from dataclasses import dataclass

from torch import nn

from plateocr.errors import ConfigError
from plateocr.models.recogniser.cnn import SimpleReader
from plateocr.models.recogniser.lstm import LstmReader


@dataclass(frozen=True)
class Architecture:
    """A network class, and the learning rate and epochs that the notebook trained it with."""

    network: type[nn.Module]
    learning_rate: float
    epochs: int


REGISTRY = {
    "simple": Architecture(SimpleReader, learning_rate=2e-4, epochs=5),
    "lstm": Architecture(LstmReader, learning_rate=8e-4, epochs=7),
}


def architecture(name: str) -> Architecture:
    """Look a network up by name. Raises ConfigError that lists the names there are."""
    if name not in REGISTRY:
        raise ConfigError(f"there is no model '{name}'; choose one of {', '.join(REGISTRY)}.")
    return REGISTRY[name]


def build_network(name: str) -> nn.Module:
    """A network with fresh random weights. Raises ConfigError for an unknown name."""
    return architecture(name).network()


def count_parameters(network: nn.Module) -> int:
    """The number of trainable parameters."""
    return sum(parameter.numel() for parameter in network.parameters() if parameter.requires_grad)
