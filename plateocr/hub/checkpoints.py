"""Pushing checkpoints to the Hub, and pulling them into a folder."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from plateocr.errors import ConfigError, HubError
from plateocr.hub.errors import hub_errors, require_token
from plateocr.hub.find import READING_FILES, find_checkpoint
from plateocr.hub.folders import copy_whole
from plateocr.hub.names import HubName
from plateocr.models.card import card_for_hub, read_figures
from plateocr.models.config import (
    CARD_NAME,
    CONFIG_NAME,
    METRICS_NAME,
    ONNX_NAME,
    RECTIFIER_NAME,
    WEIGHTS_NAME,
    checked_file,
    load_network_config,
)

if TYPE_CHECKING:
    from huggingface_hub import HfApi

ALL_FILES = (*READING_FILES, WEIGHTS_NAME)


@dataclass(frozen=True)
class Pushed:
    """The result of a push: the repository at the new commit, and the page of that commit."""

    name: HubName
    url: str


def push_checkpoint(
    folder: Path,
    name: HubName,
    *,
    private: bool = False,
    branch: str | None = None,
    message: str = "",
    evaluations: tuple[Path, ...] = (),
) -> Pushed:
    """Upload a checkpoint folder to a model repository, created if needed, in one commit.

    Only its five files are uploaded; the config names the rectifier by its hash. All hashes are checked first. The
    card's metadata is rewritten with the figures of ``evaluations``, folders that 'plateocr evaluate --out' wrote; its
    text is kept. Raises CheckpointError, ConfigError, HubError.
    """
    from huggingface_hub import CommitOperationAdd, HfApi

    if name.revision:
        raise ConfigError(f"{name}: a push makes a new commit; omit @{name.revision}, or use --branch.")
    require_token(name)
    files = _checked_files(folder)
    card = card_for_hub(folder, name.repo, evaluations)
    additions = [CommitOperationAdd(path_in_repo=file, path_or_fileobj=path) for file, path in files.items()]
    additions.append(CommitOperationAdd(path_in_repo=CARD_NAME, path_or_fileobj=card.encode()))
    api = HfApi()
    make_repository(api, name, private=private, branch=branch)
    with hub_errors(name, pushing=True):
        commit = api.create_commit(
            name.repo,
            additions,
            commit_message=message or f"{load_network_config(folder).architecture}, pushed by plateocr",
            repo_type=name.type,
            revision=branch,
        )
    return Pushed(name.at(commit.oid), commit.commit_url)


def pull_checkpoint(name: HubName, out: Path) -> HubName:
    """Copy a checkpoint from the Hub, with its training weights, into the new folder ``out``; returns its commit.

    Raises HubError, or DataError if ``out`` exists and is not empty.
    """

    def fetch() -> tuple[HubName, dict[str, Path]]:
        folder = find_checkpoint(name.uri(), weights=True).folder
        return name.at(folder.name), {file: folder / file for file in ALL_FILES if (folder / file).is_file()}

    return copy_whole(out, fetch)


def make_repository(api: "HfApi", name: HubName, *, private: bool, branch: str | None = None) -> None:
    """Create a repository, and a branch in it, unless they exist. Raises HubError.

    The visibility of an existing repository does not change, so a private push to a public one is an error.
    """
    with hub_errors(name, pushing=True):
        sdk = "gradio" if name.type == "space" else None
        api.create_repo(name.repo, repo_type=name.type, private=private or None, space_sdk=sdk, exist_ok=True)
        public = private and not api.repo_info(name.repo, repo_type=name.type).private
    if public:
        raise HubError(
            "{name} already exists and is public; make it private in its settings, or push without --private.",
            name=name,
        )
    if branch:
        with hub_errors(name, pushing=True):
            api.create_branch(name.repo, branch=branch, repo_type=name.type, exist_ok=True)


def _checked_files(folder: Path) -> dict[str, Path]:
    """The files to upload except the card, by their names in the repository. Raises CheckpointError."""
    config = load_network_config(folder)
    if config.input.framing == "corners":
        checked_file(folder, config, RECTIFIER_NAME)
    files = {file: checked_file(folder, config, file) for file in (WEIGHTS_NAME, ONNX_NAME)}
    read_figures(folder)
    return {CONFIG_NAME: folder / CONFIG_NAME, METRICS_NAME: folder / METRICS_NAME} | files
