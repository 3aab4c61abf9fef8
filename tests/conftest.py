"""Shared fixtures: untrained checkpoints, generated images, and the command line run in this process."""

import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings
from PIL import Image

# No deadline: a test is not wrong because the machine is busy.
settings.register_profile("plateocr", deadline=None)
settings.load_profile("plateocr")


@pytest.fixture(scope="session")
def noise_image():
    """A function from a seed and a size to an image of random blocks, different for each seed."""
    return _noise_image


def _noise_image(seed, size=(120, 40)):
    blocks = np.random.default_rng(seed).integers(0, 256, (5, 15, 3), dtype=np.uint8)
    return Image.fromarray(blocks).resize(size, Image.Resampling.NEAREST)


@pytest.fixture(scope="session")
def checkpoints(tmp_path_factory) -> Path:
    """A folder with the untrained checkpoints ``lstm``, which frames its images, and ``simple``, which does not."""
    import torch

    from plateocr.models.checkpoint import save_checkpoint
    from plateocr.models.config import TrainingRecord
    from plateocr.models.registry import build_network
    from plateocr.pipeline.rectifier import DEFAULT_RECTIFIER

    folder = tmp_path_factory.mktemp("checkpoints")
    record = TrainingRecord(recipe="none", data=(), pictures=0, split_hash="", seed=0, epochs=0)
    for seed, name in enumerate(("lstm", "simple")):
        torch.manual_seed(seed)
        framing = DEFAULT_RECTIFIER if name == "lstm" else None
        save_checkpoint(build_network(name), name, folder / name, record, framing=framing)
    return folder


@pytest.fixture(scope="session")
def run_async():
    """``asyncio.run`` in a separate thread: after a browser test, Playwright's event loop still runs in this one."""

    def run(coroutine):
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(asyncio.run, coroutine).result()

    return run


@dataclass(frozen=True)
class Outcome:
    """The result of running the command line."""

    code: int
    out: str
    err: str


@pytest.fixture
def plateocr_cli(monkeypatch, capsys):
    """A function that runs ``plateocr`` with arguments and returns its exit code, standard output and error."""

    def run(*arguments) -> Outcome:
        from plateocr.cli import main

        monkeypatch.setattr(sys, "argv", ["plateocr", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as exit_:
            main()
        captured = capsys.readouterr()
        return Outcome(exit_.value.code or 0, captured.out, captured.err)

    return run
