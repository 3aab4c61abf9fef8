"""Fetching files of a repository into huggingface_hub's cache."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from plateocr.hub.errors import hub_errors
from plateocr.hub.names import HubName

# In every repository: huggingface_hub warns when nothing matches, and we say ourselves what is missing.
_ALWAYS_THERE = ".gitattributes"


def download(name: HubName, patterns: Sequence[str]) -> tuple[Path, HubName]:
    """The cached folder with the files of a repository that match ``patterns``, and the name with its commit.

    What is in the cache is not fetched again; without a connection, or with HF_HUB_OFFLINE, the cache answers alone.
    Raises HubError.
    """
    from huggingface_hub import snapshot_download
    from huggingface_hub.utils.tqdm import tqdm

    class OnTerminals(tqdm):
        """No bar in a file of errors."""

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
