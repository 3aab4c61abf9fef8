from pathlib import Path

import pytest

from plateocr.errors import ConfigError
from plateocr.models.registry import REGISTRY
from plateocr.training.detector.config import DetectorConfig
from plateocr.training.recogniser.config import PRESETS, RecogniserConfig
from plateocr.training.rectifier.config import RectifierConfig


def build(**settings):
    return RecogniserConfig.build(**{"model": "simple", "data": [Path("plates")]} | settings)


@pytest.mark.parametrize(
    ("model", "recipe", "epochs", "rate"),
    [("simple", "notebook", 5, 2e-4), ("lstm", "notebook", 7, 8e-4), ("lstm", "robust", 6, 2e-3)],
)
def test_defaults_are_the_recipes_and_the_models(model, recipe, epochs, rate):
    config = build(model=model, recipe=recipe, epochs=None)
    assert (config.epochs, config.learning_rate, config.batch_size, config.val_fraction) == (epochs, rate, 64, 0.1)


def test_given_values_win():
    config = build(recipe="robust", epochs=1, learning_rate=0.5)
    assert (config.epochs, config.learning_rate) == (1, 0.5)


def test_provinces_are_swapped_by_the_real_recipe_alone():
    swaps = {name: build(recipe=name).province_swap for name in PRESETS}
    assert swaps == {"notebook": 0, "robust": 0, "real": 0.5}
    assert build(glyphs=None).glyphs is None
    assert build(glyphs=Path("glyphs")).glyphs == Path("glyphs")


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"epochs": 0}, "--epochs"),
        ({"learning_rate": -1.0}, "--learning-rate"),
        ({"val_fraction": 1.0}, "--val-fraction"),
        ({"batch_size": 0}, "--batch-size"),
        ({"data": []}, "--data"),
        ({"beam": 3}, "--beam"),
        ({"model": "big"}, f"choose one of {', '.join(REGISTRY)}"),
        ({"recipe": "strong"}, "choose one of notebook, robust"),
        ({"alphabet": "full", "rectified": False}, "^--alphabet full needs rectified images: add --rectified.$"),
        ({"val_fraction": 0.5, "test_fraction": 0.5}, "^--val-fraction and --test-fraction leave no plates"),
    ],
)
def test_bad_values_are_named(settings, named):
    with pytest.raises(ConfigError, match=named):
        build(**settings)


@pytest.mark.parametrize("config", [RectifierConfig, DetectorConfig])
@pytest.mark.parametrize(
    ("setting", "option"),
    [
        ({"learning_rate": 0}, "--learning-rate: "),
        ({"batch_size": 0}, "--batch-size: "),
        ({"epochs": -1}, "--epochs: "),
        ({"seed": -1}, "--seed: "),
        ({"data": []}, "--data: "),
        ({"colour": "red"}, "--colour: "),
    ],
)
def test_a_setting_of_the_other_trainings_out_of_range_is_named_by_its_option(config, setting, option):
    with pytest.raises(ConfigError, match=option):
        config.build(**({"data": ["plates"]} | setting))


def test_missing_settings_have_defaults():
    assert RectifierConfig.build(data=["plates"], exclude=None) == RectifierConfig(data=("plates",))


def test_the_notebooks_recipe_keeps_what_the_notebook_kept():
    config = build(recipe="notebook")
    assert (config.schedule, config.keep, config.drop_last, config.log_every) == ("halving", "last", False, 50)


def test_a_run_of_version_0_1_is_still_understood():
    before = {"model": "lstm", "recipe": "real", "data": ["plates"], "framing": "mine.onnx", "epochs": 2, "nodes": 1}
    config = RecogniserConfig.model_validate(before)
    assert (config.rectifier, config.rectified, config.ema) == ("mine.onnx", True, 0.998)
    assert config.model_dump(mode="json")["data"] == ["plates"]


@pytest.mark.parametrize("model", ["rectifier", "detector"])
def test_an_invalid_learning_rate_is_one_sentence(plateocr_cli, tmp_path, model):
    options = ["--model", model, "--data", tmp_path, "--out", tmp_path / "run", "--learning-rate", 0]
    outcome = plateocr_cli("train", *options)
    assert (outcome.code, outcome.err) == (2, "plateocr: --learning-rate: Input should be greater than 0.\n")
    assert not (tmp_path / "run").exists()
