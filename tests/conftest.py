"""Shared fixtures: untrained checkpoints, generated images, and the command line run in this process."""

import asyncio
import os
import sys
import time
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
# Folders whose files take longest: pytest -n starts them first, so that no worker is left with one at the end.
_LONGEST = ("packaging", "training", "e2e", "hub", "cli")
_PATIENCE = 300
if "PYTEST_XDIST_WORKER" in os.environ:  # one worker per core: more threads would only wait for one another
    os.environ.setdefault("OMP_NUM_THREADS", "1")


def pytest_configure(config):
    """Register the marker of tests that need the machine to themselves."""
    config.addinivalue_line("markers", "alone: measures times, so that no other test may run beside it")


def pytest_collection_modifyitems(config, items):
    """Mark the tests that must run alone; with pytest -n, start with the longest."""
    for item in items:
        if _part(item) == "load":
            item.add_marker(pytest.mark.alone)
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: _LONGEST.index(_part(item)) if _part(item) in _LONGEST else len(_LONGEST))


def _part(item):
    """The folder in tests/ that a test is in."""
    return item.path.relative_to(Path(__file__).parent).parts[0]


@pytest.fixture(scope="session")
def noise_image():
    """A function from a seed and a size to an image of random blocks, different for each seed."""
    return _noise_image


def _noise_image(seed, size=(120, 40)):
    blocks = np.random.default_rng(seed).integers(0, 256, (5, 15, 3), dtype=np.uint8)
    return Image.fromarray(blocks).resize(size, Image.Resampling.NEAREST)


@pytest.fixture(scope="session")
def checkpoints(tmp_path_factory) -> Path:
    """A folder with the untrained checkpoints ``lstm``, whose images are rectified, and ``simple``, which does not."""
    import torch

    from plateocr.models.checkpoint import save_checkpoint
    from plateocr.models.config import TrainingRecord
    from plateocr.models.registry import build_network
    from plateocr.pipeline.rectifier import DEFAULT_RECTIFIER

    folder, is_ours = _shared_folder(tmp_path_factory, "checkpoints")
    if not is_ours:
        return folder
    record = TrainingRecord(recipe="none", data=(), pictures=0, split_hash="", seed=0, epochs=0)
    for seed, name in enumerate(("lstm", "simple")):
        torch.manual_seed(seed)
        rectifier = DEFAULT_RECTIFIER if name == "lstm" else None
        save_checkpoint(build_network(name), name, folder / name, record, rectifier=rectifier)
    folder.with_suffix(".done").touch()
    return folder


def _shared_folder(tmp_path_factory, name) -> tuple[Path, bool]:
    """A folder for all workers of pytest -n, and whether this one is to fill it; the others wait until it has."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / name
    try:
        folder.mkdir()
    except FileExistsError:
        start = time.monotonic()
        while not folder.with_suffix(".done").exists():
            assert time.monotonic() - start < _PATIENCE, f"the worker that fills {folder} has failed"
            time.sleep(0.1)
        return folder, False
    return folder, True


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
