"""The model card of a checkpoint: what it is, what it was trained on, how well it does, what it is not for."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from plateocr.errors import CheckpointError
from plateocr.files import write_text
from plateocr.models.card_metadata import card_data
from plateocr.models.card_parts import card_of, own_part, read_card, with_part
from plateocr.models.config import (
    CARD_NAME,
    METRICS_NAME,
    CheckpointConfig,
    NetworkConfig,
    TrainingRecord,
    load_network_config,
)
from plateocr.plates import FULL, NOTEBOOK

_CARD = """# plateocr {architecture}

Reads Chinese licence plates of {plates} from a crop of the plate, and from photos with `plateocr predict`,
which finds the plates first.

## Use

{use}

## What it is

| | |
|---|---|
| architecture | {architecture}, {parameters:,} parameters |
| input | RGB, {height} x {width}, normalised with ImageNet's mean and standard deviation |
| output | {output}, each with a probability |
| framing | {framing} |
| confidence | logits divided by {temperature:g}; unsure below {low_below:g} |
{record}
{calibration}These images come from the same sources as the training images.
`plateocr evaluate DIR --checkpoint FOLDER --out OUT` measures on yours.

## Not for

{not_for} Do not use it to identify people where the law
does not allow that.
"""
# Of a recogniser's alphabet: what it reads, its output, and what it does not read.
_READS = {
    NOTEBOOK: (
        "seven characters",
        "one of 31 provinces, then six of 35 characters",
        "Eight-character (new-energy) plates, plates of police, army, embassies, Hong Kong and Macao; whole photos and "
        "plates in\ntwo rows except through `plateocr predict`, which detects them first.",
    ),
    FULL: (
        "seven and eight characters",
        f"one of {len(FULL.first)} characters, then six or seven of {len(FULL.tail)}, with one for the unreadable",
        "Foreign and temporary plates, and those that Hong Kong and Macao issue themselves; whole photos except\n"
        "through `plateocr predict`, which detects plates first.",
    ),
}
_HELPER_CARD = """# plateocr {architecture}

{what}

## What it is

| | |
|---|---|
| architecture | {architecture}, {parameters:,} parameters |
| input | RGB, {height} x {width}, values from -1 to 1 |
| output | {output} |
{record}"""
_RECORD = """| trained on | {images} of {data} |
| recipe | {recipe}, {epochs} epochs, seed {seed}{start} |
| split by plate text, SHA-256 | {split_hash} |
| licence | {licence} |

## Training data and licences

{sources}

## Figures on its validation plates, measured during training

{validation}
"""
_HELPERS = {
    "rectifier": (
        "Finds the four corners of the plate in a crop, so that plateocr's recognisers see every plate upright and "
        "filling the image, and its layout: seven or eight characters, in one row or two.",
        "four corners, left-top first and clockwise, in fractions of the image, and the probability of each layout",
    ),
    "detector": (
        "Finds the plates in a whole photo: their four corners, their layout (seven or eight characters, in one row or "
        "two) and a score. `plateocr predict` runs it first. Its input is a photo shrunk to 544 pixels along its "
        "longer side, with sides padded to multiples of 32.",
        "five heat maps, one per layout, and the offsets of four corners in each cell of 8 x 8 pixels",
    ),
}
# The repository is filled in on a push.
_USE = """From the Hub, or with a folder in place of `{repo}`; `{repo}@REVISION` pins a branch, a tag or a whole commit:

```
plateocr predict plate.jpg --checkpoint {repo}
plateocr hub pull {repo}
```

```python
from plateocr import PlateReader

PlateReader.from_checkpoint("{repo}").read("plate.jpg").text
```"""
_ANY_REPOSITORY = "OWNER/NAME"
_CALIBRATION = """On {pictures:,} images held out from training: {accuracy:.1%} read exactly, expected calibration
error {error_after:.1%} (cross-fitted). {coverage:.1%} are at or above the "unsure" threshold,
{answered_accuracy:.1%} of them correct.

