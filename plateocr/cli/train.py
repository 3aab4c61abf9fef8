"""``plateocr train`` and ``plateocr export``."""

from itertools import chain, count
from pathlib import Path
from typing import Annotated, Any

import typer

from plateocr.cli.options import A_DATA_FOLDER
from plateocr.cli.output import note, results
from plateocr.shipped import SHIPPED_MODELS

_TRAINING = "Training"
_MACHINE = "Machine (handed to Lightning)"


def train(
    model: Annotated[str, typer.Option(help="simple or lstm.")],
    data: Annotated[
        list[str],
        typer.Option(help=f"{A_DATA_FOLDER}; repeat for more. A folder named twice counts twice."),
    ],
    out: Annotated[Path, typer.Option(help="Run folder to make, or to go on with.")],
    exclude: Annotated[
        list[str] | None,
        typer.Option(help="Folder whose plates are never trained on, in whichever image they occur; repeatable."),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on from the newest checkpoint in --out.")] = False,
    recipe: Annotated[
        str,
        typer.Option(
            help="notebook: the notebook's augmentation, Adam, the rate halved each epoch. robust: frames, other hues, "
            "strong blur, dirt, JPEG; one cosine cycle. real: plates found and cut out upright, provinces balanced, "
            "weights averaged; what the shipped checkpoints are made with.",
            rich_help_panel=_TRAINING,
        ),
    ] = "notebook",
    initial_weights: Annotated[
        str | None,
        typer.Option(
            help="Checkpoint to start from, a folder or OWNER/NAME on the Hub; lstm may start from simple.",
            rich_help_panel=_TRAINING,
        ),
    ] = None,
    framing: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help="Corner network of --recipe real (plateocr framing train); by default the one that comes along.",
            rich_help_panel=_TRAINING,
        ),
    ] = None,
    glyphs: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            file_okay=False,
            help="Folder of glyph images that --recipe real repaints provinces with, besides its own.",
            rich_help_panel=_TRAINING,
        ),
    ] = None,
    epochs: Annotated[
        int | None, typer.Option(help="By default the recipe's or the model's own.", rich_help_panel=_TRAINING)
    ] = None,
    learning_rate: Annotated[
        float | None, typer.Option(help="By default the recipe's or the model's own.", rich_help_panel=_TRAINING)
    ] = None,
    batch_size: Annotated[int, typer.Option(help="Images a step.", rich_help_panel=_TRAINING)] = 64,
    val_fraction: Annotated[
        float, typer.Option(help="Share of plates (not files) to validate on.", rich_help_panel=_TRAINING)
    ] = 0.1,
    seed: Annotated[
        int, typer.Option(help="Reproduces the loss curve bit for bit on CPU.", rich_help_panel=_TRAINING)
    ] = 0,
    max_steps: Annotated[
        int, typer.Option(help="Stop after so many steps; -1: never.", rich_help_panel=_TRAINING)
    ] = -1,
    logger: Annotated[
        list[str] | None, typer.Option(help="wandb or tensorboard, besides the CSV log.", rich_help_panel=_TRAINING)
    ] = None,
    workers: Annotated[int, typer.Option(help="Processes that load images.", rich_help_panel=_MACHINE)] = 1,
    devices: Annotated[str, typer.Option(help="How many, or which.", rich_help_panel=_MACHINE)] = "auto",
    nodes: Annotated[int, typer.Option(help="How many machines.", rich_help_panel=_MACHINE)] = 1,
    strategy: Annotated[str, typer.Option(help="For example ddp.", rich_help_panel=_MACHINE)] = "auto",
    precision: Annotated[str, typer.Option(help="For example bf16-mixed.", rich_help_panel=_MACHINE)] = "32-true",
) -> None:
    """Train a model on folders of labelled images.

    The run folder holds best.ckpt and last.ckpt, run.json, a CSV log and, at the end, curves.html. Ctrl-C saves;
    --resume goes on. Then: plateocr export RUN --out checkpoints/NAME.
    """
    from plateocr.training.recogniser.config import TrainConfig
    from plateocr.training.recogniser.run import train as run_training

    settings: dict[str, Any] = {
        "model": model,
        "recipe": recipe,
        "data": data,
        "exclude": exclude,
        "initial_weights": initial_weights,
        "framing": framing,
        "glyphs": glyphs,
        "epochs": epochs,
        "learning_rate": learning_rate,
        "batch_size": batch_size,
        "val_fraction": val_fraction,
        "seed": seed,
        "max_steps": max_steps,
        "loggers": logger,
        "workers": workers,
        "devices": devices,
        "nodes": nodes,
        "strategy": strategy,
        "precision": precision,
    }
    config = TrainConfig.build(**settings)
    best = run_training(config, out, resume=resume, on_note=note)
    results.print(f"Best checkpoint {best}; curves in {out / 'curves.html'}.")
    results.print(f"Next: plateocr export {out} --out {_suggested(out)}", markup=False, soft_wrap=True)


def export(
    run: Annotated[Path, typer.Argument(help="Run folder of 'plateocr train'.")],
    out: Annotated[Path, typer.Option(help="Checkpoint folder to write, for example checkpoints/mine.")],
    source: Annotated[
        list[str] | None,
        typer.Option(help="A training source with its licence, for the model card; repeat for more."),
    ] = None,
    average_with: Annotated[
        str | None,
        typer.Option(
            help="Checkpoint to take the mean with, a folder or OWNER/NAME on the Hub, as a rule the one that the run "
            "started from."
        ),
    ] = None,
    overwrite: Annotated[
        bool,
        typer.Option(
            "--overwrite", help="Replace the checkpoint that is there, once the new one is whole; other files stay."
        ),
    ] = False,
) -> None:
    """Turn a run's best weights into a checkpoint folder: safetensors, ONNX, config, metrics and model card."""
    from plateocr.training.recogniser.export import export_run

    config = export_run(run, out, source or (), average_with, overwrite=overwrite)
    results.print(f"{config.architecture}, {config.parameters:,} parameters, in {out}")


def _suggested(run: Path) -> Path:
    """A checkpoint folder that is not there yet, called like the run: never one that comes with plateocr."""
    name = run.resolve().name
    names = chain((name, f"{name}-trained"), (f"{name}-{number}" for number in count(2)))
    folders = (Path("checkpoints") / name for name in names if name not in SHIPPED_MODELS)
    return next(folder for folder in folders if not folder.exists())
