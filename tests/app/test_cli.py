import shutil
import socket

import pytest


def test_a_missing_table_is_one_sentence(plateocr_cli, tmp_path):
    outcome = plateocr_cli("app", "--predictions", tmp_path / "gone")
    assert outcome.code == 2
    assert "there is no such prediction table" in " ".join(outcome.err.split())


def test_images_without_an_evaluation_are_rejected(plateocr_cli, tmp_path):
    outcome = plateocr_cli("app", "--data", tmp_path)
    assert outcome.code == 2
    assert "--predictions" in outcome.err


def test_a_taken_port_is_one_sentence(plateocr_cli, evaluation, checkpoints):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        given = ("--predictions", evaluation, "--checkpoint", checkpoints / "simple", "--port", port)
        outcome = plateocr_cli("app", *given)
    assert outcome.code == 2
    assert f"port {port} is taken" in outcome.err


def test_a_damaged_checkpoint_is_told_at_the_start_and_does_not_stop_the_app(
    plateocr_cli, evaluation, checkpoints, tmp_path, caplog
):
    shutil.copytree(checkpoints / "simple", tmp_path / "mine")
    (tmp_path / "mine" / "model.onnx").write_bytes(b"half")
    with socket.socket() as taken:  # ends the app where it would begin to serve
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        given = ("--predictions", evaluation, "--checkpoint", tmp_path / "mine", "--port", port)
        outcome = plateocr_cli("app", *given)
    assert f"port {port} is taken" in outcome.err
    (told,) = [record.getMessage() for record in caplog.records if record.name == "plateocr.app.build"]
    assert str(tmp_path / "mine" / "model.onnx") in told
    assert "\n" not in told


@pytest.mark.parametrize("there", [False, True], ids=["missing", "no checkpoint"])
def test_a_checkpoint_that_is_named_and_not_there_is_refused(plateocr_cli, checkpoints, tmp_path, monkeypatch, there):
    monkeypatch.setattr("plateocr.app.build.launch_app", lambda *_, **__: pytest.fail("the app opened"))
    if there:
        (tmp_path / "mine").mkdir()
    outcome = plateocr_cli("app", "--checkpoint", checkpoints / "simple", "--checkpoint", tmp_path / "mine")
    assert outcome.code == 2
    assert str(tmp_path / "mine") in outcome.err
    assert outcome.err.count("\n") == 1


def test_the_app_opens_without_the_shipped_checkpoints(plateocr_cli, monkeypatch, tmp_path):
    opened = []
    monkeypatch.setattr("plateocr.app.build.launch_app", lambda checkpoints, *_, **__: opened.append(checkpoints))
    monkeypatch.setattr("plateocr.hub.find.shipped_checkpoint", tmp_path.joinpath)
    assert plateocr_cli("app").code == 0
    assert opened == [[]]
    assert plateocr_cli("app", "--checkpoint", "lstm").code == 2


def test_help_says_what_it_shows(plateocr_cli):
    outcome = plateocr_cli("app", "--help")
    assert outcome.code == 0
    assert "output folder of 'plateocr evaluate'" in " ".join(outcome.out.replace("│", " ").split())


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("GRADIO_SERVER_PORT", "abc"),
        ("GRADIO_SERVER_PORT", "0"),
        ("GRADIO_SERVER_PORT", "99999"),
        ("GRADIO_ROOT_PATH", "a"),
    ],
)
def test_a_setting_of_gradios_that_makes_no_sense_is_one_sentence(plateocr_cli, monkeypatch, variable, value):
    monkeypatch.setenv(variable, value)
    outcome = plateocr_cli("app")
    assert outcome.code == 2
    assert f"{variable} is '{value}'" in outcome.err