"""
_NOT_VALIDATED = "None: these weights are a mean, taken after training."
_FRAMING = {
    "stretch": "the whole image, stretched",
    "corners": "the rectifier finds the plate's corners and it is cut out upright; failing that, the whole image",
}


def _start(training: TrainingRecord) -> str:
    started = f", started from `{training.initial_weights}`" if training.initial_weights else ""
    averaged = f"; the mean of its weights and those of `{training.averaged_with}`" if training.averaged_with else ""
    return started + averaged


def write_figures(folder: Path, part: str, figures: Mapping[str, Any]) -> None:
    """Write figures into ``metrics.json`` of a checkpoint folder under the name ``part``; other parts are kept."""
    path = folder / METRICS_NAME
    before = read_figures(folder) if path.is_file() else {}
    write_text(path, json.dumps(before | {part: figures}, ensure_ascii=False, indent=2) + "\n")


def read_figures(folder: Path) -> dict[str, Any]:
    """``metrics.json`` of a checkpoint folder: figures by part. Raises CheckpointError."""
    path = folder / METRICS_NAME
    try:
        figures: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CheckpointError(f"{path} is missing or damaged; copy the checkpoint again.") from error
    return figures


def write_card(folder: Path, config: NetworkConfig) -> None:
    """Write ``README.md`` into a checkpoint folder, with the figures of its ``metrics.json``."""
    figures = read_figures(folder)
    write_text(folder / CARD_NAME, card_of(card_data(config, figures), _text(config, figures)))


def card_for_hub(folder: Path, repo: str, evaluations: Sequence[Path] = ()) -> str:
    """The card of a checkpoint folder as the repository ``repo`` (OWNER/NAME) shows it.

    If the folder has a card, its text is kept, with ``repo`` in the section on use. The metadata is rewritten with the
    figures of ``evaluations`` (card_metadata.card_data); keys that plateocr does not write are kept. Raises
    CheckpointError, or ConfigError if an evaluation is of another checkpoint.
    """
    config, figures, path = load_network_config(folder), read_figures(folder), folder / CARD_NAME
    data, text = card_data(config, figures, evaluations), _text(config, figures)
    before = None
    if path.is_file():
        try:
            before, text = read_card(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise CheckpointError(f"{path}: the metadata at the top cannot be read; fix or remove it.") from error
    return card_of(data, with_part(text, _USE.format(repo=repo)), before)


def _text(config: NetworkConfig, figures_by_part: Mapping[str, Any]) -> str:
    record = _record(config, figures_by_part.get("validation_while_training", {}))
    if not isinstance(config, CheckpointConfig):
        what, output = _HELPERS[config.architecture]
        return _HELPER_CARD.format(
            architecture=config.architecture,
            parameters=config.parameters,
            height=config.input.height,
            width=config.input.width,
            what=what,
            output=output,
            record=record,
        )
    plates, output, not_for = _READS[config.reads]
    return _CARD.format(
        use=own_part(_USE.format(repo=_ANY_REPOSITORY)),
        plates=plates,
        output=output,
        not_for=not_for,
        architecture=config.architecture,
        parameters=config.parameters,
        height=config.input.height,
        width=config.input.width,
        framing=_FRAMING[config.input.framing],
        temperature=config.confidence.temperature,
        low_below=config.confidence.low_below,
        calibration=_CALIBRATION.format(**figures_by_part["calibration"]) if "calibration" in figures_by_part else "",
        record=record,
    )


def _record(config: NetworkConfig, validated: Mapping[str, float]) -> str:
    training = config.training
    figures = "\n".join(f"| {name} | {value:g} |" for name, value in validated.items())
    return _RECORD.format(
        images=f"{training.pictures:,} images (repeats counted)" if training.pictures else "images",
        data=", ".join(f"`{name}`" for name in dict.fromkeys(training.data)),
        recipe=training.recipe,
        epochs=training.epochs,
        seed=training.seed,
        start=_start(training),
        split_hash=f"`{training.split_hash}`" if training.split_hash else "not recorded",
        licence=config.licence,
        sources="\n".join(f"- {source}" for source in training.sources) or "Not stated.",
        validation=f"| figure | value |\n|---|---|\n{figures}" if figures else _NOT_VALIDATED,
    )
