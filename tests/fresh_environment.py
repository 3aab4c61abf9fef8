"""Fresh virtual environments, and the app started in them as a stranger's process."""

import os
import re
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 90


def make_environment(place, *arguments, cwd=None):
    """A fresh virtual environment in ``place`` with what pip's arguments install; returns its folder of programs."""
    subprocess.run([sys.executable, "-m", "venv", place], check=True)
    # Not compiled: only a fraction of the modules is ever imported.
    pip = [place / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
    done = subprocess.run([*pip, *map(str, arguments)], cwd=cwd, capture_output=True, text=True, env=environment())
    assert done.returncode == 0, done.stderr
    return place / "bin"


def environment(**more):
    """The environment of this process without what would let another process find this checkout."""
    ours = {"PYTHONPATH", "VIRTUAL_ENV", "PLATEOCR_CHECKPOINTS", "PLATEOCR_TEST_SET"}
    return {name: value for name, value in os.environ.items() if name not in ours} | more


@contextmanager
def serving(command, cwd, env, log):
    """Run the app until the block ends; yields its address once it responds."""
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=cwd, env=env, stdout=output, stderr=subprocess.STDOUT)
    try:
        yield _address(process, log)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _address(process, log):
    started = time.monotonic()
    while time.monotonic() - started < START_SECONDS:
        said = re.search(r"http://[\w.]+:(\d+)", log.read_text())
        if said:
            return f"http://127.0.0.1:{said[1]}/"
        assert process.poll() is None, log.read_text()
        time.sleep(0.2)
    raise AssertionError(f"nothing was served within {START_SECONDS} s: {log.read_text()}")
