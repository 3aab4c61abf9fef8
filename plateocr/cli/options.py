"""Options that several commands share."""

from typing import Annotated, Literal

import typer

EngineOption = Annotated[
    Literal["auto", "torch", "onnx"],
    typer.Option(help="What runs the network. auto: ONNX Runtime if the checkpoint has model.onnx, else torch."),
]

# What --checkpoint accepts, for help texts.
A_CHECKPOINT = "a checkpoint folder, simple or lstm for the shipped ones, or OWNER/NAME on the Hub"

OverwriteOption = Annotated[
    bool,
    typer.Option(
        "--overwrite",
        help="Write into a folder with other files: those of the same names are replaced, all others are kept.",
    ),
]

OverwriteImagesOption = Annotated[
    bool,
    typer.Option(
        "--overwrite",
        help="Replace the images that this command wrote there before, and other files of the same names.",
    ),
]
# What names labelled images, for help texts.
A_DATA_FOLDER = "Folder of labelled images, or hf://OWNER/NAME\\[@REVISION] for a data set on the Hub"  # \\[: no markup

SourceOption = Annotated[
    list[str] | None,
    typer.Option(help="A source of training data with its licence, for the model card. Repeatable."),
]

ReplaceCheckpointOption = Annotated[
    bool,
    typer.Option(
        "--overwrite", help="Replace an existing checkpoint once the new one is complete; other files are kept."
    ),
]
