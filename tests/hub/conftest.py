"""A fake Hub on loopback, and commands run against it in separate processes, each with its own environment."""

import json
import os
import subprocess
import sys

import fake_hub
import pytest

# Runs several commands in one process, and prints the exit code and the standard error of each as JSON.
EACH = """
import contextlib, io, json, sys
from plateocr.cli import main
outcomes = []
for arguments in json.loads(sys.argv[1]):
    sys.argv, out, err = ["plateocr", *arguments], io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main()
        except SystemExit as exit_:
            outcomes.append([exit_.code or 0, err.getvalue()])
print(json.dumps(outcomes))
"""


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


@pytest.fixture
def hub_commands(run_python):
    """A function that runs several commands in one such process, which is faster; returns (exit code, error) pairs."""

    def run(*commands, **environment):
        texts = [[str(part) for part in command] for command in commands]
        done = run_python("-c", EACH, json.dumps(texts), **environment)
        assert done.returncode == 0, done.stderr
        outcomes = json.loads(done.stdout)
        assert len(outcomes) == len(commands)
        return outcomes

    return run
