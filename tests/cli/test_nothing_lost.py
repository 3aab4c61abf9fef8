"""Every command is run with an output folder that contains other files, none of which may change."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch
import typer
from evaluation_on_disk import write_evaluation
from fake_detector import FakeDetector, detected
from PIL import Image

from plateocr.cli import cli
from plateocr.errors import OutputError
from plateocr.models.registry import build_network
from plateocr.outputs import MARKER_NAME
from plateocr.pipeline.reader import PlateReader
from plateocr.synth.write import write_plates

RECIPES = Path(__file__).resolve().parents[2] / "recipes"
RESEARCH = Path(__file__).resolve().parents[2] / "research"
CCPD_NAME = "025-95_113-50&40_200&110-200&110_60&90_50&40_190&60-0_0_22_27_27_33_{}-37-15.jpg"
FOREIGN = {
    "notes.txt": b"mine",
    "crops/mine.png": b"my image",
    "alarms/mine.png": b"my other image",
    "figure.png": b"not ours",
    "metrics.json": b'{"of": "somebody else"}',
}
WRITE_NOTHING = {"predict", "app", "data check"}
# These write to the Hub only.
PUSHING = {"hub push", "hub dataset push"}
# command -> its arguments, where {out} is its output
COMMANDS = {
    "evaluate": "{plates} --checkpoint {checkpoints}/simple --out {out}",
    "calibrate": "{plates} --checkpoint {out}",
    "data stats": "{plates} --html {out}/metrics.json",
    "data split": "{plates} {out}",
    "data ccpd": "{photos} {out}",
    "synth": "{out} -n 2 --workers 1",
    "stress": "{plates} {out} --group shadow",
    "train": "--model simple --data {plates} --out {out} --max-steps 1 --workers 0",
    "export": "{run} --out {out}",
    "weights": "{recipes} --data-root {plates} --out {out} --size small",
    "import": "{weights} --model simple --out {out}",
    "errors": "{evaluation} --figure {out}/figure.png",
    "hub space": "me/plates --dry-run --stage {out}",
    "hub pull": "me/plates {out}",
    "hub dataset pull": "me/plates {out}",
}
RUN_SCRIPTS = {
    "examples.py": "--out {out}",
    "screenshots.py": "--out {out}",
}
PRINTING_SCRIPTS = {"rectification.py", "peers.py", "peer_reads.py"}
# These write to fixed files in the repository.
SCRIPTS_OF_THE_REPOSITORY = {"build_font.py"}


def every_command(group=None, before=()):
    """The names of all commands, including their groups."""
    for name, command in (group or typer.main.get_command(cli)).commands.items():
        if hasattr(command, "commands"):
            yield from every_command(command, (*before, name))
        else:
            yield " ".join((*before, name))


def test_no_command_is_forgotten():
    assert set(every_command()) == COMMANDS.keys() | WRITE_NOTHING | PUSHING


def test_no_script_is_forgotten():
    names = {path.name for path in RESEARCH.glob("*.py")}
    assert names == RUN_SCRIPTS.keys() | PRINTING_SCRIPTS | SCRIPTS_OF_THE_REPOSITORY


def test_the_readme_of_research_runs_every_script_with_options_that_it_has():
    lines = re.findall(r"^python research/(\S+)(.*)$", (RESEARCH / "README.md").read_text(encoding="utf-8"), re.M)
    assert {name for name, _ in lines} == {path.name for path in RESEARCH.glob("*.py")}
    for name, arguments in lines:
        source = (RESEARCH / name).read_text(encoding="utf-8")
        assert all(f'"{option}"' in source for option in re.findall(r"--[a-z-]+", arguments)), name


@pytest.fixture(scope="module")
def places(tmp_path_factory, noise_image, checkpoints):
    """The paths in the arguments except {out}: twelve synthesised plates, three annotated photos, an evaluation, the
    weights of a network, no run.
    """
    folder = tmp_path_factory.mktemp("places")
    write_plates(folder / "plates", 12, seed=1, hardness=(0.0, 0.1), workers=1)
    (folder / "photos").mkdir()
    for number in range(3):
        noise_image(number, (300, 200)).save(folder / "photos" / CCPD_NAME.format(number))
    write_evaluation(folder / "evaluation", 8)
    torch.save(build_network("simple").state_dict(), folder / "weights")
    names = {name: folder / name for name in ("plates", "photos", "run", "evaluation", "weights")}
    return names | {"checkpoints": checkpoints, "recipes": RECIPES}


@pytest.fixture
def foreign(tmp_path):
    """A folder with other files of the user."""
    for name, content in FOREIGN.items():
        (tmp_path / "own" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "own" / name).write_bytes(content)
    return tmp_path / "own"


def left_of(folder):
    return {name: (folder / name).read_bytes() for name in FOREIGN if (folder / name).is_file()}


def arguments_of(text, out, places):
    return [word.format(out=out, **places) for word in text.split()]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_leaves_a_folder_of_other_files_alone(plateocr_cli, places, foreign, command):
    outcome = plateocr_cli(*command.split(), *arguments_of(COMMANDS[command], foreign, places))
    assert left_of(foreign) == FOREIGN
    assert {path.relative_to(foreign).as_posix() for path in foreign.rglob("*") if path.is_file()} == FOREIGN.keys()
    assert outcome.code == 2
    assert outcome.err.splitlines()[-1].startswith(f"plateocr: {foreign}")


@pytest.mark.parametrize("script", RUN_SCRIPTS)
def test_a_script_leaves_a_folder_of_other_files_alone(places, foreign, script):
    arguments = arguments_of(RUN_SCRIPTS[script], foreign, places)
    outcome = subprocess.run([sys.executable, RESEARCH / script, *arguments], capture_output=True, text=True)
    assert left_of(foreign) == FOREIGN
    assert outcome.returncode == 2, outcome.stderr
    assert outcome.stderr.startswith("plateocr: ")


@pytest.mark.parametrize("command", COMMANDS)
def test_an_output_that_cannot_be_created_is_one_sentence_before_any_work(plateocr_cli, places, tmp_path, command):
    (tmp_path / "file").write_bytes(b"mine")
    for out in (tmp_path / "file", tmp_path / "file" / "deep"):
        outcome = plateocr_cli(*command.split(), *arguments_of(COMMANDS[command], out, places))
        assert (outcome.code, outcome.out) == (2, "")
        lines = [line for line in outcome.err.splitlines() if "-:--:--" not in line]  # a progress bar at 0
        assert len(lines) == 1
        assert lines[0].startswith(f"plateocr: {tmp_path / 'file'}")
    assert (tmp_path / "file").read_bytes() == b"mine"
    assert {path.name for path in tmp_path.iterdir()} == {"file"}


@pytest.mark.parametrize("written", ["write_table", "write_metrics"])
def test_if_a_file_cannot_be_written_results_are_printed_and_other_files_written(
    plateocr_cli, places, tmp_path, monkeypatch, written
):
    def full(*_):
        raise OutputError("no room.")

    module = {"write_table": "table", "write_metrics": "report"}[written]
    monkeypatch.setattr(f"plateocr.evaluation.{module}.{written}", full)
    outcome = plateocr_cli("evaluate", *arguments_of(COMMANDS["evaluate"], tmp_path / "out", places))
    assert outcome.code == 2
    assert outcome.err.splitlines()[-1] == "plateocr: no room."
    assert "plates exact" in outcome.out
    kept = {"write_table": "metrics.json", "write_metrics": "predictions.parquet"}[written]
    assert {path.name for path in (tmp_path / "out").iterdir()} == {MARKER_NAME, kept}


@pytest.mark.parametrize("command", ["evaluate", "synth"])
def test_overwrite_leaves_files_with_other_names_alone(plateocr_cli, places, foreign, command):
    outcome = plateocr_cli(*command.split(), *arguments_of(COMMANDS[command], foreign, places), "--overwrite")
    assert outcome.code == 0, outcome.err
    written = (foreign / MARKER_NAME).read_text(encoding="utf-8").splitlines()[1:]
    replaced = {"metrics.json"} if command == "evaluate" else set()
    assert replaced == FOREIGN.keys() & {json.loads(line) for line in written}
    kept = FOREIGN.keys() - replaced
    assert {name: left_of(foreign)[name] for name in kept} == {name: FOREIGN[name] for name in kept}


@pytest.mark.parametrize("command", ["evaluate", "data stats", "data ccpd", "synth"])
def test_a_second_run_into_the_same_output_works(plateocr_cli, places, tmp_path, command):
    out = tmp_path / "out"
    again = ["--overwrite"] if command == "synth" else []
    arguments = [*command.split(), *arguments_of(COMMANDS[command], out, places)]
    first = plateocr_cli(*arguments)
    assert first.code == 0, first.err
    before = {path.relative_to(out) for path in out.rglob("*")}
    (out / "notes.txt").write_bytes(b"mine")
    second = plateocr_cli(*arguments, *again)
    assert second.code == 0, second.err
    assert {path.relative_to(out) for path in out.rglob("*")} == before | {Path("notes.txt")}
    assert (out / "notes.txt").read_bytes() == b"mine"


def test_calibrate_leaves_other_files_alone(plateocr_cli, places, foreign, checkpoints):
    mine = shutil.copytree(Path(__file__).resolve().parents[2] / "checkpoints" / "simple", foreign, dirs_exist_ok=True)
    outcome = plateocr_cli("calibrate", places["plates"], "--checkpoint", mine, "--target", "0.5")
    assert outcome.code == 0, outcome.err
    for name in FOREIGN.keys() - {"metrics.json"}:
        assert (mine / name).read_bytes() == FOREIGN[name]


class TestPhotos:
    @pytest.fixture
    def evaluate(self, plateocr_cli, tmp_path, noise_image, checkpoints, monkeypatch):
        """Evaluate a folder of photos, each with one plate and one false alarm, into ``out``."""
        found = FakeDetector(detected(100, 100, 200, 60), detected(400, 300, 120, 35))
        monkeypatch.setattr("plateocr.pipeline.search.open_detector", lambda: found)
        (tmp_path / "photos").mkdir()
        boxes = {f"{n}.png": {"box": [100, 100, 300, 160], "plate": f"皖A1234{n}"} for n in range(3)}
        (tmp_path / "boxes.json").write_text(json.dumps(boxes), encoding="utf-8")

        def run(photos):
            for path in (tmp_path / "photos").iterdir():
                path.unlink()
            for name in list(boxes)[:photos]:
                noise_image(1, (800, 600)).save(tmp_path / "photos" / name)
            given = ("--photos", tmp_path / "photos", "--annotations", tmp_path / "boxes.json")
            return plateocr_cli("evaluate", *given, "--checkpoint", checkpoints / "simple", "--out", tmp_path / "out")

        return run

    def test_earlier_crops_are_deleted_and_other_files_neither_deleted_nor_read(self, evaluate, tmp_path):
        assert evaluate(3).code == 0
        for folder in ("crops", "alarms"):
            Image.new("RGB", (90, 30)).save(tmp_path / "out" / folder / "9999-皖A99999.png")
        mine = (tmp_path / "out" / "crops" / "9999-皖A99999.png").read_bytes()
        assert evaluate(2).code == 0
        crops = sorted(path.name for path in (tmp_path / "out" / "crops").iterdir())
        assert crops == ["0000-皖A12340.png", "0001-皖A12341.png", "9999-皖A99999.png"]
        assert (tmp_path / "out" / "crops" / "9999-皖A99999.png").read_bytes() == mine
        assert json.loads((tmp_path / "out" / "metrics.json").read_text(encoding="utf-8"))["n"] == 2

    def test_another_file_with_the_name_of_a_crop_is_an_error(self, evaluate, tmp_path):
        assert evaluate(1).code == 0
        mine = tmp_path / "out" / "crops" / "0001-皖A12341.png"
        mine.write_bytes(b"mine")
        outcome = evaluate(2)
        assert outcome.code == 2
        assert f"{mine} was not written by this command" in outcome.err
        assert mine.read_bytes() == b"mine"

    def test_an_evaluation_of_crops_replaces_one_of_photos(self, evaluate, plateocr_cli, places, checkpoints, tmp_path):
        assert evaluate(1).code == 0
        out = tmp_path / "out"
        outcome = plateocr_cli("evaluate", places["plates"], "--checkpoint", checkpoints / "simple", "--out", out)
        assert outcome.code == 0, outcome.err
        assert {path.name for path in out.iterdir()} == {MARKER_NAME, "metrics.json", "predictions.parquet"}


@pytest.mark.slow
def test_train_and_export_continue_in_their_folders_and_leave_other_files_alone(plateocr_cli, places, tmp_path):
    run, out = tmp_path / "run", tmp_path / "mine"
    given = ("--model", "simple", "--data", places["plates"], "--val-fraction", "0.4", "--batch-size", "2")
    training = ("train", *given, "--out", run, "--epochs", "1", "--workers", "0")
    first = plateocr_cli(*training)
    assert first.code == 0, first.err
    assert f"plateocr export {run} --out checkpoints/run" in first.out
    (run / "notes.txt").write_bytes(b"mine")
    assert plateocr_cli(*training, "--resume").code == 0
    assert (run / "notes.txt").read_bytes() == b"mine"
    assert plateocr_cli("export", run, "--out", out).code == 0
    (out / "notes.txt").write_bytes(b"mine")
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    refused = plateocr_cli("export", run, "--out", out)
    assert (refused.code, "--overwrite to replace it" in refused.err) == (2, True)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    replaced = plateocr_cli("export", run, "--out", out, "--overwrite", "--source", "of my own")
    assert replaced.code == 0, replaced.err
    assert {path.name for path in out.iterdir()} == before.keys()
    assert (out / "notes.txt").read_bytes() == b"mine"
    assert "of my own" in (out / "README.md").read_text(encoding="utf-8")
    assert len(PlateReader.from_checkpoint(out).read(next(places["plates"].glob("*.jpg"))).text) == 7


@pytest.mark.parametrize(
    ("run", "there", "advised"),
    [
        ("mine", [], "mine"),
        ("mine", ["mine"], "mine-trained"),
        ("mine", ["mine", "mine-trained"], "mine-2"),
        ("simple", [], "simple-trained"),
        ("lstm", ["lstm-trained"], "lstm-2"),
    ],
)
def test_the_suggested_export_folder_is_never_an_existing_checkpoint(
    plateocr_cli, tmp_path, monkeypatch, run, there, advised
):
    monkeypatch.chdir(tmp_path)
    for name in there:
        (tmp_path / "checkpoints" / name).mkdir(parents=True)
    monkeypatch.setattr("plateocr.training.train.train", lambda config, out, **_: out / "best.ckpt")
    outcome = plateocr_cli("train", "--model", "simple", "--data", "plates", "--out", f"runs/{run}")
    assert outcome.out.splitlines()[-1] == f"Next: plateocr export runs/{run} --out checkpoints/{advised}"
