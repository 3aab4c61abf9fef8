"""``plateocr errors``: the worst errors of an evaluation, as a list and as a figure."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from plateocr.cli.output import note, print_json
from plateocr.cli.tables import print_table
from plateocr.data.names import printable
from plateocr.errors import ConfigError
from plateocr.pipeline.wording import percent

if TYPE_CHECKING:
    import pandas as pd


def errors(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder that 'plateocr evaluate' wrote.")],
    min_cer: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Minimum CER; 0.285 leaves out plates with one wrong character.")
    ] = 0.0,
    model: Annotated[str | None, typer.Option(help="One of the evaluated models. Default: all.")] = None,
    limit: Annotated[int, typer.Option(min=0, help="How many plates to list; 0 lists all.")] = 20,
    figure: Annotated[
        Path | None, typer.Option(help="PNG to write: a contact sheet of the images, each with its CER.")
    ] = None,
    data: Annotated[
        Path | None, typer.Option(exists=True, file_okay=False, help="Folder of the images, if it has moved.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV (UTF-8 with a byte order mark, for Excel).")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace an existing figure.")] = False,
) -> None:
    """List the worst errors of an evaluation, sorted by CER.

    CER is the edit distance divided by the seven characters of the plate. Among
    plates with equal CER, the most confident come first.

    Example: plateocr errors OUT --min-cer 0.285 --figure errors.png
    """
    from plateocr.evaluation.recorded import evaluated_folder
    from plateocr.evaluation.spreadsheet import spreadsheet
    from plateocr.evaluation.table import read_table
    from plateocr.evaluation.worst import COLUMNS, worst_errors

    if json and csv:
        raise ConfigError("--json and --csv cannot be combined.")
    if figure and figure.suffix.lower() != ".png":
        raise ConfigError(f"--figure {figure}: the figure is a PNG; give it a name that ends in .png.")
    found = worst_errors(read_table(out), model, min_cer)
    shown = found.head(limit) if limit else found
    if figure:
        title = f"The {len(shown):,} worst of {out.resolve().name}"
        _draw(shown, data or evaluated_folder(out), title, figure, overwrite=overwrite)
    listed = shown[list(COLUMNS)]
    if json:
        print_json(listed.to_dict("records"))
    elif csv:
        typer.echo(spreadsheet(listed), nl=False)
    else:
        _print(listed)
    if len(shown) < len(found):
        note(f"{len(shown):,} of {len(found):,} errors listed; --limit 0 lists all.")
    if figure:
        note(f"{figure} written.")


def _draw(rows: "pd.DataFrame", folder: Path, title: str, figure: Path, *, overwrite: bool) -> None:
    """Write the contact sheet. Raises DataError if the file already exists, and OutputError."""
    from plateocr.app.exports.contact_sheet import contact_sheet
    from plateocr.files import replace_file
    from plateocr.hub.data import image_inside
    from plateocr.outputs import claim_file

    files = dict(zip(rows["id"], rows["file"], strict=True))
    with claim_file(figure, overwrite=overwrite), replace_file(figure) as temporary:
        temporary.write_bytes(contact_sheet(rows, lambda image: image_inside(folder, files[image]), title))


def _print(rows: "pd.DataFrame") -> None:
    table = Table(box=box.SIMPLE_HEAD)
    for heading in ("File", "Model", "Truth", "Read", "CER", "Confidence"):
        table.add_column(heading, overflow="fold", justify="right" if heading in ("CER", "Confidence") else "left")
    for file, model, truth, read, cer, confidence in rows.itertuples(index=False, name=None):
        texts = (printable(file), model, truth, read, f"{cer:.3f}", percent(confidence))
        table.add_row(*map(Text, texts))
    print_table(table)
