import shutil

import pytest

from plateocr.models.card import write_figures

# An environment, and the errors that names then cause.
READING = (
    (
        {},
        (
            ("me/none", "there is no model me/none on the Hub that this machine may read"),
            ("me/gated", "me/gated is gated: request access at http"),
            ("me/open@v9", "me/open has no revision 'v9'"),
            ("me/open", "is not a plateocr checkpoint: it has no config.json"),
            ("me/other", "config.json does not fit"),
            ("hf://me/a/b", "'hf://me/a/b' is not the name of a model repository"),
            ("plates", "'plates' is not the name of a model repository"),
        ),
    ),
    (
        {"token": None},
        (
            ("me/none", "if it is private, log in with 'hf auth login' or set HF_TOKEN"),
            ("me/secret", "there is no model me/secret"),
        ),
    ),
    ({"token": "hf_old"}, (("me/open", "this token may not read me/open (401)"),)),
    (
        {"HF_HUB_OFFLINE": "1"},
        (("me/open", "missing from the cache of this machine, or incomplete, and HF_HUB_OFFLINE is set"),),
    ),
    ({"HF_ENDPOINT": "http://127.0.0.1:9"}, (("me/open", "cannot be reached for me/open (ConnectError)"),)),
)
PUSHING = (
    (
        {},
        (
            ("you/plates", "write to you/plates (403)"),
            ("you/open", "write to you/open (403)"),
            ("me/plates@v1", "omit @v1"),
            ("plates", "is not the name of a model repository"),
        ),
    ),
    ({"token": None}, (("me/plates", "there is no token to push to me/plates"),)),
    ({"token": "hf_old"}, (("me/plates", "this token may not write to me/plates (401)"),)),
    ({"token": "hf_牌照"}, (("me/plates", "the token for the Hub contains an invalid character"),)),
    ({"HF_HUB_OFFLINE": "1"}, (("me/plates", "cannot push to me/plates while HF_HUB_OFFLINE is set"),)),
    ({"HF_ENDPOINT": "http://127.0.0.1:9"}, (("me/plates", "http://127.0.0.1:9 cannot be reached for me/plates"),)),
)


@pytest.fixture
def errors_of(hub_commands):
    """A function from commands that fail to the one-line error of each."""

    def run(commands, **environment):
        outcomes = hub_commands(*commands, **environment)
        for code, error in outcomes:
            assert code == 2, error
            assert error.startswith("plateocr: ")
            assert error.count("\n") == 1, error
        return [error for _, error in outcomes]

    return run


@pytest.fixture
def stocked(hub):
    hub.add("me/open", {"a.txt": b"a"})
    hub.add("you/open", {})
    hub.add("me/other", {"config.json": b'{"model_type": "bert"}'})
    hub.add("me/secret", {"config.json": b"{}"}, private=True)
    hub.add("me/gated", {"config.json": b"{}"}, gated=True)
    return hub


@pytest.fixture
def checkpoint(checkpoints, tmp_path):
    folder = shutil.copytree(checkpoints / "simple", tmp_path / "mine")
    write_figures(folder, "validation_while_training", {})
    return folder


@pytest.mark.parametrize(("environment", "cases"), READING, ids=[str(environment) for environment, _ in READING])
def test_errors_of_reading(stocked, errors_of, environment, cases):
    sentences = errors_of([["hub", "pull", name, "out"] for name, _ in cases], **environment)
    assert [named for (_, named), said in zip(cases, sentences, strict=True) if named not in said] == []


@pytest.mark.parametrize(("environment", "cases"), PUSHING, ids=[str(environment) for environment, _ in PUSHING])
def test_errors_of_pushing(stocked, errors_of, checkpoint, environment, cases):
    before = set(stocked.repositories)
    sentences = errors_of([["hub", "push", checkpoint, name] for name, _ in cases], **environment)
    assert [named for (_, named), said in zip(cases, sentences, strict=True) if named not in said] == []
    assert set(stocked.repositories) == before


def test_a_name_that_may_be_a_mistyped_folder(errors_of, tmp_path):
    (tmp_path / "here").mkdir()
    names = ("checkpoints/mine", str(tmp_path / "mine"), "here/mine", "me/mistyped")
    local, absolute, here, hub = errors_of([["predict", "x.jpg", "--checkpoint", name] for name in names])
    assert "there is no such checkpoint folder; for a repository on the Hub, write hf://checkpoints/mine" in local
    assert "there is no such checkpoint folder; for a repository on the Hub, write hf://here/mine" in here
    assert absolute.endswith("there is no such checkpoint folder.\n")
    assert "there is no local folder me/mistyped, and there is no model me/mistyped on the Hub" in hub


@pytest.mark.parametrize(
    ("status", "named"),
    [
        (429, "too many requests"),
        (500, "the Hub answered 500 for me/plates; try again later"),
        (400, "the Hub answered 400 for me/plates; fix the problem"),
    ],
)
def test_error_responses_of_the_hub(hub, errors_of, status, named):
    hub.answer_all_with = status
    assert named in errors_of([["hub", "pull", "me/plates", "out"]])[0]


def test_a_cache_that_lacks_the_training_weights(hub, hub_cli, errors_of, checkpoint, noise_image, tmp_path):
    noise_image(1).save(tmp_path / "x.png")
    hub_cli("hub", "push", checkpoint, "me/plates")
    assert hub_cli("predict", "x.png", "--checkpoint", "me/plates").returncode == 0
    assert hub_cli("predict", "x.png", "--checkpoint", "me/plates", HF_HUB_OFFLINE="1").returncode == 0
    said = errors_of([["hub", "pull", "me/plates", "out"]], HF_HUB_OFFLINE="1")[0]
    assert "missing from the cache of this machine, or incomplete" in said
