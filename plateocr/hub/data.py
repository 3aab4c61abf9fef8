"""Finding data by name: a local folder, or hf://OWNER/NAME for a data set on the Hub."""

import os
from dataclasses import dataclass
from pathlib import Path

from plateocr.errors import HubError
from plateocr.hub.download import download
from plateocr.hub.names import is_hub_uri, parse_hub_name
from plateocr.images import IMAGE_SUFFIXES

METADATA_NAME = "metadata.csv"
# Files beside images that say more about them: synth.pool.SIDECAR_NAME, and two of data.ccpd_output.
SIDECAR_NAMES = ("synth.parquet", "annotations.csv", "ccpd.json")


@dataclass(frozen=True)
class FoundData:
    """A data folder on this machine, and a record to find it by again: the name given; for a data set, with commit."""

    folder: Path
    record: str

    @property
    def name(self) -> str:
        """The folder's own name, a data set's without its owner."""
        return parse_hub_name(self.record, "dataset").name if self.is_from_hub else self.folder.resolve().name

    @property
    def is_from_hub(self) -> bool:
        """Whether it is a data set on the Hub."""
        return is_hub_uri(self.record)


def find_data(name: str | Path) -> FoundData:
    """Find a data folder; 'hf://OWNER/NAME' and 'hf://OWNER/NAME@REVISION' are downloaded to the Hub's cache.

    Local folders are not checked here, but when they are read. Raises HubError.
    """
    if not is_hub_uri(str(name)):
        return FoundData(Path(name), str(name))
    images = [f"*{variant}" for suffix in sorted(IMAGE_SUFFIXES) for variant in (suffix, suffix.upper())]
    wanted = parse_hub_name(str(name), "dataset")
    folder, found = download(wanted, [*images, *_anywhere(*SIDECAR_NAMES, METADATA_NAME)])
    if not any(file.suffix.lower() in IMAGE_SUFFIXES for file in folder.rglob("*")):
        raise HubError("{name} contains no images.", name=found)
    return FoundData(folder, found.uri())


def image_inside(folder: Path, file: str) -> Path | None:
    """The image ``file`` in ``folder``, or None if it does not exist.

    Only image files inside the folder are ever returned, whatever ``file`` is and wherever symbolic links lead. Links
    within the Hub's cache are followed, because a data set there is a folder of links to the cached blobs.
    """
    try:
        inside = folder.resolve()
        path = Path(os.path.normpath(inside / file))
        held = [inside, *filter(None, [_contents_of_cached(inside)])]
        is_image = path.is_relative_to(inside) and path.suffix.lower() in IMAGE_SUFFIXES
        is_inside = any(path.resolve().is_relative_to(place) for place in held)
        return path if is_image and is_inside and path.is_file() else None
    except (OSError, ValueError):  # a name that no file can have
        return None


def _contents_of_cached(folder: Path) -> Path | None:
    """The blobs that a folder in a snapshot of huggingface_hub's cache links to; None for any other folder."""
    snapshot = next((place for place in (folder, *folder.parents) if place.parent.name == "snapshots"), None)
    if snapshot is None or not snapshot.parents[1].name.startswith(("models--", "datasets--", "spaces--")):
        return None
    return snapshot.parents[1] / "blobs"


def _anywhere(*names: str) -> list[str]:
    return [pattern for name in names for pattern in (name, f"*/{name}")]
