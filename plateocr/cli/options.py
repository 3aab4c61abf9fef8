"""Options that several commands share."""

from typing import Annotated, Literal

import typer

EngineOption = Annotated[
    Literal["auto", "torch", "onnx"],
    typer.Option(help="What runs the network. auto: ONNX Runtime where the checkpoint has model.onnx, else torch."),
]

# What --checkpoint takes, in the words of its help.
A_CHECKPOINT = "a checkpoint folder, simple or lstm for those that come with plateocr, or OWNER/NAME on the Hub"

OverwriteOption = Annotated[
    bool,
    typer.Option(
        "--overwrite",
        help="Write where other files are too: those of the same names are replaced, all others stay as they are.",
    ),
]

OverwriteImagesOption = Annotated[
    bool,
    typer.Option(
        "--overwrite",
        help="Replace the images that this command wrote there before; of other files, those of the same names.",
    ),
]
# What names labelled images, in the words of help.
A_DATA_FOLDER = "Folder of labelled images, or hf://OWNER/NAME[@REVISION] for a data set of the Hub"

SourceOption = Annotated[
    list[str] | None,
    typer.Option(help="A training source with its licence, for the model card; repeat for more."),
]

ReplaceCheckpointOption = Annotated[
    bool,
    typer.Option(
        "--overwrite", help="Replace the checkpoint that is there, once the new one is whole; other files stay."
    ),
]
