"""The networks by name: their roles, inputs and outputs, and training defaults.

Does not need torch: a network's class is only imported when it is built.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Literal

from plateocr.errors import ConfigError
from plateocr.images import InputSpec
from plateocr.plates import NOTEBOOK, Alphabet, Layout

if TYPE_CHECKING:
    from torch import nn

_HALVES = (0.5, 0.5, 0.5)
# The classes of the rectifier: the layouts, and an image without a plate.
LAYOUT_CLASSES = len(Layout) + 1
_OF_RECOGNISERS = InputSpec()


@dataclass(frozen=True)
class Architecture:
    """A network.

    network: the module below plateocr.models and the class in it. input: recognisers take stretched images, unless the
    training asks for rectified ones. outputs: the names of its outputs in ONNX. any_size_in_steps_of: if not 0, the
    network takes single photos whose height and width are any multiples of this many pixels; else batches of the
    input's size. learning_rate, epochs: defaults, of recognisers the notebook's.
    """

    role: Literal["recogniser", "rectifier", "detector"]
    network: str
    input: InputSpec = _OF_RECOGNISERS
    outputs: tuple[str, ...] = ("province", "tail")
    learning_rate: float = 2e-3
    epochs: int = 5
    any_size_in_steps_of: int = 0

    def build(self, alphabet: Alphabet = NOTEBOOK, **settings: float) -> "nn.Module":
        """A network with fresh random weights; a recogniser with the classes of an alphabet."""
        classes = {"alphabet": alphabet} if self.role == "recogniser" else {}
        module, name = self.network.split(":")
        built: nn.Module = getattr(import_module(f"plateocr.models.{module}"), name)(**settings, **classes)
        return built


REGISTRY = {
    "simple": Architecture("recogniser", "recogniser.cnn:SimpleReader", learning_rate=2e-4, epochs=5),
    "lstm": Architecture("recogniser", "recogniser.lstm:LstmReader", learning_rate=8e-4, epochs=7),
    "rectifier": Architecture(
        "rectifier",
        "rectifier:RectifierNetwork",
        InputSpec(height=32, width=112, mean=_HALVES, std=_HALVES),
        ("corners", "layouts"),
        learning_rate=2e-3,
        epochs=5,
    ),
    "detector": Architecture(
        "detector",
        "detector:DetectorNetwork",
        InputSpec(height=544, width=544, framing="pad", mean=_HALVES, std=_HALVES),
        ("heat", "offsets"),
        learning_rate=2e-3,
        epochs=10,
        any_size_in_steps_of=32,
    ),
}


def architecture(name: str) -> Architecture:
    """Look up a network by name. Raises ConfigError, listing the known names, for any other."""
    if name not in REGISTRY:
        raise ConfigError(f"there is no model '{name}'; choose one of {', '.join(REGISTRY)}.")
    return REGISTRY[name]


def build_network(name: str, alphabet: Alphabet = NOTEBOOK) -> "nn.Module":
    """A network with fresh random weights. Raises ConfigError for an unknown name."""
    return architecture(name).build(alphabet)


def count_parameters(network: "nn.Module") -> int:
    """The number of trainable parameters."""
    return sum(parameter.numel() for parameter in network.parameters() if parameter.requires_grad)
