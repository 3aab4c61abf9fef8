"""``plateocr app``: the app in a browser."""

from pathlib import Path
from typing import Annotated

import typer

from plateocr.cli.options import A_CHECKPOINT
from plateocr.errors import ConfigError

CheckpointsOption = Annotated[
    list[str] | None,
    typer.Option(help=f"Model to read with: {A_CHECKPOINT}. Repeatable. Default: simple and lstm.", show_default=False),
]
EvaluatedImagesOption = Annotated[
    Path | None,
    typer.Option(
        help="Folder of the evaluated images, if it has moved. Default: the one recorded in the evaluation.",
        show_default=False,
    ),
]


def app(
    predictions: Annotated[
        Path | None,
        typer.Option(
            help="Evaluation to show in the dashboard: the output folder of 'plateocr evaluate'. "
            "Default: the test set that comes with plateocr.",
            show_default=False,
        ),
    ] = None,
    data: EvaluatedImagesOption = None,
    checkpoint: CheckpointsOption = None,
    train_plates: Annotated[
        Path | None,
        typer.Option(
            help="Plates that the models were trained on: a folder of labelled images, or a text file with one plate "
            "per line. The section 'Data faults' then shows the figures with and without them.",
            show_default=False,
        ),
    ] = None,
    host: Annotated[
        str | None,
        typer.Option(
            help="Address to listen on; 0.0.0.0 for all. Default: reachable from this machine only.",
            show_default=False,
        ),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            min=1, max=65535, help="Port to listen on. Default: the first free one from 7860 up.", show_default=False
        ),
    ] = None,
) -> None:
    """Open the app: read plates with several models side by side, and explore their errors.

    Examples: 'plateocr app', or 'plateocr app --predictions OUT' after 'plateocr evaluate DIR --out OUT'.
    """
    from plateocr.app.environment import check_environment

    check_environment()
    from plateocr.app.build import launch_app
    from plateocr.hub.find import find_checkpoint
    from plateocr.models.config import load_config

    check_evaluation(predictions, data)
    for named in checkpoint or ():
        load_config(find_checkpoint(named).folder)  # the app starts without a shipped model, but not without these
    launch_app(checkpoint or [], predictions, data, host, port, train_plates=train_plates)


def check_evaluation(predictions: Path | None, data: Path | None) -> None:
    """Raise ConfigError if the images of an evaluation are given without the evaluation."""
    if data is not None and predictions is None:
        raise ConfigError("--data is the folder of an evaluation's images; name the evaluation with --predictions.")
