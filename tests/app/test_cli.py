import socket


def test_a_missing_table_is_one_sentence(plateocr_cli, tmp_path):
    outcome = plateocr_cli("app", "--predictions", tmp_path / "gone")
    assert outcome.code == 2
    assert "there is no such prediction table" in " ".join(outcome.err.split())


def test_pictures_without_an_evaluation_are_refused(plateocr_cli, tmp_path):
    outcome = plateocr_cli("app", "--data", tmp_path)
    assert outcome.code == 2
    assert "--predictions" in outcome.err


def test_a_taken_port_is_one_sentence(plateocr_cli, evaluation, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        outcome = plateocr_cli("app", "--predictions", evaluation, "--checkpoint", tmp_path / "none", "--port", port)
    assert outcome.code == 2
    assert f"port {port} is taken" in outcome.err


def test_help_says_what_it_shows(plateocr_cli):
    outcome = plateocr_cli("app", "--help")
    assert outcome.code == 0
    assert "plateocr evaluate --out" in " ".join(outcome.out.replace("│", " ").split())
