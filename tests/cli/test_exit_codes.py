import errno
import os
import resource
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from PIL import Image

from plateocr.cli.exit_codes import exit_on_error
from plateocr.errors import OutputError, TrainingInterruptedError


def plateocr(*arguments, **how):
    """Run the command in a separate process, whose standard output is a real file."""
    given = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True} | how
    return subprocess.run([sys.executable, "-m", "plateocr", *map(str, arguments)], **given)


@pytest.fixture
def plates(tmp_path):
    folder = tmp_path / "plates"
    folder.mkdir()
    for number in range(3):
        Image.new("RGB", (94, 24), (number, 0, 0)).save(folder / f"皖A0000{number}.png")
    return folder


def end_of(error, capsys):
    with pytest.raises(SystemExit) as exit_, exit_on_error():
        raise error
    return exit_.value.code, capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OutputError("a.txt cannot be written."), "a.txt cannot be written."),
        (OSError(errno.ENOSPC, "No space"), "the output cannot be written (No space left on device)"),
        (OSError(errno.EROFS, "Read-only", "a"), "a cannot be written (Read-only file system): choose another"),
        (FileNotFoundError(errno.ENOENT, "No such file", "in.jpg"), "in.jpg: No such file."),
        (PermissionError(errno.EACCES, "Permission denied", "in.jpg"), "in.jpg: Permission denied."),
        (ModuleNotFoundError("No module", name="torch.nn"), "needs torch, which is not installed"),
        (ModuleNotFoundError("No module", name="cv2"), "needs cv2, which is not installed: pip install 'plateocr'"),
        (ModuleNotFoundError("No module", name="wandb"), "pip install 'plateocr[wandb]'"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)  # fmt: skip
def test_errors_that_a_user_can_fix_are_one_sentence_and_exit_with_2(error, sentence, capsys):
    code, told = end_of(error, capsys)
    assert code == 2
    assert told.startswith("plateocr: ")
    assert sentence in told
    assert told.count("\n") == 1


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("ours"),
        ModuleNotFoundError("ours", name="plateocr.none"),
        OSError(errno.ECONNRESET, "x"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_bugs_are_not_hidden(error):
    with pytest.raises(type(error)), exit_on_error():
        raise error


@pytest.mark.parametrize(
    ("error", "told"),
    [(KeyboardInterrupt(), "interrupted."), (TrainingInterruptedError("interrupted at step 3; resume."), "at step 3")],
)
def test_ctrl_c_is_reported_and_exits_with_130(error, told, capsys):
    code, sentence = end_of(error, capsys)
    assert (code, told in sentence) == (130, True)


def test_a_closed_pipe_is_not_reported(capsys):
    assert end_of(BrokenPipeError(errno.EPIPE, "Broken pipe"), capsys)[1] == ""


@pytest.mark.parametrize("arguments", [("--version",), ("data", "check"), ("data", "check", "--json")])
def test_a_full_disk_on_standard_output_is_one_sentence(plates, arguments):
    with Path("/dev/full").open("w") as full:
        done = plateocr(*arguments, *([plates] if "data" in arguments else []), stdout=full)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("plateocr: the output cannot be written (No space left on device)")
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.parametrize("arguments", [("data", "check"), ("data", "check", "--json"), ("predict", "--csv")])
def test_head_ends_a_command_silently(plates, arguments):
    read, write = os.pipe()
    os.close(read)
    done = plateocr(*arguments, plates, stdout=write)
    os.close(write)
    for word in ("Traceback", "Exception", "Broken", "plateocr"):
        assert word not in done.stderr


def test_an_image_that_does_not_fit_on_the_disk_is_one_sentence(tmp_path):
    limit = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (1500, 1500))
    done = plateocr("synth", tmp_path / "out", "-n", 2, "--workers", 1, preexec_fn=limit)
    assert done.returncode == 2
    (sentence,) = (line for line in done.stderr.splitlines() if line.startswith("plateocr: "))
    assert f"plateocr: {tmp_path / 'out'}/000000-" in sentence
    assert "cannot be written (File too large)" in sentence
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("library", "command", "extra"),
    [
        ("cv2", ["synth", "out", "-n", "1"], ""),
        ("torch", ["train", "--model", "rectifier", "--data", "in", "--out", "out"], "[train]"),
        ("cv2", ["synth", "out"], ""),
        ("pandas", ["evaluate", "in", "--checkpoint", "simple", "--out", "out"], ""),
        ("plotly", ["data", "stats", "in"], ""),
    ],
)
def test_a_missing_library_is_one_sentence(library, command, extra, tmp_path):
    code = (
        f"import sys; sys.modules[{library!r}] = None; sys.argv[1:] = {command!r}\n"
        "from plateocr.cli import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr == (
        f"plateocr: this command needs {library}, which is not installed: pip install 'plateocr{extra}'.\n"
    )
    assert list(tmp_path.iterdir()) == []
