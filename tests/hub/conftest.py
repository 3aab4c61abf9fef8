"""A hub on loopback, and commands run against it in processes of their own, which read their environment freshly."""

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
    """A FakeHub that is empty at first."""
    with fake_hub.serve() as running:
        yield running


@pytest.fixture
def run_python(hub, tmp_path):
    """A function from arguments of Python to a finished process that talks to the hub, with a cache of its own."""

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
    """The same with arguments of ``plateocr``."""

    def run(*arguments, **environment):
        return run_python("-m", "plateocr", *arguments, **environment)

    return run
