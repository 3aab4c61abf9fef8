"""``plateocr framing``: the corner network that cuts plates out upright."""

from pathlib import Path
from typing import Annotated

import typer

from plateocr.cli.output import note, results

commands = typer.Typer(help="Train the network that finds a plate's corners in a crop.", no_args_is_help=True)


@commands.callback()
def _framing() -> None:
    pass


@commands.command()
def train(
    data: Annotated[
        list[Path],
        typer.Option(help="Folder that 'plateocr synth' wrote, or of photos with CCPD's names; repeat for more."),
    ],
    out: Annotated[Path, typer.Option(help="Run folder to make, or to go on with; framing.onnx is written there.")],
    exclude: Annotated[
        list[Path] | None, typer.Option(help="Folder whose plates are never trained on; repeatable.")
    ] = None,
    initial_weights: Annotated[
        Path | None,
        typer.Option(
            exists=True, dir_okay=False, help="To start from: last.ckpt of an earlier run, or a framing.onnx."
        ),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on from the last epoch in --out.")] = False,
    epochs: Annotated[int, typer.Option(min=1, help="Times through all images.")] = 5,
    learning_rate: Annotated[float, typer.Option(help="The highest of the cosine cycle.")] = 2e-3,
    batch_size: Annotated[int, typer.Option(min=1, help="Images a step.")] = 128,
    val_fraction: Annotated[float, typer.Option(help="Share of plates to validate on.")] = 0.02,
    seed: Annotated[int, typer.Option(min=0, help="Of the order and of the variations.")] = 0,
    workers: Annotated[int, typer.Option(min=0, help="Processes that load images.")] = 1,
    precision: Annotated[str, typer.Option(help="For example bf16-mixed.")] = "32-true",
) -> None:
    """Train the corner network.

    It learns from images whose corners are known: synthesised plates, and CCPD photos. Readers trained with
    --recipe real --framing OUT/framing.onnx then use it.
    """
    from plateocr.training.rectifier.run import RectifierConfig, train_rectifier

    config = RectifierConfig.build(
        data=data,
        exclude=exclude,
        initial_weights=initial_weights,
        epochs=epochs,
        learning_rate=learning_rate,
        batch_size=batch_size,
        val_fraction=val_fraction,
        seed=seed,
        workers=workers,
        precision=precision,
    )
    path, distance = train_rectifier(config, out, resume=resume, on_note=note)
    results.print(f"{path}: corners {distance:.2f} px off on average, of 224 x 64.")
