import numpy as np
import torch

from plateocr import PlateReader
from plateocr.models.config import load_config
from plateocr.models.registry import build_network
from plateocr.pipeline.preparation import normalise
from plateocr.plates import NOTEBOOK


def test_the_notebooks_weights_become_a_checkpoint_that_reads_as_the_network_does(plateocr_cli, tmp_path, noise_image):
    torch.manual_seed(2)
    network = build_network("simple").eval()
    torch.save({f"module.{name}": value for name, value in network.state_dict().items()}, tmp_path / "notebook.pth")
    out = tmp_path / "mine"
    arguments = (tmp_path / "notebook.pth", "--out", out, "--model", "simple", "--source", "my plates, CC0")
    outcome = plateocr_cli("import", *arguments)
    assert outcome.code == 0, outcome.err
    assert "simple, " in outcome.out
    assert "names differ" not in outcome.err
    config = load_config(out)
    assert (config.input.framing, config.training.recipe) == ("stretch", "notebook")
    assert "my plates, CC0" in (out / "README.md").read_text(encoding="utf-8")
    reader = PlateReader.from_checkpoint(out)
    images = [noise_image(seed) for seed in range(3)]
    with torch.no_grad():
        seen = np.stack(reader.preparer.pixels([np.asarray(image) for image in images]))
        province, tail = network(torch.from_numpy(normalise(seen, config.input)))
    read = [prediction.text for prediction in reader.read(images)]
    expected = torch.cat([province.argmax(-1, keepdim=True), tail.argmax(-1)], 1).tolist()
    assert read == [NOTEBOOK.decode(row) for row in expected]
    again = plateocr_cli("import", *arguments)
    assert again.code == 2
    assert "--overwrite" in again.err


def test_weights_of_another_network_are_rejected_and_nothing_is_written(plateocr_cli, tmp_path):
    torch.save(build_network("lstm").state_dict(), tmp_path / "notebook.pth")
    outcome = plateocr_cli("import", tmp_path / "notebook.pth", "--out", tmp_path / "mine", "--model", "simple")
    assert outcome.code == 2
    assert "unexpected ['lstm." in outcome.err
    assert not (tmp_path / "mine").exists()
