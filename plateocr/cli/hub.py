"""``plateocr hub``: push to and pull from the Hugging Face Hub."""

from pathlib import Path
from typing import Annotated

import typer

from plateocr.cli.bad_files import exit_if_bad
from plateocr.cli.hub_space import space
from plateocr.cli.output import progress_bar, results

commands = typer.Typer(
    help="Push checkpoints and data sets to the Hugging Face Hub, and pull them. Log in with 'hf auth login', or set "
    "HF_TOKEN.",
    no_args_is_help=True,
)
commands.command()(space)

dataset = typer.Typer(help="Data sets of labelled images.", no_args_is_help=True)
commands.add_typer(dataset, name="dataset")

Repository = Annotated[str, typer.Argument(metavar="OWNER/NAME", help="Repository; created if needed.")]
Revision = Annotated[
    str, typer.Argument(metavar="OWNER/NAME[@REVISION]", help="Repository, by default the latest commit.")
]
Into = Annotated[
    Path | None, typer.Argument(metavar="[DIR]", help="New folder. Default: NAME, here.", show_default=False)
]
Private = Annotated[bool, typer.Option("--private", help="Make a new repository private.")]
Branch = Annotated[
    str | None, typer.Option("--branch", "--revision", help="Branch to push to instead of main; created if needed.")
]
Message = Annotated[str, typer.Option(help="Commit message.", show_default=False)]


@commands.command()
def push(
    checkpoint: Annotated[
        str, typer.Argument(help="Checkpoint folder from 'plateocr export', or OWNER/NAME of one on the Hub to copy.")
    ],
    repository: Repository,
    private: Private = False,
    branch: Branch = None,
    message: Message = "",
    evaluation: Annotated[
        list[Path] | None,
        typer.Option(help="Output folder of 'plateocr evaluate', whose figures go into the model card. Repeatable."),
    ] = None,
) -> None:
    """Push a checkpoint to a model repository, with its model card.

    All hashes are checked first. Once pushed, it can be used with
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
    results.print(f"Use it with: plateocr predict FILES --checkpoint {pushed.name}", markup=False, soft_wrap=True)


@commands.command()
def pull(repository: Revision, out: Into = None) -> None:
    """Copy a checkpoint from the Hub into a new folder, with its training weights, and check the hashes.

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
        Path, typer.Argument(metavar="DIR", help="Labelled images; the folders train/, val/ and test/ become splits.")
    ],
    repository: Repository,
    licence: Annotated[
        str,
        typer.Option(help="Licence of the images, as the Hub names it: mit, cc-by-4.0 and so on, or unknown."),
    ],
    private: Private = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Delete images on the Hub that are not in DIR; older commits keep them.")
    ] = False,
    message: Message = "",
) -> None:
    """Push labelled images to a data set, in a layout that the Hub's viewer shows.

    Each split gets a metadata.csv with the plates and, if known, the corners.
    Files that cannot be read or have no plate in their names
    are left out and listed, and the exit code is then 1.

    Example: plateocr hub dataset push plates me/plates --licence cc-by-4.0
    """
    from plateocr.hub.dataset_folder import data_to_push
    from plateocr.hub.datasets import push_dataset
    from plateocr.hub.names import parse_hub_name

    name = parse_hub_name(repository, "dataset")
    with progress_bar() as progress:
        task = progress.add_task("Checking", total=None)
        data = data_to_push(folder, lambda: progress.advance(task))
    pushed = push_dataset(data, name, licence, private=private, overwrite=overwrite, message=message)
    results.print(pushed.url, markup=False, soft_wrap=True)
    results.print(f"Train on it with: plateocr train --data {pushed.name.uri()} ...", markup=False, soft_wrap=True)
    exit_if_bad({folder: data.bad})


@dataset.command(name="pull")
def pull_data(repository: Revision, out: Into = None) -> None:
    """Copy a data set from the Hub into a new folder.

    Training and evaluation do not need this: they also accept hf://OWNER/NAME.
    """
    from plateocr.hub.datasets import pull_dataset
    from plateocr.hub.names import parse_hub_name

    name = parse_hub_name(repository, "dataset")
    target = out or Path(name.name)
    found, files = pull_dataset(name, target)
    results.print(f"{files} files of {found} in {target}", markup=False, soft_wrap=True)
