import pytest
import torch

from plateocr.errors import CheckpointError, ConfigError
from plateocr.models.notebook import load_notebook
from plateocr.models.registry import build_network


@pytest.fixture
def network():
    torch.manual_seed(1)
    return build_network("lstm")


def saved(tmp_path, content):
    torch.save(content, tmp_path / "notebook.pth")
    return tmp_path / "notebook.pth"


def wrapped(state, prefix):
    return {f"{prefix}{name}": value for name, value in state.items()}


@pytest.mark.parametrize("prefix", ["", "module.", "model.", "module.model."])
@pytest.mark.parametrize("lightning", [False, True])
def test_the_weights_are_the_files_whatever_wraps_them(network, tmp_path, prefix, lightning):
    state = wrapped(network.state_dict(), prefix)
    loaded, by_order = load_notebook(saved(tmp_path, {"epoch": 3, "state_dict": state} if lightning else state), "lstm")
    assert not by_order
    assert not loaded.training
    for name, value in loaded.state_dict().items():
        assert torch.equal(value, network.state_dict()[name])


def test_layers_of_other_names_are_taken_in_order_if_all_shapes_agree(network, tmp_path):
    renamed = {
        name.replace("backbone.layers", "cnn").replace("heads.", "fc_"): v for name, v in network.state_dict().items()
    }
    loaded, by_order = load_notebook(saved(tmp_path, renamed), "lstm")
    assert by_order
    assert torch.equal(loaded.heads.tail.weight, network.heads.tail.weight)


def test_mismatched_keys_are_listed(network, tmp_path):
    state = network.state_dict()
    del state["heads.tail.bias"]
    state["extra.weight"] = torch.zeros(3)
    with pytest.raises(CheckpointError, match=r"missing \['heads.tail.bias'\], unexpected \['extra.weight'\]"):
        load_notebook(saved(tmp_path, state), "lstm")
    with pytest.raises(CheckpointError, match=r"unexpected \['lstm.bias_hh_l0'"):
        load_notebook(saved(tmp_path, network.state_dict()), "simple")
    wrong = network.state_dict() | {"heads.tail.bias": torch.zeros(34)}
    with pytest.raises(CheckpointError, match=r"heads.tail.bias is \(34,\), expected \(35,\)"):
        load_notebook(saved(tmp_path, wrong), "lstm")


def test_only_weights_are_read(network, tmp_path):
    with pytest.raises(CheckpointError, match="does not hold just weights"):
        load_notebook(saved(tmp_path, network), "lstm")
    for content in ([1, 2], {"a": 3}, {"state_dict": {"a": "b"}}):
        with pytest.raises(CheckpointError, match="holds no state_dict"):
            load_notebook(saved(tmp_path, content), "lstm")
    (tmp_path / "broken.pth").write_bytes(b"PK\x03\x04")
    with pytest.raises(CheckpointError, match="does not hold just weights"):
        load_notebook(tmp_path / "broken.pth", "lstm")
    with pytest.raises(CheckpointError, match="no such file"):
        load_notebook(tmp_path / "none.pth", "lstm")
    with pytest.raises(ConfigError, match="there is no model"):
        load_notebook(tmp_path / "broken.pth", "crnn")
