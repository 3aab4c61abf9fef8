from pathlib import Path

import pytest

from plateocr.errors import ConfigError
from plateocr.models.registry import REGISTRY
from plateocr.training.recipe import SMALLER_SIZES, load_recipe
from plateocr.training.weights import ORDER

RECIPES = Path(__file__).resolve().parents[2] / "recipes"


@pytest.fixture
def recipe(tmp_path):
    """A function from lines of YAML to a recipe."""

    def write(*lines):
        path = tmp_path / "mine.yaml"
        path.write_text("\n".join(("model: simple", "data: [plates]", *lines)), encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize("path", sorted(RECIPES.glob("*.yaml")), ids=lambda path: path.stem)
@pytest.mark.parametrize("size", SMALLER_SIZES)
def test_every_recipe_of_the_repository_is_understood_at_every_size(path, size):
    full, small = load_recipe(path), load_recipe(path, size)
    assert small.epochs <= full.epochs
    assert (full.initial_weights, small.initial_weights) == (None, None), "from random weights"
    assert small.split_seed == full.split_seed


def test_networks_that_work_together_share_one_split():
    configs = [load_recipe(RECIPES / f"{name}.yaml") for name in ORDER]
    assert len({(one.split_seed, one.val_fraction, one.test_fraction) for one in configs}) == 1
    shared = [config.prepare[name] for config in configs for name in ("plates-standard",) if name in config.prepare]
    assert len(set(map(str, shared))) == 1, "made once for all"


def test_small_and_changes_are_merged_key_by_key_and_options_win(recipe):
    path = recipe("epochs: 9", "prepare: {a: {make: plates, count: 500, seed: 4}}", "small: {prepare: {a: {count: 5}}}")
    small = load_recipe(path, "small", ["prepare.a.seed=8", "val_fraction=0.3"], {"epochs": 2, "seed": None})
    assert (small.prepare["a"].count, small.prepare["a"].seed) == (5, 8)
    assert (small.val_fraction, small.epochs, small.seed) == (0.3, 2, 0)
    assert load_recipe(path).prepare["a"].count == 500


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("beam: 3", r"mine\.yaml: --beam: Extra inputs"),
        ("data: [{folder: a, times: 2}]", r"--data\.times: Extra inputs"),
        ("prepare: {a: {make: plates, count: 0}}", r"--prepare\.a\.plates\.count: .*greater than 0"),
        ("prepare: {a: {make: cakes}}", "--prepare.a"),
        ("model: big", f"choose one of {', '.join(REGISTRY)}"),
        ("epochs: [", "is not YAML"),
        ("test_fraction: 0.95", "leave no plates to train on"),
        ("watch: all", "add --logger wandb"),
        ("scenes_per_epoch: 5", "--scenes-per-epoch: Extra inputs"),
    ],
)
def test_an_invalid_setting_is_named_with_the_file(recipe, line, named):
    with pytest.raises(ConfigError, match=named):
        load_recipe(recipe(line))


def test_a_missing_recipe_and_an_invalid_change_are_named(tmp_path, recipe):
    with pytest.raises(ConfigError, match="there is no such recipe"):
        load_recipe(tmp_path / "none.yaml")
    with pytest.raises(ConfigError, match="is not key=value"):
        load_recipe(recipe(), changes=["epochs"])
    with pytest.raises(ConfigError, match="no size 'huge'"):
        load_recipe(recipe(), "huge")
    (tmp_path / "list.yaml").write_text("- a")
    with pytest.raises(ConfigError, match="is not a recipe"):
        load_recipe(tmp_path / "list.yaml")


def test_each_setting_is_an_option_with_its_help_and_default(plateocr_cli, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    shown = plateocr_cli("train", "--help").out
    for option in ("--scenes-per-epoch", "--label-smoothing", "--framing", "--no-rectified", "--logger", "--watch"):
        assert option in shown
    assert "hf://OWNER/NAME[@REVISION]" in shown.replace("\n", " ")
    outcome = plateocr_cli("train", "--model", "simple", "--data", "d", "--out", "o", "--scenes-per-epoch", 3)
    assert outcome.err == "plateocr: --scenes-per-epoch: Extra inputs are not permitted.\n"
    assert "give a recipe, or --model and --data" in plateocr_cli("train", "--out", "o").err
