import sys
from types import SimpleNamespace

import pytest
from lightning.pytorch.loggers import WandbLogger

from plateocr.errors import ConfigError, MissingExtraError
from plateocr.training.common.loggers import check_loggers, watch
from plateocr.training.common.loop import fit
from plateocr.training.recogniser.module import RecogniserModule
from plateocr.training.train import train


@pytest.fixture
def wandb(tmp_path, monkeypatch):
    """A stub of wandb, without any login."""
    (tmp_path / "stub").mkdir()
    (tmp_path / "stub" / "wandb.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path / "stub")
    for name in ("WANDB_API_KEY", "WANDB_MODE", "WANDB_BASE_URL", "NETRC"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.mark.usefixtures("wandb")
def test_a_missing_login_is_reported_before_a_folder_is_made(make_config, tmp_path):
    with pytest.raises(ConfigError, match=r"'wandb login', or set WANDB_API_KEY or WANDB_MODE=offline"):
        train(make_config(loggers=["wandb"]), tmp_path / "run", on_note=pytest.fail)
    assert not (tmp_path / "run").exists()


@pytest.mark.usefixtures("wandb")
@pytest.mark.parametrize("variable", [("WANDB_API_KEY", "k"), ("WANDB_MODE", "offline"), ("WANDB_MODE", "disabled")])
def test_a_key_or_no_need_of_one_will_do(monkeypatch, variable):
    monkeypatch.setenv(*variable)
    check_loggers(["wandb"])


@pytest.mark.usefixtures("wandb")
@pytest.mark.parametrize(
    ("host", "address", "known"),
    [
        ("api.wandb.ai", "", True),
        ("example.org", "", False),
        ("example.org", "https://example.org:8080", True),
        ("api.wandb.ai", "https://example.org", False),
    ],
)
@pytest.mark.parametrize("name", [".netrc", "_netrc", "elsewhere"])
def test_a_netrc_file_that_names_its_host_will_do(monkeypatch, tmp_path, host, address, known, name):
    (tmp_path / name).write_text(f"machine {host} login user password secret\n")
    (tmp_path / name).chmod(0o600)
    monkeypatch.setenv("WANDB_BASE_URL", address)
    if name == "elsewhere":
        monkeypatch.setenv("NETRC", str(tmp_path / name))
    if known:
        check_loggers(["wandb"])
    else:
        with pytest.raises(ConfigError, match="has no login"):
            check_loggers(["wandb"])


@pytest.mark.usefixtures("wandb")
def test_a_damaged_netrc_file_is_ignored(tmp_path):
    (tmp_path / ".netrc").write_text("machine")
    with pytest.raises(ConfigError, match="has no login"):
        check_loggers(["wandb"])


@pytest.mark.parametrize(("name", "extra"), [("wandb", "wandb"), ("tensorboard", "train")])
def test_a_missing_logger_is_reported_before_the_work(monkeypatch, make_config, tmp_path, name, extra):
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingExtraError, match=rf"needs {name}, .*pip install 'plateocr\[{extra}\]'"):
        train(make_config(loggers=[name]), tmp_path / "run", on_note=pytest.fail)
    assert not (tmp_path / "run").exists()


def test_only_wandb_watches_and_only_as_configured():
    class Recording(WandbLogger):
        def __init__(self):
            self.watched = []

        def watch(self, model, log):
            self.watched.append((model, log))

    module, logger = object(), Recording()
    watch(SimpleNamespace(loggers=[object(), logger]), module, "all")
    assert logger.watched == [(module, "all")]


@pytest.mark.usefixtures("wandb")
@pytest.mark.parametrize("asked", [None, "gradients"])
def test_wandb_watches_only_when_asked(make_config, tmp_path, monkeypatch, asked):
    monkeypatch.setenv("WANDB_MODE", "disabled")
    watched = []
    monkeypatch.setattr("plateocr.training.common.loop.watch", lambda *given: watched.append(given[-1]))
    config = make_config(loggers=["wandb"], watch=asked)
    fit(SimpleNamespace(fit=lambda *_, **__: None), RecogniserModule(config), None, None)
    assert watched == ([asked] if asked else [])
