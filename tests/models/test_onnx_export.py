from pathlib import Path

import onnxruntime
import torch

import plateocr
from plateocr.models.onnx_export import write_onnx
from plateocr.models.rectifier import RectifierNetwork


def test_an_exported_network_does_not_reveal_the_machine(tmp_path):
    path = tmp_path / "network.onnx"
    network = RectifierNetwork().eval()
    write_onnx(network, "rectifier", path)
    written = path.read_bytes()
    assert str(Path(plateocr.__file__).parent).encode() not in written
    assert str(Path(torch.__file__).parent).encode() not in written
    images = torch.rand(5, 3, 32, 112)
    session = onnxruntime.InferenceSession(path)
    assert [output.name for output in session.get_outputs()] == ["corners", "layouts"]
    for found, ours in zip(session.run(None, {"pictures": images.numpy()}), network(images), strict=True):
        assert torch.allclose(torch.from_numpy(found), ours, atol=1e-5)
