"""A fake Hub on loopback, and commands run against it in separate processes, each with its own environment."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

# pytest's importlib mode leaves the folder of shared helpers off the path.
sys.path.append(str(Path(__file__).parent))

import fake_hub


@pytest.fixture
def hub():
    """An empty FakeHub."""
    with fake_hub.serve() as running:
        yield running


@pytest.fixture
def run_python(hub, tmp_path):
    """A function that runs Python with arguments, a connection to the fake Hub and its own cache."""

    def run(*arguments, token=fake_hub.TOKEN, home="home", **environment):
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
        own = inherited | hub.environment(tmp_path / home, token) | environment
        command = [sys.executable, *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, env=own, cwd=tmp_path, timeout=300, check=False)
        for token_given in filter(None, {token, fake_hub.TOKEN}):
            assert token_given not in done.stdout + done.stderr, "a token was printed"
        return done

    return run


@pytest.fixture
def hub_cli(run_python):
    """A function that runs ``plateocr`` like that."""

    def run(*arguments, **environment):
        return run_python("-m", "plateocr", *arguments, **environment)

    return run
