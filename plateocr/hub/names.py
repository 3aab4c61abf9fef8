"""Names of repositories on the Hub: OWNER/NAME, or OWNER/NAME@REVISION."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from plateocr.errors import HubError

RepoType = Literal["model", "dataset", "space"]
HUB_SCHEME = "hf://"

_NAME = re.compile(
    r"(?:hf://)?(?:(?P<type>models|datasets|spaces)/)?"
    r"(?P<repo>[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*)"
    r"(?:@(?P<revision>[^@\s]+))?",
    re.ASCII,
)
_LONGEST = 96
# Usual folders of a project: 'runs/NAME' looks like a repository, but never means one.
_LOCAL_FOLDERS = frozenset({"checkpoints", "runs"})


@dataclass(frozen=True)
class HubName:
    """A repository on the Hub: ``repo`` is OWNER/NAME, ``revision`` a branch, tag or commit, None for the latest."""

    repo: str
    revision: str | None = None
    type: RepoType = "model"

    @property
    def name(self) -> str:
        """Its name without its owner."""
        return self.repo.partition("/")[2]

    @property
    def page(self) -> str:
        """Its path on the Hub's site, such as 'datasets/OWNER/NAME'."""
        return self.repo if self.type == "model" else f"{self.type}s/{self.repo}"

    def __str__(self) -> str:
        return f"{self.repo}@{self.revision}" if self.revision else self.repo

    def at(self, commit: str) -> "HubName":
        """The same repository at a commit."""
        return HubName(self.repo, commit, self.type)

    def uri(self) -> str:
        """'hf://OWNER/NAME@REVISION', a name that cannot be mistaken for a folder."""
        return f"{HUB_SCHEME}{self}"


def parse_hub_name(text: str, repo_type: RepoType = "model") -> HubName:
    """Parse 'OWNER/NAME' or 'OWNER/NAME@REVISION', with or without 'hf://'. Raises HubError."""
    match = _NAME.fullmatch(text)
    if match is None or not _is_allowed(match["repo"]) or (match["type"] or f"{repo_type}s") != f"{repo_type}s":
        raise HubError(
            "'{name}' is not the name of a {type} repository on the Hub; write OWNER/NAME or OWNER/NAME@REVISION, "
            "with letters, digits, '-', '_' and '.'.",
            name=text,
            type=repo_type,
        )
    return HubName(match["repo"], match["revision"], repo_type)


def is_hub_uri(text: str) -> bool:
    """Whether a name starts with 'hf://', and so cannot be a folder."""
    return text.startswith(HUB_SCHEME)


def is_hub_form(text: str) -> bool:
    """Whether a name has the form OWNER/NAME or OWNER/NAME@REVISION."""
    match = _NAME.fullmatch(text)
    return match is not None and not is_hub_uri(text) and not match["type"] and _is_allowed(match["repo"])


def may_be_hub_name(text: str) -> bool:
    """Whether a name looks like a repository and unlike a folder: there is no local folder named like its owner."""
    first = text.partition("/")[0]
    return is_hub_uri(text) or (is_hub_form(text) and first not in _LOCAL_FOLDERS and not Path(first).exists())


def _is_allowed(repo: str) -> bool:
    ends_well = all(part[-1] not in ".-" for part in repo.split("/"))
    return ends_well and len(repo) <= _LONGEST and not re.search(r"--|\.\.|\.git$", repo)
