import pytest
import torch

from plateocr.errors import ConfigError
from plateocr.models.registry import architecture, build_network, count_parameters
from plateocr.pipeline import detector as pipeline_detector
from plateocr.pipeline import rectifier as pipeline_rectifier


def test_parameters_are_the_notebooks():
    simple, lstm = build_network("simple"), build_network("lstm")
    assert count_parameters(simple) == 405_826
    assert count_parameters(lstm) == 1_196_354
    assert count_parameters(lstm.lstm) == 790_528
    for network in (simple, lstm):
        assert count_parameters(network.backbone) == 388_864
        assert count_parameters(network.heads.province) == 7_967
        assert count_parameters(network.heads.tail) == 8_995


@pytest.mark.parametrize("name", ["simple", "lstm"])
@pytest.mark.parametrize("batch", [1, 5])
def test_shapes(name, batch):
    network = build_network(name).eval()
    images = torch.zeros(batch, 3, 64, 224)
    with torch.inference_mode():
        assert network.backbone(images).shape == (batch, 256, 1, 7)
        province, tail = network(images)
    assert province.shape == (batch, 31)
    assert tail.shape == (batch, 6, 35)


def test_simple_reads_the_province_from_the_first_column_alone():
    network = build_network("simple").eval()
    columns = torch.randn(1, 7, 256)
    province, tail = network.heads(columns)
    columns[:, 1:] = 0
    assert torch.equal(network.heads(columns)[0], province)
    assert not torch.equal(network.heads(columns)[1], tail)


def test_training_defaults_are_the_notebooks():
    assert (architecture("simple").learning_rate, architecture("simple").epochs) == (2e-4, 5)
    assert (architecture("lstm").learning_rate, architecture("lstm").epochs) == (8e-4, 7)


def test_an_unknown_name_lists_the_known():
    with pytest.raises(ConfigError, match=r"no model 'big'; choose one of simple, lstm, rectifier, detector\."):
        build_network("big")


def test_the_helpers_get_the_pipelines_inputs():
    rectifier, detector = architecture("rectifier").input, architecture("detector").input
    assert (rectifier.height, rectifier.width) == (pipeline_rectifier.INPUT_HEIGHT, pipeline_rectifier.INPUT_WIDTH)
    assert (detector.height, detector.width) == (pipeline_detector.LONG_SIDE,) * 2
