"""``plateocr hub``: checkpoints and data sets to and from the Hugging Face Hub."""

from pathlib import Path
from typing import Annotated

import typer

from plateocr.cli.hub_space import space
from plateocr.cli.output import results

commands = typer.Typer(
    help="Push checkpoints and data sets to the Hugging Face Hub, and pull them from it. The token is the one of "
    "'hf auth login' or HF_TOKEN.",
    no_args_is_help=True,
)
commands.command()(space)

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
    checkpoint: Annotated[Path, typer.Argument(help="Checkpoint folder of 'plateocr export'.")],
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
    from plateocr.hub.names import parse_hub_name

    pushed = push_checkpoint(
        checkpoint,
        parse_hub_name(repository),
        private=private,
        branch=branch,
        message=message,
        evaluations=tuple(evaluation or ()),
    )
    results.print(pushed.url, markup=False, soft_wrap=True)
    results.print(f"Read with it: plateocr predict FILES --checkpoint {pushed}", markup=False, soft_wrap=True)


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
