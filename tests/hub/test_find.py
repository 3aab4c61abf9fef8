import pytest

from plateocr.errors import CheckpointError
from plateocr.hub.find import find_checkpoint
from plateocr.models.config import load_config


@pytest.mark.parametrize("name", ["lstm", "checkpoints/lstm"])
def test_shipped_models_are_found_from_any_folder(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = find_checkpoint(name)
    assert (found.name, found.source) == ("lstm", "comes with plateocr")
    assert load_config(found.folder).architecture == "lstm"


def test_a_folder_without_a_checkpoint_does_not_hide_a_shipped_model(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lstm").mkdir()
    assert find_checkpoint("lstm").source == "comes with plateocr"


def test_an_empty_name_is_rejected():
    with pytest.raises(CheckpointError, match="is empty"):
        find_checkpoint(" ")


def test_an_existing_checkpoint_folder_comes_first(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "checkpoints" / "lstm").mkdir(parents=True)
    (tmp_path / "checkpoints" / "lstm" / "config.json").touch()
    assert find_checkpoint("checkpoints/lstm").folder.resolve() == tmp_path / "checkpoints" / "lstm"


def test_a_missing_folder_is_reported(tmp_path):
    with pytest.raises(CheckpointError, match="there is no such checkpoint folder"):
        find_checkpoint(tmp_path / "mine")
