"""``plateocr train``, ``plateocr weights`` and ``plateocr export``."""

from itertools import chain, count
from pathlib import Path
from typing import Annotated, Any

import typer

from plateocr.cli.generated import add_options
from plateocr.cli.options import ReplaceCheckpointOption, SourceOption
from plateocr.cli.output import note, results
from plateocr.errors import ConfigError
from plateocr.shipped import SHIPPED_MODELS
from plateocr.training.configs import CONFIGS, config_class

_RUNS = Path("runs")
DataRoot = Annotated[
    Path | None,
    typer.Option(
        exists=True,
        file_okay=False,
        help="Folder to which names of data folders are relative.",
        show_default=False,
    ),
]
Size = Annotated[str, typer.Option(help="full; short, for a first idea; or small, to try it out, as the recipe says.")]
Changes = Annotated[
    list[str] | None,
    typer.Option("--set", help="Change a setting, as in 'epochs=3' or 'prepare.scenes.count=200'. Repeatable."),
]


def train(
    recipe_file: Annotated[
        Path | None, typer.Argument(metavar="[RECIPE.yaml]", help="What to train and how; options override it.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Run folder to create or resume.", show_default="runs/RECIPE"),
    ] = None,
    data_root: DataRoot = None,
    resume: Annotated[bool, typer.Option("--resume", help="Resume from the newest checkpoint in --out.")] = False,
    size: Size = "full",
    changes: Changes = None,
    **settings: Any,
) -> None:
    """Train a network: a recogniser, the rectifier or the detector.

    Either with a recipe, as in 'plateocr train recipes/rectifier.yaml --data-root PLATES', or with options alone, as in
    'plateocr train --model simple --data DIR --out runs/mine'. The recipes of the other networks need the rectifier's
    run beside theirs, or --set rectifier=checkpoints/rectifier. The run folder holds best.ckpt, last.ckpt, run.json,
    a CSV log and, at the end, curves.html. Ctrl-C saves, and --resume continues. Export the result with 'plateocr
    export RUN --out checkpoints/NAME', unless the recipe does.
    """
    from plateocr.training.recipe import load_recipe
    from plateocr.training.train import train as run_training

    given = {name: value for name, value in settings.items() if value is not None}
    if recipe_file is not None:
        config = load_recipe(recipe_file, size, changes or (), given)
    elif changes or size != "full":
        raise ConfigError("--set and --size change a recipe: name one, or use the options of 'plateocr train --help'.")
    elif "model" in given and "data" in given:
        config = config_class(given["model"]).build(**given)
    else:
        raise ConfigError("give a recipe, or --model and --data.")
    if out is None and recipe_file is None:
        raise ConfigError("--out is missing: the run folder to create or resume.")
    run = out or _RUNS / str(recipe_file and recipe_file.stem)
    weights = run_training(config, run, data_root=data_root, resume=resume, on_note=note)
    results.print(f"Weights {weights}; curves in {run / 'curves.html'}.", soft_wrap=True)
    if config.export:
        results.print(f"Checkpoint {run.parent / config.export}.", soft_wrap=True)
    else:
        results.print(f"Next: plateocr export {run} --out {_suggested(run)}", markup=False, soft_wrap=True)


add_options(train, CONFIGS.values())


def weights(
    recipes: Annotated[
        Path, typer.Argument(exists=True, file_okay=False, help="Folder of {rectifier,detector,simple,lstm}.yaml.")
    ],
    data_root: Annotated[Path, typer.Option(exists=True, file_okay=False, help="Folder of the labelled data.")],
    out: Annotated[Path, typer.Option(help="Folder for all runs, prepared data and checkpoints.")],
    size: Size = "full",
    changes: Changes = None,
) -> None:
    """Train all four networks from random weights, and print their figures on the test plates.

    If it is stopped at any moment, the same command continues from there. The checkpoints are written to
    OUT/checkpoints.
    """
    from plateocr.training.weights import make_weights

    table = make_weights(recipes, out, data_root, size, changes or (), note)
    results.print(table, markup=False, soft_wrap=True)


def export(
    run: Annotated[Path, typer.Argument(help="Run folder from 'plateocr train'.")],
    out: Annotated[Path, typer.Option(help="Checkpoint folder to write, for example checkpoints/mine.")],
    source: SourceOption = None,
    overwrite: ReplaceCheckpointOption = False,
) -> None:
    """Turn a run's weights into a checkpoint folder: safetensors, ONNX, config, metrics and model card."""
    from plateocr.training.export import export_run

    config = export_run(run, out, source or (), overwrite=overwrite)
    results.print(f"{config.architecture}, {config.parameters:,} parameters, in {out}")


def _suggested(run: Path) -> Path:
    """A checkpoint folder that does not exist yet, named after the run; never a shipped one."""
    name = run.resolve().name
    names = chain((name, f"{name}-trained"), (f"{name}-{number}" for number in count(2)))
    folders = (Path("checkpoints") / name for name in names if name not in SHIPPED_MODELS)
    return next(folder for folder in folders if not folder.exists())
