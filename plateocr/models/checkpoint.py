"""Checkpoints on disk: safetensors and ``config.json``. Nothing is ever unpickled."""

import platform
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save
from torch import nn

from plateocr import __version__
from plateocr.errors import CheckpointError, DataError
from plateocr.files import replace_file, sha256_of
from plateocr.models.config import (
    CONFIG_NAME,
    ONNX_NAME,
    RECTIFIER_NAME,
    WEIGHTS_NAME,
    AlphabetRecord,
    CheckpointConfig,
    ConfidenceSpec,
    NetworkConfig,
    TrainingRecord,
    checked_file,
    load_network_config,
    save_config,
)
from plateocr.models.onnx_export import write_onnx
from plateocr.models.registry import REGISTRY, architecture, build_network, count_parameters
from plateocr.outputs import OVERWRITE, refuse_filled, staged_files
from plateocr.plates import NOTEBOOK, Alphabet


@contextmanager
def new_checkpoint(folder: str | Path, *, overwrite: bool = False) -> Iterator[Path]:
    """Yield a folder to write a checkpoint into; if the block succeeds, its files replace those of ``folder``.

    ``overwrite`` replaces an existing checkpoint, which stays intact until the new one is complete; other files are
    kept. Raises DataError if ``folder`` is not empty and ``overwrite`` is not set, and OutputError.
    """
    target = Path(folder)
    if target.is_dir() and not overwrite:
        if (target / CONFIG_NAME).exists():
            raise DataError(f"{target} holds a checkpoint; give a new folder, or --overwrite to replace it.")
        refuse_filled(target, f"give a new folder; {OVERWRITE}")
    before = _hashes_of(target)
    with staged_files(target, last=CONFIG_NAME) as beside:
        yield beside
    for name in before.keys() - _hashes_of(target).keys():  # the copy of the rectifier in a version 0.1 checkpoint
        if (target / name).is_file() and sha256_of(target / name) == before[name]:
            (target / name).unlink()


def save_checkpoint(
    network: nn.Module,
    name: str,
    folder: str | Path,
    training: TrainingRecord,
    confidence: ConfidenceSpec | None = None,
    rectifier: str | Path | None = None,
    alphabet: Alphabet = NOTEBOOK,
    *,
    overwrite: bool = False,
) -> NetworkConfig:
    """Write the weights, ONNX file and config of a network of the architecture ``name`` into ``folder``.

    ``rectifier``: the ONNX file of the rectifier that prepared a recogniser's images, whose hash goes into the config;
    None if they were stretched. ``alphabet``: a recogniser's. ``overwrite`` and errors: see :func:`new_checkpoint`.
    """
    spec = architecture(name).input
    network.eval()
    with new_checkpoint(folder, overwrite=overwrite) as target:
        weights = save({name: value.contiguous() for name, value in network.state_dict().items()})
        with replace_file(target / WEIGHTS_NAME) as temporary:
            temporary.write_bytes(weights)  # safetensors' own write errors are not OSErrors
        with replace_file(target / ONNX_NAME) as temporary:
            write_onnx(network, name, temporary, alphabet)
        hashes = {file: sha256_of(target / file) for file in (WEIGHTS_NAME, ONNX_NAME)}
        if rectifier is not None:
            hashes[RECTIFIER_NAME] = sha256_of(rectifier)
            spec = spec.model_copy(update={"framing": "corners"})
        config = NetworkConfig(
            architecture=name,
            parameters=count_parameters(network),
            input=spec,
            training=training,
            versions=library_versions(),
            hashes=hashes,
        )
        if architecture(name).role == "recogniser":
            recorded = AlphabetRecord(provinces=alphabet.first, characters=alphabet.tail)
            config = CheckpointConfig(**dict(config), alphabet=recorded, confidence=confidence or ConfidenceSpec())
        save_config(target, config)
    return config


def load_checkpoint(folder: str | Path) -> tuple[nn.Module, NetworkConfig]:
    """The network of a checkpoint folder, in evaluation mode, and its config.

    Raises CheckpointError if a file is missing or corrupted, or the weights do not fit the architecture.
    """
    config = load_network_config(folder)
    path = Path(folder) / WEIGHTS_NAME
    if config.architecture not in REGISTRY:
        raise CheckpointError(
            "{folder} holds a model '{model}'; this plateocr knows {known}.",
            **{"folder": folder, "model": config.architecture, "known": ", ".join(REGISTRY)},
        )
    checked_file(folder, config, WEIGHTS_NAME)
    network = build_network(config.architecture, config.reads if isinstance(config, CheckpointConfig) else NOTEBOOK)
    try:
        weights = load_file(path)
    except (SafetensorError, OSError) as error:
        raise CheckpointError(
            "{path} is corrupted ({why}); copy the checkpoint again.", path=path, why=str(error)
        ) from error
    load_weights(network, weights, str(path))
    return network.eval(), config


def load_weights(network: nn.Module, weights: dict[str, torch.Tensor], name: str) -> None:
    """Load ``weights`` into a network. Raises CheckpointError, listing all missing and unexpected keys."""
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


def _hashes_of(folder: Path) -> dict[str, str]:
    """The hashes of a checkpoint's files; empty if there is no readable checkpoint."""
    try:
        return load_network_config(folder).hashes
    except CheckpointError:
        return {}


def library_versions() -> dict[str, str]:
    """The library versions in use, to be recorded with the weights."""
    libraries = ("torch", "lightning", "albumentations", "numpy", "pillow", "onnx")
    return {"plateocr": __version__, "python": platform.python_version()} | {name: version(name) for name in libraries}
