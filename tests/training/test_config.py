from pathlib import Path

import pytest

from plateocr.errors import ConfigError
from plateocr.training.config import RECIPES, TrainConfig


def build(**settings):
    return TrainConfig.build(**{"model": "simple", "data": [Path("plates")]} | settings)


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
    assert {name: recipe.province_swap for name, recipe in RECIPES.items()} == {"notebook": 0, "robust": 0, "real": 0.5}
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
        ({"model": "big"}, "choose one of simple, lstm"),
        ({"recipe": "strong"}, "choose one of notebook, robust"),
    ],
)
def test_bad_values_are_named(settings, named):
    with pytest.raises(ConfigError, match=named):
        build(**settings)
