"""Data set cards: metadata for the Hub's viewer, and a description for people."""

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from plateocr.hub.data import METADATA_NAME
from plateocr.hub.names import HubName
from plateocr.models.card_parts import card_of, own_part, read_card, with_part

UNKNOWN_LICENCE = "unknown"
# Our folders, and the Hub's names for these splits.
SPLITS = {"train": "train", "val": "validation", "test": "test"}
_SIZES = (
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
)
_LARGER = "n>10M"

_TEXT = """# {name}

{part}

## Where it comes from

Say here who took these images, where and when, and how they may be used: {licence}.
"""
_PART = """Images of single Chinese licence plates, labelled with their text.

| split | images | plates |
|---|---:|---:|
{counts}

The `metadata.csv` of each split gives `file_name` and `plate`{more}.
The plate is also in each file's name, which is where plateocr reads the labels from:

```
plateocr train --model simple --data hf://{repo} --out runs/x
plateocr hub dataset pull {repo}
```"""
_CORNERS = """ and, if known, the plate's four
corners in pixels of the image, `left_top_x` to `left_bottom_y`"""
_PHOTO = """; the columns `photo_...`
are CCPD's annotations of the photo that a crop was cut from, in pixels of that photo"""


def dataset_card(
    name: HubName,
    licence: str,
    files: Mapping[str, Sequence[str]],
    plates: Mapping[str, int],
    columns: Sequence[str],
    before: str = "",
) -> str:
    """The card of a data set.

    files: the names of the images by the folder of their split ('train', 'val', 'test'). plates: the number of
    different plates in each split. columns: those of the metadata. before: the existing card, whose own text and
    metadata are kept. Raises ValueError if its metadata cannot be read.
    """
    from huggingface_hub import DatasetCardData

    number = sum(map(len, files.values()))
    data = DatasetCardData(
        language="zh",
        license=licence,
        pretty_name=name.name,
        task_categories=["image-to-text"],
        tags=["ocr", "license-plate", "chinese", "plateocr"],
        size_categories=next((size for most, size in _SIZES if number < most), _LARGER),
        configs=[{"config_name": "default", "data_files": [_data_files(split, files[split]) for split in files]}],
    )
    part = _PART.format(
        repo=name.repo,
        counts="\n".join(f"| {SPLITS[split]} | {len(files[split]):,} | {plates[split]:,} |" for split in files),
        more=(_CORNERS if "left_top_x" in columns else "")
        + (_PHOTO if any(column.startswith("photo_") for column in columns) else ""),
    )
    if before:
        metadata, text = read_card(before)
        return card_of(data, with_part(text, part), metadata)
    terms = "the licence is not known" if licence == UNKNOWN_LICENCE else f"the licence is `{licence}`"
    return card_of(data, _TEXT.format(name=name.name, part=own_part(part), licence=terms))


def _data_files(split: str, files: Sequence[str]) -> dict[str, object]:
    """Patterns that match the images and their metadata, but not the other files that plateocr keeps beside them."""
    suffixes = sorted({PurePosixPath(file).suffix for file in files})
    return {
        "split": SPLITS[split],
        "path": [f"{split}/{METADATA_NAME}", *(f"{split}/**/*{suffix}" for suffix in suffixes)],
    }
