import re
import subprocess
import sys

import pytest
from rich.text import Text
from typer.main import get_command

from plateocr import __version__
from plateocr.cli import cli


def run(*command):
    return subprocess.run(command, capture_output=True, text=True)


def test_python_dash_m_runs_the_same_command():
    script = run(
        sys.executable, "-c", "import sys; sys.argv = ['plateocr', '--help']; import plateocr.cli as c; c.main()"
    )
    module = run(sys.executable, "-m", "plateocr", "--help")
    assert module.returncode == script.returncode == 0
    assert (
        re.sub(r"python -m plateocr|plateocr", "", module.stdout).split()
        == script.stdout.replace("plateocr", "").split()
    )
    for command in ("data", "synth", "train", "export", "evaluate", "predict", "app"):
        assert f" {command} " in module.stdout


def _commands(group, name=""):
    for key, command in getattr(group, "commands", {}).items():
        yield f"{name} {key}", command
        yield from _commands(command, f"{name} {key}")


def test_no_help_text_loses_what_is_in_brackets():
    lost = [
        f"{name}: {text}"
        for name, command in _commands(get_command(cli))
        for text in [command.help, *(getattr(parameter, "help", None) for parameter in command.params)]
        if text and Text.from_markup(text).plain != text.replace("\\[", "[")
    ]
    assert not lost


def test_help_imports_nothing_heavy():
    code = (
        "import sys; sys.argv = ['plateocr', '--help']\nimport plateocr.cli\n"
        "try:\n    plateocr.cli.main()\nexcept SystemExit:\n    pass\n"
        "print([n for n in ('torch', 'lightning', 'gradio', 'plotly', 'pandas', 'cv2') if n in sys.modules])"
    )
    assert run(sys.executable, "-c", code).stdout.splitlines()[-1] == "[]"


def test_version(plateocr_cli):
    outcome = plateocr_cli("--version")
    assert (outcome.code, outcome.out) == (0, f"plateocr {__version__}\n")


@pytest.mark.parametrize("arguments", [["read"], ["synth"], ["synth", "out", "--nope"]])
def test_a_wrong_command_line_exits_with_2(plateocr_cli, arguments):
    assert plateocr_cli(*arguments).code == 2


def test_an_error_is_one_sentence_and_exits_with_2(plateocr_cli, tmp_path):
    outcome = plateocr_cli("export", tmp_path / "none", "--out", tmp_path / "out")
    assert outcome.code == 2
    assert outcome.out == ""
    assert outcome.err.startswith("plateocr: ")
    assert outcome.err.count("\n") == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("command", ["train", "export"])
def test_without_lightning_training_names_the_extra_to_install(command, tmp_path):
    arguments = {
        "train": ["--model", "simple", "--data", str(tmp_path), "--out", str(tmp_path / "run")],
        "export": [str(tmp_path), "--out", str(tmp_path / "out")],
    }[command]
    code = (
        f"import sys; sys.modules['lightning'] = None; sys.argv = ['plateocr', {command!r}, *{arguments!r}]\n"
        "from plateocr.cli import main; main()"
    )
    done = run(sys.executable, "-c", code)
    assert done.returncode == 2
    assert "pip install 'plateocr[train]'" in done.stderr
    assert "Traceback" not in done.stderr
