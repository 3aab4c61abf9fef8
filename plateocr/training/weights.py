"""Trains all four checkpoints from scratch, in order of dependency, and measures them on the test plates."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from plateocr.errors import ConfigError
from plateocr.files import writable_folder, write_text
from plateocr.models.config import CONFIG_NAME
from plateocr.outputs import new_folder
from plateocr.training.common.config import TrainingConfig
from plateocr.training.common.curves import CURVES_NAME
from plateocr.training.common.description import MACHINE_SETTINGS, RUN_NAME, read_description
from plateocr.training.held_out import HeldOutFigure, as_table, figures_of, figures_of_photos
from plateocr.training.recipe import SIZES, load_recipe
from plateocr.training.recogniser.config import RecogniserConfig
from plateocr.training.train import train

ORDER = ("rectifier", "detector", "simple", "lstm")
FIGURES_NAME = "test.json"
# The file that marks a folder of these runs.
MARK_NAME = "weights.json"


def make_weights(
    recipes: Path,
    out: Path,
    data_root: Path,
    size: str = SIZES[0],
    changes: Sequence[str] = (),
    on_note: Callable[[str], None] = print,
) -> str:
    """Train the recipes of a folder into one folder of runs; returns the test figures in Markdown.

    If it was stopped at any moment, calling it again continues from there. ``out`` then has a run folder for each
    network, the prepared data in ``data``, the checkpoints in ``checkpoints``, and the test figures in test.json.
    Raises ConfigError if ``out`` has runs with other settings, DataError if it has other files, and whatever
    train.train raises.
    """
    configs = {name: load_recipe(recipes / f"{name}.yaml", size, changes) for name in ORDER}
    with writable_folder(out) if (out / MARK_NAME).is_file() else new_folder(out):
        write_text(out / MARK_NAME, json.dumps({"made_by": "plateocr weights", "size": size}) + "\n")
    for name, config in configs.items():
        run = out / name
        if _is_finished(config, run):
            on_note(f"{run} is already trained")
            continue
        on_note(f"training {name} in {run}")
        train(config, run, data_root=data_root, resume=(run / RUN_NAME).is_file(), on_note=on_note)
    figures: list[HeldOutFigure] = [
        figure for name, config in configs.items() for figure in figures_of(config, out / name, data_root)
    ]
    for config in configs.values():
        if isinstance(config, RecogniserConfig):
            figures += figures_of_photos(configs["detector"], config, out, data_root)
    write_text(out / FIGURES_NAME, json.dumps([vars(one) for one in figures], ensure_ascii=False, indent=2) + "\n")
    return as_table(figures)


def _is_finished(config: TrainingConfig, run: Path) -> bool:
    """Whether a run is trained and exported. Raises ConfigError if it was trained with other settings."""
    if not ((run / CURVES_NAME).is_file() and config.export and (run.parent / config.export / CONFIG_NAME).is_file()):
        return False
    before = read_description(run).config
    if before.model_dump(exclude=set(MACHINE_SETTINGS)) != config.model_dump(exclude=set(MACHINE_SETTINGS)):
        raise ConfigError(f"{run} was trained with other settings; give a new folder, or remove it.")
    return True
