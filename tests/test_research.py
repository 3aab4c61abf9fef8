"""The scripts in research/ are not imported by anything else, so that only this notices when one no longer starts."""

import subprocess
import sys
from pathlib import Path

import pytest

RESEARCH = Path(__file__).resolve().parents[1] / "research"
# It takes no arguments, and fontTools, which is not installed for tests.
_WITHOUT_HELP = {"build_font.py"}


@pytest.mark.parametrize(
    "script",
    [path for path in sorted(RESEARCH.glob("*.py")) if path.name not in _WITHOUT_HELP],
    ids=lambda path: path.stem,
)
def test_every_script_starts(script):
    done = subprocess.run([sys.executable, script, "--help"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_rectification_says_what_it_is_worth(checkpoints, tmp_path, noise_image):
    for number, plate in enumerate(("京A12345", "沪B67890")):
        noise_image(number).save(tmp_path / f"{number:04d}-{plate}.png")
    command = [sys.executable, RESEARCH / "rectification.py", tmp_path, "--checkpoint", checkpoints / "lstm"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "four corners" in done.stdout
