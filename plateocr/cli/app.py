"""``plateocr app``: the page in a browser."""

from pathlib import Path
from typing import Annotated

import typer

from plateocr.cli.options import A_CHECKPOINT
from plateocr.errors import ConfigError


def app(
    predictions: Annotated[
        Path | None,
        typer.Option(
            help="Show this evaluation in the dashboard: the folder that 'plateocr evaluate --out' wrote. "
            "Default: the test set that comes with plateocr.",
            show_default=False,
        ),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(
            help="Where the evaluated images lie now. Default: the folder that the evaluation recorded.",
            show_default=False,
        ),
    ] = None,
    checkpoint: Annotated[
        list[str] | None,
        typer.Option(
            help=f"Read with {A_CHECKPOINT}; give it once a model. Default: simple and lstm.",
            show_default=False,
        ),
    ] = None,
    train_plates: Annotated[
        Path | None,
        typer.Option(
            help="The plates that the models were trained on: a folder of labelled images, or a text file with one "
            "plate a line. The section 'Data faults' then gives the figures with and without them.",
            show_default=False,
        ),
    ] = None,
    host: Annotated[
        str | None,
        typer.Option(
            help="Address to listen on; 0.0.0.0 lets other machines in. Default: this machine only.", show_default=False
        ),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            min=1, max=65535, help="Port to listen on. Default: the first free one from 7860.", show_default=False
        ),
    ] = None,
) -> None:
    """Open the app: read plates with all models side by side, and look at what they get wrong.

    Examples: 'plateocr app', or 'plateocr app --predictions OUT' after 'plateocr evaluate DIR --out OUT'.
    """
    from plateocr.app.environment import check_environment

    check_environment()
    from plateocr.app.build import launch_app
    from plateocr.hub.find import find_checkpoint
    from plateocr.models.config import load_config

    if data is not None and predictions is None:
        raise ConfigError("--data is where the images of an evaluation lie; name the evaluation with --predictions.")
    for named in checkpoint or ():
        load_config(find_checkpoint(named).folder)  # of those that are named none may be missing
    launch_app(checkpoint or [], predictions, data, host, port, train_plates=train_plates)
