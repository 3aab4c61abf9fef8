"""Downloading files of a repository into huggingface_hub's cache."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from plateocr.hub.errors import hub_errors
from plateocr.hub.names import HubName

# In every repository, so that huggingface_hub does not warn if nothing else matches: our own error says more.
_ALWAYS_THERE = ".gitattributes"


def download(name: HubName, patterns: Sequence[str]) -> tuple[Path, HubName]:
    """Download the files that match ``patterns``; returns the cached folder, and the name with its commit.

    Cached files are not downloaded again. Without a connection, or with HF_HUB_OFFLINE, only the cache is used.
    Raises HubError.
    """
    from huggingface_hub import snapshot_download
    from huggingface_hub.utils.tqdm import tqdm

    class OnTerminals(tqdm):
        """A progress bar that is hidden if standard error is not a terminal."""

        def __init__(self, *arguments: Any, **settings: Any) -> None:
            super().__init__(*arguments, **{"disable": None} | settings)  # type: ignore[no-untyped-call]

    with hub_errors(name):
        folder = snapshot_download(
            name.repo,
            repo_type=name.type,
            revision=name.revision,
            allow_patterns=[*patterns, _ALWAYS_THERE],
            tqdm_class=OnTerminals,
        )
    return Path(folder), name.at(Path(folder).name)
