"""The command line: ``plateocr`` and ``python -m plateocr``.

Exit codes: 0 success, 1 success except for some bad files, 2 failure, 130 interrupted by Ctrl-C.
"""

import warnings

import typer

from plateocr import __version__
from plateocr.cli import app as app_command
from plateocr.cli import calibrate, data, errors, evaluate, hub, import_notebook, predict, stress, synth, train
from plateocr.cli.exit_codes import exit_on_error

cli = typer.Typer(
    name="plateocr",
    help="Read Chinese licence plates; train and evaluate models, and inspect their errors.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 success, 1 success except for some bad files, 2 failure, 130 interrupted.",
)
cli.add_typer(data.commands, name="data")
cli.command()(synth.synth)
cli.command()(stress.stress)
cli.command()(train.train)
cli.command()(train.weights)
cli.command()(train.export)
cli.command(name="import")(import_notebook.import_notebook)
cli.command()(evaluate.evaluate)
cli.command()(errors.errors)
cli.command()(calibrate.calibrate)
cli.command()(predict.predict)
cli.add_typer(hub.commands, name="hub")
cli.command(name="app")(app_command.app)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"plateocr {__version__}")
        raise typer.Exit


@cli.callback()
def _plateocr(
    version: bool = typer.Option(False, "--version", callback=_show_version, is_eager=True, help="Print the version."),
) -> None:
    pass


def main() -> None:
    """Run the command line."""
    # Images of that size are refused in a sentence of our own.
    warnings.filterwarnings("ignore", message=".*decompression bomb")
    with exit_on_error():
        cli()
