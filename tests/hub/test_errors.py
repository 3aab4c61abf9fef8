import shutil

import pytest

from plateocr.models.card import write_figures


@pytest.fixture
def checkpoint(checkpoints, tmp_path):
    folder = shutil.copytree(checkpoints / "simple", tmp_path / "mine")
    write_figures(folder, "validation_while_training", {})
    return folder


def told(outcome):
    """The one sentence of a command that could not."""
    assert outcome.returncode == 2, outcome.stdout
    assert outcome.stderr.startswith("plateocr: ")
    assert outcome.stderr.count("\n") == 1
    assert "Traceback" not in outcome.stderr
    return outcome.stderr


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"token": None}, "there is no token to push to me/plates with"),
        ({"token": "hf_old"}, "does not let this token write to me/plates (401)"),
        ({"token": "hf_牌照"}, "the token for the Hub holds a character that no token has"),
        ({"HF_HUB_OFFLINE": "1"}, "me/plates cannot be pushed to while HF_HUB_OFFLINE is set"),
        ({"HF_ENDPOINT": "http://127.0.0.1:9"}, "http://127.0.0.1:9 cannot be reached for me/plates (ConnectError)"),
    ],
)
def test_what_keeps_from_pushing(hub, hub_cli, checkpoint, settings, named):
    assert named in told(hub_cli("hub", "push", checkpoint, "me/plates", **settings))
    assert hub.repositories == {}


def test_a_place_of_somebody_elses(hub, hub_cli, checkpoint):
    assert "write to you/plates (403)" in told(hub_cli("hub", "push", checkpoint, "you/plates"))
    hub.add("you/open", {})
    assert "write to you/open (403)" in told(hub_cli("hub", "push", checkpoint, "you/open"))


def test_a_push_makes_its_own_revision(hub_cli, checkpoint):
    assert "leave @v1 away" in told(hub_cli("hub", "push", checkpoint, "me/plates@v1"))
    assert "does not name a model repository" in told(hub_cli("hub", "push", checkpoint, "plates"))


@pytest.mark.parametrize(
    ("name", "settings", "named"),
    [
        ("me/none", {}, "there is no model me/none on the Hub that this machine may read"),
        ("me/none", {"token": None}, "where it is private, log in with 'hf auth login' or set HF_TOKEN"),
        ("me/secret", {"token": None}, "there is no model me/secret"),
        ("me/gated", {}, "me/gated is gated: ask for access on http"),
        ("me/open@v9", {}, "me/open has no revision 'v9'"),
        ("me/open", {}, "holds no checkpoint of plateocr: it has no config.json"),
        ("me/other", {}, "config.json does not fit"),
        ("me/open", {"token": "hf_old"}, "does not let this token read me/open (401)"),
        ("me/open", {"HF_HUB_OFFLINE": "1"}, "in the cache of this machine, and the Hub is not asked"),
        ("me/open", {"HF_ENDPOINT": "http://127.0.0.1:9"}, "cannot be reached for me/open (ConnectError)"),
        ("hf://me/a/b", {}, "'hf://me/a/b' does not name a model repository"),
    ],
)
def test_what_keeps_from_reading(hub, hub_cli, name, settings, named):
    hub.add("me/open", {"a.txt": b"a"})
    hub.add("me/other", {"config.json": b'{"model_type": "bert"}'})
    hub.add("me/secret", {"config.json": b"{}"}, private=True)
    hub.add("me/gated", {"config.json": b"{}"}, gated=True)
    assert named in told(hub_cli("hub", "pull", name, "out", **settings))


def test_a_name_that_may_be_a_folder_mistyped(hub_cli, tmp_path):
    for name in ("checkpoints/mine", str(tmp_path / "mine")):
        assert "there is no such checkpoint folder" in told(hub_cli("predict", "x.jpg", "--checkpoint", name))
    outcome = hub_cli("predict", "x.jpg", "--checkpoint", "me/mistyped")
    assert "me/mistyped is no folder here, and there is no model me/mistyped" in told(outcome)


@pytest.mark.parametrize(("status", "named"), [(429, "too many requests"), (500, "the Hub answered 500")])
def test_a_hub_that_does_not_answer_now(hub, hub_cli, status, named):
    hub.answer_all_with = status
    assert named in told(hub_cli("hub", "pull", "me/plates", "out"))
