"""What a training of the rectifier or the detector starts from: a checkpoint of a run, or an exported network."""

from collections.abc import Iterable, Iterator
from itertools import islice, pairwise
from pathlib import Path

import lightning
import onnx
import torch
from google.protobuf.message import DecodeError
from onnx import numpy_helper
from torch import Tensor, nn

from plateocr.errors import CheckpointError
from plateocr.training.common.checkpoints import open_checkpoint

_EXPORTED_SUFFIX = ".onnx"
# Over which the statistics of an exported network are measured.
_MEASURED_BATCHES = 30


def load_initial_weights(module: lightning.LightningModule, path: Path, images: Iterable[Tensor]) -> None:
    """Load a checkpoint of a run of the same module, or what such a run exported, into ``module`` and its ``network``.

    ``images`` are batches as in training; of an exported network the first few are looked at. Raises CheckpointError
    when the file is neither.
    """
    if path.suffix == _EXPORTED_SUFFIX:
        load_exported(module.network, path, islice(images, _MEASURED_BATCHES))  # type: ignore[arg-type]  # Lightning does not know its attributes
        return
    try:
        module.load_state_dict(open_checkpoint(path)["state_dict"])
    except (KeyError, RuntimeError) as error:
        raise CheckpointError(f"{path} is of another network: {error}.") from error


def load_exported(network: nn.Module, path: Path, images: Iterable[Tensor]) -> None:
    """Load the weights of an exported network into the network, on the CPU, that it was exported from.

    An export folds each batch norm into the convolution before it. Here it gets statistics again, those of
    ``images``, and undoes them: the network answers as the exported one does, and can go on learning. Raises
    CheckpointError when the file is no ONNX file or of another network.
    """
    exported = _initializers(path)
    norms = dict(_normalised_convolutions(network))
    of_norms = {parameter for norm in norms.values() for parameter in norm.parameters()}
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            if parameter not in of_norms:
                parameter.copy_(_fitting(exported, name, parameter, path))
        for name, norm in norms.items():
            nn.init.ones_(norm.weight)
            norm.bias.copy_(_fitting(exported, f"{name}.weight_bias", norm.bias, path))
            norm.running_mean, norm.running_var = torch.zeros_like(norm.bias), torch.ones_like(norm.bias) - norm.eps
        for norm, (mean, variance) in _statistics(network, norms.values(), images).items():
            norm.weight.copy_((variance + norm.eps).sqrt())
            norm.bias.add_(mean)
            norm.running_mean, norm.running_var = mean, variance


def _initializers(path: Path) -> dict[str, Tensor]:
    try:
        graph = onnx.load(path).graph
    except (DecodeError, OSError) as error:
        raise CheckpointError(f"{path} is no ONNX file: {error}.") from error
    return {one.name: torch.from_numpy(numpy_helper.to_array(one).copy()) for one in graph.initializer}


def _fitting(exported: dict[str, Tensor], name: str, parameter: Tensor, path: Path) -> Tensor:
    """The exported value of a parameter. Biases that are all zero are not exported."""
    value = exported.get(name)
    if value is None and name.endswith("bias"):
        return torch.zeros_like(parameter)
    if value is None or value.shape != parameter.shape:
        found = "not in it" if value is None else f"{tuple(value.shape)}"
        raise CheckpointError(
            f"{path} is of another network: {name} should be {tuple(parameter.shape)} and is {found}."
        )
    return value


def _normalised_convolutions(network: nn.Module) -> Iterator[tuple[str, nn.BatchNorm2d]]:
    """The names of the convolutions that a batch norm follows, each with that norm."""
    for name, module in network.named_modules():
        if isinstance(module, nn.Sequential):
            for (convolution_name, convolution), (_, norm) in pairwise(module.named_children()):
                if isinstance(convolution, nn.Conv2d) and isinstance(norm, nn.BatchNorm2d):
                    yield f"{name}.{convolution_name}", norm


def _statistics(
    network: nn.Module, norms: Iterable[nn.BatchNorm2d], images: Iterable[Tensor]
) -> dict[nn.BatchNorm2d, tuple[Tensor, Tensor]]:
    """Mean and variance, a channel, of what each norm is shown: the means of those of the batches."""
    seen: dict[nn.BatchNorm2d, list[tuple[Tensor, Tensor]]] = {norm: [] for norm in norms}

    def note(norm: nn.BatchNorm2d, inputs: tuple[Tensor, ...]) -> None:
        seen[norm].append((inputs[0].mean((0, 2, 3)), inputs[0].var((0, 2, 3), unbiased=False)))

    handles = [norm.register_forward_pre_hook(note) for norm in seen]
    was_training = network.training
    network.eval()
    for batch in images:
        network(batch)
    network.train(was_training)
    for handle in handles:
        handle.remove()
    return {
        norm: (
            torch.stack([mean for mean, _ in batches]).mean(0),
            torch.stack([spread for _, spread in batches]).mean(0),
        )
        for norm, batches in seen.items()
        if batches
    }
