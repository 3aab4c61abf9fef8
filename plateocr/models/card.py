"""The model card beside a checkpoint: what it is, what it was trained on, how well it does, what it is not for."""

from collections.abc import Mapping
from pathlib import Path

from plateocr.files import write_text
from plateocr.models.config import CARD_NAME, CheckpointConfig

_CARD = """---
license: {licence_id}
library_name: plateocr
pipeline_tag: image-to-text
tags: [ocr, license-plate, chinese]
---
# plateocr {architecture}

Reads Chinese licence plates of seven characters from a crop of the plate:
`PlateReader.from_checkpoint(folder).read("plate.jpg")`.

| | |
|---|---|
| architecture | {architecture}, {parameters:,} parameters |
| input | RGB, {height} x {width}, stretched, normalised with ImageNet's mean and standard deviation |
| output | one of 31 provinces, then six of 35 characters, each with a probability |
| trained on | {pictures:,} pictures (repeats counted) of {data} |
| recipe | {recipe}, {epochs} epochs, seed {seed}{start} |
| split by plate text, SHA-256 | `{split_hash}` |
| licence | {licence} |

## Figures on its own validation plates, taken while training

{validation}

These pictures come from the same sources as the training pictures.
`plateocr evaluate DIR --checkpoint FOLDER --out OUT` measures on yours.

## Not for

Eight-character (new-energy) plates, plates of police, army, embassies, Hong Kong and Macao, plates in two rows, whole
photos. Do not use it to identify people where the law does not allow that.
"""


def write_card(folder: Path, config: CheckpointConfig, validation: Mapping[str, float]) -> None:
    """Write ``MODEL_CARD.md`` into a checkpoint folder."""
    training = config.training
    figures = "\n".join(f"| {name} | {value:g} |" for name, value in validation.items())
    card = _CARD.format(
        licence_id=config.licence.lower(),
        licence=config.licence,
        architecture=config.architecture,
        parameters=config.parameters,
        height=config.input.height,
        width=config.input.width,
        pictures=training.pictures,
        data=", ".join(f"`{name}`" for name in dict.fromkeys(training.data)),
        recipe=training.recipe,
        epochs=training.epochs,
        seed=training.seed,
        start=f", started from `{training.initial_weights}`" if training.initial_weights else "",
        split_hash=training.split_hash,
        validation=f"| figure | value |\n|---|---|\n{figures}",
    )
    write_text(folder / CARD_NAME, card)
