"""``plateocr hub``: checkpoints and data sets to and from the Hugging Face Hub."""

from pathlib import Path
from typing import Annotated

import typer

from plateocr.cli.bad_files import FAULTS_FOUND, complain
from plateocr.cli.hub_space import space
from plateocr.cli.output import progress_bar, results

commands = typer.Typer(
    help="Push checkpoints and data sets to the Hugging Face Hub, and pull them from it. The token is the one of "
    "'hf auth login' or HF_TOKEN.",
    no_args_is_help=True,
)
commands.command()(space)

dataset = typer.Typer(help="Data sets of labelled images.", no_args_is_help=True)
commands.add_typer(dataset, name="dataset")

Repository = Annotated[str, typer.Argument(metavar="OWNER/NAME", help="Repository; made where there is none.")]
Revision = Annotated[str, typer.Argument(metavar="OWNER/NAME[@REVISION]", help="Repository, as a rule its newest.")]
Into = Annotated[
    Path | None, typer.Argument(metavar="[DIR]", help="New folder. Default: NAME, here.", show_default=False)
]
Private = Annotated[bool, typer.Option("--private", help="Make the repository private, where it is made now.")]
Branch = Annotated[
    str | None, typer.Option("--branch", "--revision", help="Push to this branch, made where there is none, not main.")
]
Message = Annotated[str, typer.Option(help="Message of the commit.", show_default=False)]


@commands.command()
def push(
    checkpoint: Annotated[
        str, typer.Argument(help="Checkpoint folder of 'plateocr export', or OWNER/NAME of one to copy.")
    ],
    repository: Repository,
    private: Private = False,
    branch: Branch = None,
    message: Message = "",
    evaluation: Annotated[
        list[Path] | None,
        typer.Option(help="What 'plateocr evaluate --out' wrote: its figures go into the model card; repeatable."),
    ] = None,
) -> None:
    """Push a checkpoint to a model repository, with its model card.

    All hashes are checked first. Then anyone reads with it by
    --checkpoint OWNER/NAME.

    Example: plateocr hub push checkpoints/mine me/plates --evaluation OUT
    """
    from plateocr.hub.checkpoints import push_checkpoint
    from plateocr.hub.find import find_checkpoint
    from plateocr.hub.names import parse_hub_name

    pushed = push_checkpoint(
        find_checkpoint(checkpoint, weights=True).folder,
        parse_hub_name(repository),
        private=private,
        branch=branch,
        message=message,
        evaluations=tuple(evaluation or ()),
    )
    results.print(pushed.url, markup=False, soft_wrap=True)
    results.print(f"Read with it: plateocr predict FILES --checkpoint {pushed.name}", markup=False, soft_wrap=True)


@commands.command()
def pull(repository: Revision, out: Into = None) -> None:
    """Copy a checkpoint of the Hub into a new folder, its training weights included; hashes are checked.

    Example: plateocr hub pull me/plates@main checkpoints/mine
    """
    from plateocr.hub.checkpoints import pull_checkpoint
    from plateocr.hub.names import parse_hub_name

    name = parse_hub_name(repository)
    target = out or Path(name.name)
    found = pull_checkpoint(name, target)
    results.print(f"{found} in {target}", markup=False, soft_wrap=True)


@dataset.command(name="push")
def push_data(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Labelled images; its folders train/, val/ and test/ become splits.")
    ],
    repository: Repository,
    licence: Annotated[
        str,
        typer.Option(
            help="What may be done with the images, as the Hub names it: mit, cc-by-4.0 and so on, or unknown."
        ),
    ],
    private: Private = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Remove images that are there and not in DIR; older commits keep them.")
    ] = False,
    message: Message = "",
) -> None:
    """Push labelled images to a data set, which the Hub's viewer shows.

    Each split gets a metadata.csv with the plates, and the corners where they
    are known. Files that cannot be read, or whose names hold no plate of seven
    characters, are left out and listed; with any, the exit code is 1.

    Example: plateocr hub dataset push plates me/plates --licence cc-by-4.0
    """
    from plateocr.hub.dataset_folder import data_to_push
    from plateocr.hub.datasets import push_dataset
    from plateocr.hub.names import parse_hub_name

    name = parse_hub_name(repository, "dataset")
    with progress_bar() as progress:
        task = progress.add_task("Looking through", total=None)
        data = data_to_push(folder, lambda: progress.advance(task))
    pushed = push_dataset(data, name, licence, private=private, overwrite=overwrite, message=message)
    results.print(pushed.url, markup=False, soft_wrap=True)
    results.print(f"Train on it: plateocr train --data {pushed.name.uri()} ...", markup=False, soft_wrap=True)
    complain(data.bad, folder)
    if data.bad:
        raise typer.Exit(FAULTS_FOUND)


@dataset.command(name="pull")
def pull_data(repository: Revision, out: Into = None) -> None:
    """Copy the images of a data set into a new folder.

    'plateocr train --data hf://OWNER/NAME' reads a data set without it.
    """
    from plateocr.hub.datasets import pull_dataset
    from plateocr.hub.names import parse_hub_name

    name = parse_hub_name(repository, "dataset")
    target = out or Path(name.name)
    found, files = pull_dataset(name, target)
    results.print(f"{files} files of {found} in {target}", markup=False, soft_wrap=True)
