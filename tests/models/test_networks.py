import numpy as np
import pytest
import torch

from plateocr.errors import ConfigError
from plateocr.models.recogniser.cnn import SimpleReader
from plateocr.models.recogniser.lstm import LstmReader
from plateocr.models.registry import REGISTRY, architecture, build_network, count_parameters
from plateocr.pipeline.detector import detector_input
from plateocr.pipeline.rectifier import rectifier_input
from plateocr.plates import ALPHABETS, FULL, NOTEBOOK, Layout

RECOGNISERS = [name for name, one in REGISTRY.items() if one.role == "recogniser"]


def test_parameters_are_the_notebooks():
    simple, lstm = build_network("simple"), build_network("lstm")
    assert count_parameters(simple) == 405_826
    assert count_parameters(lstm) == 1_196_354
    assert count_parameters(lstm.lstm) == 790_528
    for network in (simple, lstm):
        assert count_parameters(network.backbone) == 388_864
        assert count_parameters(network.heads.province) == 7_967
        assert count_parameters(network.heads.tail) == 8_995


@pytest.mark.parametrize("name", RECOGNISERS)
@pytest.mark.parametrize("alphabet", ALPHABETS.values(), ids=lambda alphabet: alphabet.name)
@pytest.mark.parametrize("batch", [1, 5])
def test_a_recogniser_answers_each_character_of_the_plates_that_it_reads(name, alphabet, batch):
    built = architecture(name)
    network = built.build(alphabet).eval()
    for length in alphabet.lengths:
        with torch.inference_mode():
            first, tail = network(torch.zeros(batch, 3, built.input.height, 32 * length))
        assert first.shape == (batch, len(alphabet.first))
        assert tail.shape == (batch, length - 1, len(alphabet.tail))


@pytest.mark.parametrize("name", ["simple", "lstm"])
def test_the_notebooks_networks_have_a_column_a_character(name):
    network = build_network(name).eval()
    with torch.inference_mode():
        assert network.backbone(torch.zeros(2, 3, 64, 224)).shape == (2, 256, 1, 7)
        province, tail = network(torch.zeros(2, 3, 64, 224))
    assert (province.shape, tail.shape) == ((2, 31), (2, 6, 35))


@pytest.mark.parametrize("recogniser", [SimpleReader, LstmReader])
def test_the_same_network_reads_plates_of_eight_on_an_input_eight_columns_wide(recogniser):
    with torch.inference_mode():
        province, tail = recogniser(alphabet=NOTEBOOK).eval()(torch.zeros(2, 3, 64, 256))
    assert (province.shape, tail.shape) == ((2, 31), (2, 7, 35))


@pytest.mark.parametrize("name", RECOGNISERS)
def test_the_full_alphabet_only_widens_the_heads(name):
    small, large = build_network(name, NOTEBOOK), build_network(name, FULL)
    more = len(FULL.first) + len(FULL.tail) - 31 - 35
    assert count_parameters(large) - count_parameters(small) == 257 * more


def test_the_rectifier_and_the_detector_tell_layouts():
    images = torch.zeros(2, 3, 32, 112)
    with torch.inference_mode():
        corners, layouts = build_network("rectifier").eval()(images)
        heat, offsets = build_network("detector").eval()(torch.zeros(1, 3, 64, 96))
    assert (corners.shape, layouts.shape) == ((2, 4, 2), (2, len(Layout) + 1)), "one more for no plate"
    torch.testing.assert_close(layouts.sum(dim=1), torch.ones(2))
    assert (heat.shape, offsets.shape) == ((1, len(Layout), 8, 12), (1, 8, 8, 12))


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
    with pytest.raises(ConfigError, match=rf"no model 'big'; choose one of {', '.join(REGISTRY)}\."):
        build_network("big")


def test_the_helpers_are_fed_what_the_pipeline_gives_them():
    photo = np.zeros((900, 900, 3), np.uint8)
    for name, prepared in (("rectifier", rectifier_input(photo)), ("detector", detector_input(photo)[0])):
        built = architecture(name)
        assert prepared.shape == (3, built.input.height, built.input.width)
        outputs = built.build().eval()(torch.from_numpy(prepared)[None])
        assert len(outputs if isinstance(outputs, tuple) else (outputs,)) == len(built.outputs)
