"""Checkpoints on disk: safetensors and ``config.json``. Nothing is ever unpickled."""

import platform
from importlib.metadata import version
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import nn

from plateocr import __version__
from plateocr.errors import CheckpointError
from plateocr.files import replace_file, sha256_of
from plateocr.models.config import (
    CONFIG_NAME,
    FRAMING_NAME,
    ONNX_NAME,
    WEIGHTS_NAME,
    CheckpointConfig,
    ConfidenceSpec,
    TrainingRecord,
    checked_file,
    load_config,
    save_config,
)
from plateocr.models.onnx_export import write_onnx
from plateocr.models.registry import REGISTRY, build_network, count_parameters
from plateocr.picture import InputSpec


def save_checkpoint(
    network: nn.Module,
    architecture: str,
    folder: str | Path,
    training: TrainingRecord,
    confidence: ConfidenceSpec | None = None,
    framing: str | Path | None = None,
) -> CheckpointConfig:
    """Write weights, ONNX file and config into ``folder``; the config comes last, so half a checkpoint never loads.

    ``framing`` is the file of the corner network that the pictures were framed with; None where they were stretched.
    """
    target = Path(folder)
    spec = InputSpec(framing="stretch" if framing is None else "corners")
    network.eval()
    (target / CONFIG_NAME).unlink(missing_ok=True)
    with replace_file(target / WEIGHTS_NAME) as temporary:
        save_file({name: value.contiguous() for name, value in network.state_dict().items()}, temporary)
    with replace_file(target / ONNX_NAME) as temporary:
        write_onnx(network, temporary, spec)
    names = [WEIGHTS_NAME, ONNX_NAME]
    if framing is not None:
        names.append(FRAMING_NAME)
        with replace_file(target / FRAMING_NAME) as temporary:
            temporary.write_bytes(Path(framing).read_bytes())
    config = CheckpointConfig(
        architecture=architecture,
        parameters=count_parameters(network),
        input=spec,
        confidence=confidence or ConfidenceSpec(),
        training=training,
        versions=library_versions(),
        hashes={name: sha256_of(target / name) for name in names},
    )
    save_config(target, config)
    return config


def load_checkpoint(folder: str | Path) -> tuple[nn.Module, CheckpointConfig]:
    """The network of a checkpoint folder, in evaluation mode, and its config.

    Raises CheckpointError when a file is missing or corrupted, or when the weights do not fit the architecture.
    """
    config = load_config(folder)
    path = Path(folder) / WEIGHTS_NAME
    if config.architecture not in REGISTRY:
        raise CheckpointError(
            f"{folder} holds a model '{config.architecture}'; this plateocr knows {', '.join(REGISTRY)}."
        )
    checked_file(folder, config, WEIGHTS_NAME)
    network = build_network(config.architecture)
    try:
        weights = load_file(path)
    except (SafetensorError, OSError) as error:
        raise CheckpointError(f"{path} is corrupted ({error}); copy the checkpoint again.") from error
    _load_weights(network, weights, str(path))
    return network.eval(), config


def _load_weights(network: nn.Module, weights: dict[str, torch.Tensor], name: str) -> None:
    expected = network.state_dict()
    missing = sorted(expected.keys() - weights.keys())
    unexpected = sorted(weights.keys() - expected.keys())
    if missing or unexpected:
        raise CheckpointError(f"{name} does not fit the network: missing {missing}, unexpected {unexpected}.")
    for key, value in weights.items():
        if value.shape != expected[key].shape:
            raise CheckpointError(
                f"{name} does not fit the network: "
                f"{key} is {tuple(value.shape)}, expected {tuple(expected[key].shape)}."
            )
    network.load_state_dict(weights)


def library_versions() -> dict[str, str]:
    """The versions that weights were made with."""
    libraries = ("torch", "lightning", "albumentations", "numpy", "pillow", "onnx")
    return {"plateocr": __version__, "python": platform.python_version()} | {name: version(name) for name in libraries}
