"""The networks by name: what each is fed, what it answers, and how it is trained unless told otherwise."""

from dataclasses import dataclass

from torch import nn

from plateocr.errors import ConfigError
from plateocr.images import InputSpec
from plateocr.models.detector import LONG_SIDE, SIDE_STEP, DetectorNetwork
from plateocr.models.recogniser.cnn import SimpleReader
from plateocr.models.recogniser.lstm import LstmReader
from plateocr.models.rectifier import INPUT_HEIGHT, INPUT_WIDTH, RectifierNetwork

_HALVES = (0.5, 0.5, 0.5)


@dataclass(frozen=True)
class Architecture:
    """A network class, what it is fed and what it answers.

    outputs: the names of its answers in ONNX. any_size_in_steps_of: photos of any height and width, in multiples of so
    many pixels, are fed one at a time; 0: batches of the input's size. learning_rate, epochs: the defaults for training
    it, of recognisers the notebook's.
    """

    network: type[nn.Module]
    input: InputSpec
    outputs: tuple[str, ...]
    learning_rate: float
    epochs: int
    any_size_in_steps_of: int = 0


_READING = (InputSpec(), ("province", "tail"))
REGISTRY = {
    "simple": Architecture(SimpleReader, *_READING, learning_rate=2e-4, epochs=5),
    "lstm": Architecture(LstmReader, *_READING, learning_rate=8e-4, epochs=7),
    "rectifier": Architecture(
        RectifierNetwork,
        InputSpec(height=INPUT_HEIGHT, width=INPUT_WIDTH, mean=_HALVES, std=_HALVES),
        ("corners",),
        learning_rate=2e-3,
        epochs=5,
    ),
    "detector": Architecture(
        DetectorNetwork,
        InputSpec(height=LONG_SIDE, width=LONG_SIDE, framing="pad", mean=_HALVES, std=_HALVES),
        ("heat", "offsets"),
        learning_rate=2e-3,
        epochs=10,
        any_size_in_steps_of=SIDE_STEP,
    ),
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
