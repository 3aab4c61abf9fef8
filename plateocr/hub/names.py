"""What a repository of the Hub is named by: OWNER/NAME, with @REVISION where not the newest is meant."""

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
# Folders of a project that are written like a repository and are never meant as one.
_LOCAL_FOLDERS = frozenset({"checkpoints", "runs"})


@dataclass(frozen=True)
class HubName:
    """A repository of the Hub: ``repo`` is OWNER/NAME, ``revision`` a branch, tag or commit, None for the newest."""

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
        """'hf://OWNER/NAME@REVISION': what the same thing is fetched by again, wherever a folder could be meant."""
        return f"{HUB_SCHEME}{self}"


def parse_hub_name(text: str, repo_type: RepoType = "model") -> HubName:
    """'OWNER/NAME', 'OWNER/NAME@REVISION' or either behind 'hf://'. Raises HubError when it is not written so."""
    match = _NAME.fullmatch(text)
    if match is None or not _is_allowed(match["repo"]) or (match["type"] or f"{repo_type}s") != f"{repo_type}s":
        raise HubError(
            "'{name}' does not name a {type} repository of the Hub; write OWNER/NAME or OWNER/NAME@REVISION, "
            "with letters, digits, '-', '_' and '.'.",
            name=text,
            type=repo_type,
        )
    return HubName(match["repo"], match["revision"], repo_type)


def is_hub_uri(text: str) -> bool:
    """Whether it begins with 'hf://', so that no folder is meant."""
    return text.startswith(HUB_SCHEME)


def is_hub_form(text: str) -> bool:
    """Whether it is written OWNER/NAME or OWNER/NAME@REVISION."""
    match = _NAME.fullmatch(text)
    return match is not None and not is_hub_uri(text) and not match["type"] and _is_allowed(match["repo"])


def may_be_hub_name(text: str) -> bool:
    """Whether it is written as a repository and cannot as well be meant as a folder: its first part is none here."""
    first = text.partition("/")[0]
    return is_hub_uri(text) or (is_hub_form(text) and first not in _LOCAL_FOLDERS and not Path(first).exists())


def _is_allowed(repo: str) -> bool:
    ends_well = all(part[-1] not in ".-" for part in repo.split("/"))
    return ends_well and len(repo) <= _LONGEST and not re.search(r"--|\.\.|\.git$", repo)
