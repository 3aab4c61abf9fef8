import socket

import pytest

from plateocr.app.build import open_dashboard
from plateocr.app.dashboards import DashboardStore
from plateocr.app.page_state import PageState
from plateocr.errors import DataError


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


def test_without_the_bundled_evaluation_it_says_how_to_make_one(tmp_path, monkeypatch):
    monkeypatch.setattr("plateocr.app.build._DEMO", tmp_path)
    store = DashboardStore(open_dashboard(None, None))
    with pytest.raises(DataError, match=r"plateocr evaluate DIR --out OUT.*--predictions OUT"):
        _ = PageState.from_query("", store).dashboard


@pytest.mark.parametrize("data", [None, "pictures"])
def test_a_users_own_evaluation_is_opened(evaluation, data):
    dashboard = open_dashboard(evaluation, evaluation / data if data else None)
    assert dashboard.folder == evaluation / "pictures"
