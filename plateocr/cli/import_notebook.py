"""``plateocr import``: weights of the notebook as a checkpoint folder."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from plateocr.cli.options import ReplaceCheckpointOption, SourceOption
from plateocr.cli.output import note, results


def import_notebook(
    weights: Annotated[Path, typer.Argument(metavar="NOTEBOOK.PTH", help="The notebook's saved state_dict.")],
    out: Annotated[Path, typer.Option(help="Checkpoint folder to write, for example checkpoints/notebook.")],
    model: Annotated[Literal["simple", "lstm"], typer.Option(help="The network that was trained.")],
    source: SourceOption = None,
    overwrite: ReplaceCheckpointOption = False,
) -> None:
    """Turn the notebook's weights into a checkpoint folder.

    Images are stretched to the network's input, as in the notebook. Only tensors
    are read from the file; no code in it is run.

    Example: plateocr import notebook.pth --out checkpoints/notebook --model lstm
    """
    from plateocr.models.card import write_card, write_figures
    from plateocr.models.checkpoint import new_checkpoint, save_checkpoint
    from plateocr.models.config import TrainingRecord
    from plateocr.models.notebook import load_notebook

    record = TrainingRecord(
        recipe="notebook", data=(), pictures=0, split_hash="", seed=0, epochs=0, sources=tuple(source or ())
    )
    with new_checkpoint(out, overwrite=overwrite) as beside:
        network, by_order = load_notebook(weights, model)
        config = save_checkpoint(network, model, beside, record)
        write_figures(beside, "validation_while_training", {})
        write_card(beside, config)
    if by_order:
        note("The layers' names differ from plateocr's; their weights were matched by order, and all shapes agree.")
    results.print(f"{config.architecture}, {config.parameters:,} parameters, in {out}", markup=False)
