"""Weights that the notebook saved with ``torch.save(model.state_dict(), path)``, as a network of plateocr."""

from pathlib import Path

import torch
from torch import Tensor, nn

from plateocr.errors import CheckpointError
from plateocr.models.checkpoint import load_weights
from plateocr.models.registry import build_network


def load_notebook(path: str | Path, architecture: str) -> tuple[nn.Module, bool]:
    """The network ``architecture`` with the weights of a .pth file, and whether they had to be matched by order.

    The file holds a state_dict, alone or under "state_dict" as Lightning saves it; a prefix that all keys share, such
    as DataParallel's ``module.``, is dropped. If the layers' names differ from plateocr's, weights are matched by
    order, if all shapes agree. No code in the file is run. Raises CheckpointError, listing missing and unexpected keys,
    and ConfigError for an unknown architecture.
    """
    network = build_network(architecture)
    expected = network.state_dict()
    weights = _without_prefix(_read(Path(path)), {name.split(".")[0] for name in expected})
    shapes, ours = ([value.shape for value in named.values()] for named in (weights, expected))
    by_order = weights.keys() != expected.keys() and shapes == ours
    if by_order:
        weights = dict(zip(expected, weights.values(), strict=True))
    load_weights(network, weights, str(path))
    return network.eval(), by_order


def _read(path: Path) -> dict[str, Tensor]:
    if not path.is_file():
        raise CheckpointError(f"{path}: there is no such file.")
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # torch's unpickler fails in many ways on a broken file or a pickled network
        raise CheckpointError(
            f"{path} does not hold just weights; save them with torch.save(model.state_dict(), 'notebook.pth')."
        ) from error
    if isinstance(content, dict):
        content = content.get("state_dict", content)
    if not isinstance(content, dict) or not all(isinstance(value, Tensor) for value in content.values()):
        raise CheckpointError(f"{path} holds no state_dict: a dictionary of tensors, or one under 'state_dict'.")
    return {str(name): value for name, value in content.items()}


def _without_prefix(weights: dict[str, Tensor], layers: set[str]) -> dict[str, Tensor]:
    while len(first := {name.split(".")[0] for name in weights}) == 1 and not first & layers:
        if not all("." in name for name in weights):
            break
        weights = {name.split(".", 1)[1]: value for name, value in weights.items()}
    return weights
