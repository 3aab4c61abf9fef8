import pytest
import torch

from plateocr.errors import CheckpointError
from plateocr.models.detector import DetectorNetwork
from plateocr.models.onnx_export import write_onnx
from plateocr.models.rectifier import RectifierNetwork
from plateocr.training.common.initial_weights import load_exported, load_initial_weights
from plateocr.training.rectifier.run import CornerModule, RectifierConfig

IMAGES = torch.rand(6, 3, 32, 112, generator=torch.Generator().manual_seed(1)) * 2 - 1


@pytest.fixture(scope="module")
def learned():
    """A network whose batch norms have seen something, in evaluation mode."""
    torch.manual_seed(3)
    network = RectifierNetwork()
    for _ in range(5):
        network(torch.randn(8, 3, 32, 112) * 2 + 1)
    for parameter in network.parameters():
        parameter.data += 0.05 * torch.randn_like(parameter)
    return network.eval()


@pytest.fixture(scope="module")
def exported(learned, tmp_path_factory):
    path = tmp_path_factory.mktemp("exported") / "framing.onnx"
    write_onnx(learned, "rectifier", path)
    return path


def test_an_exported_network_answers_as_before(learned, exported):
    network = RectifierNetwork()
    load_exported(network, exported, [IMAGES[:3], IMAGES[3:]])
    assert torch.allclose(network.eval()(IMAGES), learned(IMAGES), atol=1e-4)


def test_its_batch_norms_know_the_images_so_that_it_can_go_on_learning(learned, exported):
    network = RectifierNetwork()
    load_exported(network, exported, [IMAGES])
    assert network.training
    assert torch.allclose(network(IMAGES), learned(IMAGES), atol=1e-3)


def test_what_is_of_another_network_is_refused(exported, tmp_path):
    with pytest.raises(CheckpointError, match=r"of another network: eighth\.0\.0\.weight"):
        load_exported(DetectorNetwork(), exported, [])
    (tmp_path / "broken.onnx").write_bytes(b"no network")
    with pytest.raises(CheckpointError, match="no ONNX file"):
        load_exported(RectifierNetwork(), tmp_path / "broken.onnx", [])


def test_a_checkpoint_of_a_run_is_loaded_too(exported, tmp_path):
    config = RectifierConfig(data=(tmp_path,))
    first, second, third = (CornerModule(config) for _ in range(3))
    torch.save({"state_dict": first.state_dict()}, tmp_path / "last.ckpt")
    load_initial_weights(second, tmp_path / "last.ckpt", [])
    assert torch.equal(second.network.layers[0].weight, first.network.layers[0].weight)
    load_initial_weights(third, exported, [IMAGES])
    assert not torch.equal(third.network.layers[0].weight, first.network.layers[0].weight)
    torch.save({"state_dict": {"other": torch.zeros(1)}}, tmp_path / "other.ckpt")
    with pytest.raises(CheckpointError, match="of another network"):
        load_initial_weights(second, tmp_path / "other.ckpt", [])
